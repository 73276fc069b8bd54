/// Where a configuration comes from, as values, so that a test needs no file and no variable of its own process.
package struct ConfigurationSources: Sendable {
    /// A file that is there and cannot be read.
    package struct Unreadable: Error, Equatable {
        package var reason: String

        package init(reason: String) { self.reason = reason }
    }

    /// What `serve` was given on the command line.
    package struct Flags: Sendable, Equatable {
        package var config: String?
        package var host: String?
        package var port: String?

        package init(config: String? = nil, host: String? = nil, port: String? = nil) {
            self.config = config
            self.host = host
            self.port = port
        }
    }

    package var flags: Flags
    package var environment: [String: String]

    /// An absolute path, which relative ones start from.
    package var workingDirectory: String

    /// The bytes of the file at an absolute path; nil where there is none.
    package var readFile: @Sendable (String) throws(Unreadable) -> [UInt8]?

    package init(
        flags: Flags = Flags(),
        environment: [String: String],
        workingDirectory: String,
        readFile: @escaping @Sendable (String) throws(Unreadable) -> [UInt8]?
    ) {
        self.flags = flags
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.readFile = readFile
    }

    /// Reads everything and checks it.
    ///
    /// Either the whole configuration is good, or the error says all that is not.
    package func load() throws(ConfigurationError) -> LoadedConfiguration {
        var loader = SettingsLoader(sources: self)
        loader.readLayers()
        return try loader.finish()
    }

    /// Reads again what was read before.
    ///
    /// Whatever is wrong now leaves the previous one in force, and so does a file that was there and is gone: defaults
    /// must not take over because an editor replaces a file in two steps.
    package func reload(after previous: LoadedConfiguration) throws(ConfigurationError) -> LoadedConfiguration {
        let next = try load()
        if let file = previous.file, next.file != file {
            let message = "the file is gone; what it said stays in force until it is back or Keywheel restarts"
            throw ConfigurationError([ConfigurationProblem(place: file, message: message)])
        }
        return next
    }

    /// A path as the file system needs it.
    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
    }
}
