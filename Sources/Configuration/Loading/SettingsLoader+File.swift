import Secrets

extension SettingsLoader {
    /// The files that are looked for where none is named.
    private static let usualFiles = ["keywheel.yml", "config.yml"]

    /// Reads the configuration file: the one that is named, else the first usual one that is there.
    mutating func readFile(named variables: [SourcedVariable]) {
        let fromEnvironment = sources.environment["KEYWHEEL_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let fromDotEnv = variables.last { $0.name == "KEYWHEEL_CONFIG" && !$0.value.isEmpty }?.value
        if let named = sources.flags.config ?? fromEnvironment ?? fromDotEnv {
            file = named
            guard let bytes = read(named) else { return }
            apply(bytes, of: named)
        } else if let usual = Self.usualFiles.first(where: { exists($0) }) {
            file = usual
            if let bytes = read(usual) { apply(bytes, of: usual) }
        }
    }

    private func exists(_ path: String) -> Bool {
        do throws(ConfigurationSources.Unreadable) {
            return try sources.readFile(sources.absolute(path)) != nil
        } catch {
            return true
        }
    }

    private mutating func read(_ path: String) -> [UInt8]? {
        do throws(ConfigurationSources.Unreadable) {
            if let bytes = try sources.readFile(sources.absolute(path)) { return bytes }
            errors.append(ConfigurationProblem(place: path, message: "there is no such file"))
        } catch {
            errors.append(ConfigurationProblem(place: path, message: "cannot be read: \(error.reason)"))
        }
        return nil
    }

    private mutating func apply(_ bytes: [UInt8], of path: String) {
        do throws(YAMLReader.Failure) {
            let root = try YAMLReader.read(bytes)
            var walk = FileWalk(path: path)
            walk.visit(root)
            errors += walk.errors
            warnings += walk.warnings
            for (setting, node) in walk.found {
                let origin = ConfigurationOrigin.file(path, line: node.line ?? 1)
                assign(node, to: setting, name: setting.name, at: origin, isTolerant: walk.isTolerant)
            }
        } catch {
            errors.append(ConfigurationProblem(place: "\(path):\(error.line)", message: error.message))
        }
    }
}

/// Goes through a file's nodes and finds the settings among them.
struct FileWalk {
    let path: String

    private(set) var found: [(Setting, Node)] = []
    private(set) var errors: [ConfigurationProblem] = []
    private(set) var warnings: [ConfigurationProblem] = []

    init(path: String) { self.path = path }

    /// Whether what means nothing here is passed over with a warning: in the file that B's users bring along.
    var isTolerant: Bool { path.split(separator: "/").last == "config.yml" }

    /// Visits the document's root or a section.
    ///
    /// No deeper than names have parts, so that the recursion is bounded.
    mutating func visit(_ node: Node, under prefix: String = "") {
        switch node.content {
        case .null: return
        case .mapping(let entries):
            var firstLines: [String: Int] = [:]
            for entry in entries {
                let name = prefix.isEmpty ? entry.name : "\(prefix).\(entry.name)"
                if let first = firstLines.updateValue(entry.line, forKey: entry.name) {
                    refuse(entry.line, shown(name), "is given twice; the first is on line \(first)")
                } else {
                    visit(entry, as: name)
                }
            }
        case .scalar, .sequence:
            let subject = prefix.isEmpty ? "the file" : "a section"
            refuse(
                node.line ?? 1,
                prefix.isEmpty ? nil : prefix,
                "\(subject) holds names with values; \(node.shown) is none"
            )
        }
    }

    private mutating func visit(_ entry: Node.Entry, as name: String) {
        guard let setting = SettingsTable[name] else {
            if SettingsTable.isSection(name) { return visit(entry.value, under: name) }
            let hint = SettingsTable.suggestion(for: name).map { "; did you mean \($0)?" } ?? ""
            return objectTo(entry.line, shown(name), "there is no such setting\(hint)")
        }
        switch setting.standing {
        case .works:
            if let twice = Self.repeatedName(in: entry.value) {
                refuse(twice.line, name, "has \(Redaction.quoted(twice.name)) twice")
            } else if !entry.value.isNull {
                found.append((setting, Node(entry.value.content, line: entry.value.line ?? entry.line)))
            }
        case .inert: objectTo(entry.line, name, Setting.notYet)
        case .retired: objectTo(entry.line, name, setting.help)
        }
    }

    /// A name that an entry of a list has twice.
    private static func repeatedName(in node: Node) -> Node.Entry? {
        guard case .sequence(let items) = node.content else { return nil }
        for case .mapping(let entries) in items.map(\.content) {
            var seen: Set<String> = []
            if let twice = entries.first(where: { !seen.insert($0.name).inserted }) { return twice }
        }
        return nil
    }

    private mutating func objectTo(_ line: Int, _ name: String, _ message: String) {
        if isTolerant {
            warnings.append(ConfigurationProblem(place: "\(path):\(line)", setting: name, message: message))
        } else {
            refuse(line, name, message)
        }
    }

    private mutating func refuse(_ line: Int, _ name: String?, _ message: String) {
        errors.append(ConfigurationProblem(place: "\(path):\(line)", setting: name, message: message))
    }

    /// An unknown name, fit for a message: it may be a key that slipped.
    private func shown(_ name: String) -> String {
        SettingsTable[name] == nil ? String(Redaction.quoted(name).dropFirst().dropLast()) : name
    }
}
