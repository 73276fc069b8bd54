/// What `config check` answers, for people and for programs.
///
/// Secrets are masked by their type.
package enum ConfigurationReport {
    /// For people: where the settings come from, what differs from the defaults, what to look at.
    package static func text(_ loaded: LoadedConfiguration) -> String {
        var lines = [loaded.file.map { "\($0) is in order." } ?? "There is no configuration file; that is in order."]
        let given = SettingsTable.all.filter { loaded.declaredWhere[$0.name] != nil }
        if !given.isEmpty { lines.append("\nSet (everything else is at its default):") }
        let width = given.map(\.name.count).max() ?? 0
        for setting in given {
            let padding = String(repeating: " ", count: width - setting.name.count)
            let value = setting.show(loaded.settings) ?? "none"
            let origin = loaded.declaredWhere[setting.name].map { "  (\($0))" } ?? ""
            lines.append("  \(setting.name)\(padding)  \(value)\(origin)")
        }
        if !loaded.warnings.isEmpty { lines.append("\nWarnings:") }
        lines += loaded.warnings.map { "  \($0)" }
        if loaded.settings.openrouter.keys.isEmpty { lines.append("\n\(noKey)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// For people: everything that is wrong.
    package static func text(_ error: ConfigurationError) -> String { "\(error)\n" }

    /// What to say where no key is configured.
    package static let noKey = """
        There is no key yet: requests for the upstream will be answered with 503. Get one at https://openrouter.ai/keys and
        set OPENROUTER_API_KEYS=sk-or-… in the environment or in .env, or openrouter.keys in keywheel.yml.
        """

    /// For programs: `ok`, `file`, `warnings`, `settings` by name with `value` and `from`.
    package static func json(_ loaded: LoadedConfiguration) -> String {
        let settings = SettingsTable.all.filter(\.works).map { setting in
            let value = setting.show(loaded.settings)
            let origin = loaded.declaredWhere[setting.name]
            let fields: [JSONText.Field] = [
                ("value", value.map(JSONText.string) ?? .null),
                ("from", .string(origin.map(\.description) ?? "default")),
            ]
            return (setting.name, JSONText.object(fields))
        }
        return JSONText.object([
            ("ok", .bool(true)),
            ("file", loaded.file.map(JSONText.string) ?? .null),
            ("warnings", .array(loaded.warnings.map(json))),
            ("settings", .object(settings)),
        ]).text + "\n"
    }

    /// For programs: `ok` is false, and `errors` says why.
    package static func json(_ error: ConfigurationError) -> String {
        JSONText.object([("ok", .bool(false)), ("errors", .array(error.problems.map(json)))]).text + "\n"
    }

    private static func json(_ problem: ConfigurationProblem) -> JSONText {
        .object([
            ("place", problem.place.map(JSONText.string) ?? .null),
            ("setting", problem.setting.map(JSONText.string) ?? .null),
            ("message", .string(problem.message)),
        ])
    }
}
