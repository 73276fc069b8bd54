import Secrets

/// Puts the layers on top of each other: defaults, file, `.env`, environment, flags.
///
/// Collects what is wrong on the way.
struct SettingsLoader {
    let sources: ConfigurationSources

    var settings = Settings()
    var errors: [ConfigurationProblem] = []
    var warnings: [ConfigurationProblem] = []
    var declaredWhere: [String: ConfigurationOrigin] = [:]
    var file: String?

    /// The keys of OPENROUTER_API_KEYS, which join the others at the end.
    var addedKeys: [DeclaredKey] = []

    init(sources: ConfigurationSources) { self.sources = sources }

    mutating func readLayers() {
        let dotEnv = readDotEnv()
        readFile(named: dotEnv)
        apply(dotEnv)
        apply(environmentVariables())
        apply(flag: "--host", sources.flags.host, to: "server.host")
        apply(flag: "--port", sources.flags.port, to: "server.port")
        settings.openrouter.keys = (settings.openrouter.keys + addedKeys).joinedBySecret
    }

    /// Checks what the settings say together.
    ///
    /// What is wrong with one alone is told first and alone: the rest may follow from it.
    consuming func finish() throws(ConfigurationError) -> LoadedConfiguration {
        if errors.isEmpty { check() }
        guard errors.isEmpty else { throw ConfigurationError(errors) }
        return LoadedConfiguration(settings: settings, warnings: warnings, file: file, declaredWhere: declaredWhere)
    }

    /// Gives one value to one setting.
    mutating func assign(
        _ node: Node,
        to setting: Setting,
        name: String,
        at origin: ConfigurationOrigin,
        isTolerant: Bool
    ) {
        var reading = Reading(name: name, origin: origin, isTolerant: isTolerant)
        if setting.accept(node, &reading, &settings) { declaredWhere[setting.name] = origin }
        errors += reading.errors
        warnings += reading.warnings
    }

    private mutating func apply(flag: String, _ value: String?, to name: String) {
        guard let value, let setting = SettingsTable[name] else { return }
        assign(Node(.scalar(value)), to: setting, name: flag, at: .flag(flag), isTolerant: true)
    }
}

extension [DeclaredKey] {
    /// Each key once, at its first place, with the first label that was given to it.
    var joinedBySecret: [DeclaredKey] {
        reduce(into: []) { keys, key in
            if let index = keys.firstIndex(where: { $0.secret == key.secret }) {
                keys[index].label = keys[index].label ?? key.label
            } else {
                keys.append(key)
            }
        }
    }
}
