import Glibc

extension ConfigurationSources {
    /// This process: its files, its working directory, its environment.
    package static func ofProcess(flags: Flags = Flags()) -> Self {
        ConfigurationSources(
            flags: flags,
            environment: processEnvironment(),
            workingDirectory: currentDirectory(),
            readFile: SystemFiles.read
        )
    }

    /// The environment over the variables of `.env`: what is looked up that is no setting.
    package var variables: [String: String] {
        var loader = SettingsLoader(sources: self)
        let fromFile = loader.readDotEnv().map { ($0.name, $0.value) }
        return Dictionary(fromFile) { _, last in last }.merging(environment) { _, ours in ours }
    }

    private static func processEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            unsafe next += 1
        }
        return result
    }

    private static func currentDirectory() -> String {
        guard let path = unsafe getcwd(nil, 0) else { return "." }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
