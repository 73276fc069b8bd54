extension ValueKind<Bool> {
    static let flag = text(
        "a yes or no",
        "give true or false",
        parse: { text in
            switch text.lowercased() {
            case "true", "yes", "on", "1": true
            case "false", "no", "off", "0": false
            default: nil
            }
        },
        show: { "\($0)" }
    )
}

extension ValueKind where Value: RawRepresentable<String> & CaseIterable {
    /// One of an enumeration's words, in any case.
    static var choice: Self {
        let words = Value.allCases.map(\.rawValue)
        return text(
            "known here",
            "give \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")",
            parse: { Value(rawValue: $0.lowercased()) },
            show: { $0.rawValue }
        )
    }
}

extension ValueKind<LogLevel> {
    /// Python's short names are read too, since B handed the word on to Python.
    static let logLevel = text(
        "a log level",
        "give \(LogLevel.allCases.map(\.name).joined(separator: ", "))",
        parse: { text in
            switch text.uppercased() {
            case "WARN": .warning
            case "FATAL": .critical
            case let name: LogLevel.allCases.first { $0.name == name }
            }
        },
        show: { $0.name }
    )
}

extension ValueKind<String?> {
    /// A header's value: one line without control characters.
    ///
    /// Empty means none.
    static func line(_ noun: String) -> Self {
        ValueKind<String>.text(
            noun,
            "give one line of at most 256 bytes without control characters",
            parse: { $0.utf8.count <= 256 && $0.hasNoControls ? $0 : nil },
            show: { $0 }
        ).orNone([""], shown: nil)
    }

    static let path = ValueKind<String>.text(
        "a file's path",
        "give the path of a readable file",
        parse: { $0.hasNoControls ? $0 : nil },
        show: { $0 }
    ).orNone([""], shown: nil)
}

extension ValueKind<[String]> {
    /// Paths of ours, each with a slash at its start, which B left to us to add.
    static let paths = ValueKind<String>.text(
        "a path",
        "give a path as clients send it, without a query, as in /api/v1/models",
        parse: { text in
            let isPath = text.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !text.contains { "?#%\\".contains($0) }
            return isPath ? (text.hasPrefix("/") ? text : "/" + text) : nil
        },
        show: { $0 }
    ).list()

    static let origins = ValueKind<String>.text(
        "an origin",
        "give a scheme and a host as browsers send them, as in https://chat.example.org",
        parse: { BrowserOrigin.normalized($0) },
        show: { $0 }
    ).list()
}

extension ValueKind<Set<ClosedPath>> {
    /// With or without the slash and the version before it: `keys`, `/keys`, `/api/v1/keys`.
    static let closedPaths: Self = {
        let list = ValueKind<ClosedPath>.text(
            "a path that is closed",
            "closed are \(ClosedPath.allCases.map(\.rawValue).joined(separator: ", "))",
            parse: { text in
                let segments = text.lowercased().split(separator: "/")
                return ClosedPath(rawValue: String(segments.last ?? ""))
            },
            show: { $0.rawValue }
        ).list()
        return ValueKind(
            advice: list.advice,
            read: { node, reading in list.read(node, &reading).map { Set($0) } },
            show: { list.show($0.sorted { $0.rawValue < $1.rawValue }) }
        )
    }()
}

extension String {
    fileprivate var hasNoControls: Bool {
        unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != "\u{2028}" && $0 != "\u{2029}" }
    }
}
