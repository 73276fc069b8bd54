import Secrets

/// A variable with the place it came from.
struct SourcedVariable {
    var name: String
    var value: String
    var origin: ConfigurationOrigin
}

extension SettingsLoader {
    /// Variables of Keywheel's own that are no settings.
    private static let ownVariables: Set<String> = ["KEYWHEEL_CONFIG", "KEYWHEEL_DATA", "KEYWHEEL_MASTER_KEY"]

    /// The variables of `.env` in the working directory; of one that is given twice the last.
    mutating func readDotEnv() -> [SourcedVariable] {
        do throws(ConfigurationSources.Unreadable) {
            guard let bytes = try sources.readFile(sources.absolute(".env")) else { return [] }
            guard bytes.count <= YAMLReader.maximumBytes else { throw .init(reason: "too large") }
            let file = DotEnv(bytes)
            warnings += file.complaints.map {
                ConfigurationProblem(place: ".env:\($0.line)", message: "\($0.message); the line is skipped")
            }
            return file.variables.map {
                SourcedVariable(
                    name: $0.name,
                    value: $0.value,
                    origin: .dotEnv(".env", line: $0.line, variable: $0.name)
                )
            }
        } catch {
            // Most folders' `.env` belongs to somebody else.
            warnings.append(ConfigurationProblem(place: ".env", message: "cannot be read: \(error.reason)"))
            return []
        }
    }

    /// The environment in a fixed order, so that messages do not jump about.
    func environmentVariables() -> [SourcedVariable] {
        sources.environment.sorted { $0.key < $1.key }.map {
            SourcedVariable(name: $0.key, value: $0.value, origin: .environment(variable: $0.key))
        }
    }

    /// Applies a layer of variables: the predecessors' first, then Keywheel's own names, which say more.
    mutating func apply(_ variables: [SourcedVariable]) {
        let given = Dictionary(variables.map { ($0.name, $0) }) { _, last in last }.filter { !$0.value.value.isEmpty }
        for known in PredecessorVariable.all {
            if let variable = given[known.name] { apply(variable, known.effect) }
        }
        for variable in given.values.sorted(by: { $0.name < $1.name }) where variable.name.hasPrefix("KEYWHEEL_") {
            applyOwn(variable)
        }
    }

    private mutating func apply(_ variable: SourcedVariable, _ effect: PredecessorVariable.Effect) {
        switch effect {
        case .sets(let name):
            if let setting = SettingsTable[name] { assign(variable, to: setting) }
        case .addsKeys: addKeys(variable)
        case .asksForKeys:
            guard variable.value.trimmed.lowercased() == "true" else { return }
            settings.clients.required = .always
            declaredWhere["clients.required"] = variable.origin
        case .maySetHost:
            var reading = Reading(name: variable.name, origin: variable.origin, isTolerant: true)
            if let hosts = ValueKind<[IPAddress]>.hosts.read(Node(.scalar(variable.value)), &reading) {
                settings.server.hosts = hosts
                declaredWhere["server.host"] = variable.origin
            } else {
                warn(variable, "is no address, so it is passed over; \(ValueKind<[IPAddress]>.hosts.advice)")
            }
        case .inert: warn(variable, Setting.notYet)
        }
    }

    private mutating func applyOwn(_ variable: SourcedVariable) {
        if Self.ownVariables.contains(variable.name) { return }
        guard let setting = SettingsTable.withVariable(variable.name) else {
            if variable.name.hasPrefix("KEYWHEEL_UPSTREAMS_") { return warn(variable, Setting.notYet) }
            let names = SettingsTable.all.map(\.variable)
            let hint = Spelling.nearest(to: variable.name, among: names).map { "; did you mean \($0)?" } ?? ""
            return warn(variable, "there is no such setting\(hint)")
        }
        switch setting.standing {
        case .works: assign(variable, to: setting)
        case .inert: warn(variable, Setting.notYet)
        case .retired: warn(variable, setting.help)
        }
    }

    private mutating func assign(_ variable: SourcedVariable, to setting: Setting) {
        assign(Node(.scalar(variable.value)), to: setting, name: variable.name, at: variable.origin, isTolerant: true)
    }

    private mutating func addKeys(_ variable: SourcedVariable) {
        var reading = Reading(name: variable.name, origin: variable.origin, isTolerant: true)
        addedKeys = ValueKind<[DeclaredKey]>.openRouterKeys.read(Node(.scalar(variable.value)), &reading) ?? []
        warnings += reading.warnings
        if !addedKeys.isEmpty { declaredWhere["openrouter.keys"] = variable.origin }
    }

    private mutating func warn(_ variable: SourcedVariable, _ message: String) {
        warnings.append(ConfigurationProblem(place: variable.origin.place, setting: variable.name, message: message))
    }
}
