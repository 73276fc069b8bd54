import Configuration

/// Files and variables that exist only in a test.
func sources(
    _ files: [String: String] = [:],
    environment: [String: String] = [:],
    flags: ConfigurationSources.Flags = .init(),
    unreadable: Set<String> = []
) -> ConfigurationSources {
    ConfigurationSources(
        flags: flags,
        environment: environment,
        workingDirectory: "/work"
    ) { path throws(ConfigurationSources.Unreadable) in
        let name = path.hasPrefix("/here/") ? String(path.dropFirst(6)) : path
        if unreadable.contains(name) { throw .init(reason: "Permission denied") }
        return files[name].map { Array($0.utf8) }
    }
}

/// What is wrong with one file, a line each.
func problems(_ yaml: String, in file: String = "keywheel.yml") -> [String] {
    do throws(ConfigurationError) {
        _ = try sources([file: yaml], flags: .init(config: file)).load()
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

/// The warnings of a file that is in order.
func warnings(_ yaml: String, in file: String = "config.yml") throws -> [String] {
    try sources([file: yaml], flags: .init(config: file)).load().warnings.map(\.description)
}

/// The settings of a file that is in order.
func settings(_ yaml: String, in file: String = "keywheel.yml") throws -> Settings {
    try sources([file: yaml], flags: .init(config: file)).load().settings
}

/// A key that must never be seen.
let canary = "sk-or-v1-CANARY0123456789abcdef0123456789abcdef0123456789abcdef01ab"
