/// The example file: every setting that works, commented out, with its default.
///
/// Commented out, so that a copy pins nothing that its owner did not mean to pin. `keywheel.example.yml` in the
/// repository is exactly this text.
package enum ConfigurationExample {
    private static let introduction = """
        # Keywheel's settings. Copy this file to keywheel.yml and take away the # before what you change; everything here
        # is the default. Then `keywheel config check` says what holds and where it comes from.
        #
        # Durations: seconds, or 500ms, 5s, 10m, 4h. Sizes: bytes, or 10KiB, 64MiB, 1GiB.
        # Each setting can also be given as a variable, in the environment or in a file named .env: server.max_body as
        # KEYWHEEL_SERVER_MAX_BODY. Flags go before the environment, the environment before .env, .env before this file.
        # SIGHUP makes Keywheel read everything again.

        """

    package static func text() -> String {
        var text = introduction
        var section: Substring = ""
        for setting in SettingsTable.all where setting.works {
            if setting.section != section {
                section = setting.section
                let help = SettingsTable.sections[String(section)].map { "# \($0)\n" } ?? ""
                text += "\n\(help)\(section):\n"
            }
            text += entry(setting)
        }
        return text
    }

    private static func entry(_ setting: Setting) -> String {
        var help = setting.help
        if case .works(needsRestart: true) = setting.standing { help += " A change needs a restart." }
        let comment = help.split(separator: "\n").map { "  # \($0)\n" }.joined()
        let value = setting.sample ?? setting.show(Settings()) ?? ""
        return "\(comment)  #\(setting.name.dropFirst(setting.section.count + 1)): \(value)\n"
    }
}
