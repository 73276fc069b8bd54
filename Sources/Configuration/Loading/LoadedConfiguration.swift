/// A configuration that is in order.
package struct LoadedConfiguration: Sendable, Equatable {
    package var settings: Settings

    /// What the operator should know although it stops nothing.
    package var warnings: [ConfigurationProblem]

    /// The file that was read, by the name it was asked for; nil where there is none.
    package var file: String?

    /// Where each setting that is no default was given last.
    package var declaredWhere: [String: ConfigurationOrigin]
}

extension Settings {
    /// A setting that differs between two configurations.
    package struct Change: Sendable, Equatable {
        package var name: String

        /// Whether it takes effect only when Keywheel starts anew.
        package var needsRestart: Bool
    }

    /// What differs from an older configuration, in the table's order.
    package func changes(since older: Settings) -> [Change] {
        SettingsTable.all.compactMap { setting in
            guard case .works(let needsRestart) = setting.standing, !setting.isSame(older, self) else { return nil }
            return Change(name: setting.name, needsRestart: needsRestart)
        }
    }
}
