/// Something about the configuration that somebody should know: `keywheel.yml:12: server.port: "eighty" is not a port`.
package struct ConfigurationProblem: Sendable, Equatable {
    /// A file with a line, the environment, the command line; nil where it is about several at once.
    package var place: String?

    /// The setting by the name that its source uses.
    package var setting: String?

    /// What is wrong and what helps.
    ///
    /// Never holds a secret.
    package var message: String

    package init(place: String? = nil, setting: String? = nil, message: String) {
        self.place = place
        self.setting = setting
        self.message = message
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    package var description: String {
        [place, setting, message].compactMap(\.self).joined(separator: ": ")
    }
}

/// A configuration that cannot be used, with everything that is wrong with it.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    package let problems: [ConfigurationProblem]

    package init(_ problems: [ConfigurationProblem]) { self.problems = problems }

    /// One line for each problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
