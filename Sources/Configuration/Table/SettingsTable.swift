/// Every setting of the contract, in the order in which the example file shows them.
package enum SettingsTable {
    package static let all =
        server + openrouter + retry + relay + upstream + requestProxy + clients + administration + retired

    /// What is said of each section in the example file.
    static let sections = [
        "server": "The side that clients see.",
        "openrouter": "The upstream and its keys.",
        "retry": "When a failed attempt is repeated.",
        "relay": "How long an answer is held.",
        "upstream": "Deadlines and transport of a request to the upstream.",
        "requestProxy": "A proxy between Keywheel and the upstream.",
        "clients": "Who may call.",
    ]

    package static subscript(name: String) -> Setting? { byName[name] }

    static func withVariable(_ variable: String) -> Setting? { byVariable[variable] }

    /// Whether settings have names that begin with this one and a dot.
    static func isSection(_ name: String) -> Bool { prefixes.contains(name) }

    /// The known name that an unknown one resembles most.
    static func suggestion(for name: String) -> String? {
        let isNested = name.utf8.contains(UInt8(ascii: "."))
        return Spelling.nearest(to: name, among: isNested ? all.map(\.name) : prefixes.sorted() + all.map(\.name))
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    private static let byVariable = Dictionary(uniqueKeysWithValues: all.map { ($0.variable, $0) })

    private static let prefixes = Set(
        all.flatMap { setting in
            setting.name.indices.filter { setting.name[$0] == "." }.map { String(setting.name[..<$0]) }
        }
    )
}
