/// The folder that holds a server's state.
package enum DataFolder {
    /// Where a server keeps its state: `--data`, else `KEYWHEEL_DATA`, else systemd's `STATE_DIRECTORY`, else
    /// `$XDG_STATE_HOME/keywheel`, else `~/.local/state/keywheel`; nil where there is not even a home.
    package static func ofServer(
        flag: String? = nil,
        environment: [String: String],
        workingDirectory: String
    ) -> String? {
        let named = flag ?? environment.value("KEYWHEEL_DATA") ?? stateDirectory(environment)
        return named.map { absolute($0, workingDirectory) } ?? ofUser(environment)
    }

    /// Where a command looks for a running server, in this order.
    package static func candidates(
        flag: String? = nil,
        environment: [String: String],
        workingDirectory: String
    ) -> [String] {
        let named = [flag, environment.value("KEYWHEEL_DATA")].compactMap(\.self).map { absolute($0, workingDirectory) }
        return (named + [ofUser(environment), "/var/lib/keywheel"].compactMap(\.self)).withoutRepeats
    }

    /// systemd separates several folders by colons; the first is the unit's own.
    ///
    /// https://www.freedesktop.org/software/systemd/man/systemd.exec.html#RuntimeDirectory=
    private static func stateDirectory(_ environment: [String: String]) -> String? {
        environment.value("STATE_DIRECTORY").flatMap { $0.split(separator: ":").first.map(String.init) }
    }

    /// A relative XDG folder is ignored, as its specification says.
    ///
    /// https://specifications.freedesktop.org/basedir-spec/latest/#basics
    private static func ofUser(_ environment: [String: String]) -> String? {
        if let state = environment.value("XDG_STATE_HOME"), state.hasPrefix("/") { return "\(state)/keywheel" }
        return environment.value("HOME").map { "\($0)/.local/state/keywheel" }
    }

    private static func absolute(_ path: String, _ workingDirectory: String) -> String {
        path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
    }
}

extension [String: String] {
    /// A variable that is set to something.
    fileprivate func value(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
}
