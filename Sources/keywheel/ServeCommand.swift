internal import Configuration

/// `keywheel serve`: reads the configuration, takes the data folder, serves until a signal ends it.
enum ServeCommand {
    private static let options = ["--config", "--data", "--host", "--port"]

    static func run(_ words: [String]) async -> Int32 {
        if words.contains("--help") || words.contains("-h") {
            Console.output(HelpText.topics["serve"] ?? "")
            return ExitCode.success
        }
        let flags: Flags
        do {
            flags = try Flags(words, valued: options)
        } catch {
            return Flags.report(error, known: options, command: "serve")
        }
        let signals = SignalReader()
        do {
            return try await serve(flags, signals)
        } catch {
            Console.error("keywheel: \(error)\n")
            return ExitCode.failure
        }
    }

    private static func serve(_ flags: Flags, _ signals: SignalReader) async throws -> Int32 {
        let values = flags.values
        let sources = ConfigurationSources.ofProcess(
            flags: .init(config: values["--config"], host: values["--host"], port: values["--port"])
        )
        let loaded = try sources.load()
        let folder = try folder(values["--data"], sources)
        let lock = try FolderLock(folder: folder)
        defer { lock.release() }
        for warning in loaded.warnings { Console.error("keywheel: warning: \(warning)\n") }
        if loaded.settings.openrouter.keys.isEmpty { Console.error("keywheel: \(ConfigurationReport.noKey)\n") }
        let process = try await ServerProcess.start(loaded, sources: sources)
        let watches = watchFiles(loaded, sources, signals)
        defer { withExtendedLifetime(watches) {} }
        Console.output("keywheel listening on \(process.address)\n")
        await process.serve(until: signals)
        return ExitCode.success
    }

    /// A changed configuration is read again as at SIGHUP.
    private static func watchFiles(
        _ loaded: LoadedConfiguration,
        _ sources: ConfigurationSources,
        _ signals: SignalReader
    ) -> [FileWatch] {
        var names = [sources.workingDirectory: Set([".env", "keywheel.yml", "config.yml"])]
        if let file = loaded.file {
            let path = file.hasPrefix("/") ? file : "\(sources.workingDirectory)/\(file)"
            let slash = path.lastIndex(of: "/") ?? path.startIndex
            names[String(path[..<slash]), default: []].insert(String(path[path.index(after: slash)...]))
        }
        return names.compactMap { folder, names in
            FileWatch(folder: folder.isEmpty ? "/" : folder, names: names) { signals.reload() }
        }
    }

    private static func folder(_ flag: String?, _ sources: ConfigurationSources) throws -> String {
        let found = DataFolder.ofServer(
            flag: flag,
            environment: sources.variables,
            workingDirectory: sources.workingDirectory
        )
        guard let found else {
            throw StartError("there is no place for the data folder: give --data DIR or set KEYWHEEL_DATA")
        }
        return found
    }
}

/// Why the server does not start, with what to do about it.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
