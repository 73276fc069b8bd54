internal import Configuration

/// `keywheel config check` and `keywheel config example`.
enum ConfigCommand {
    private static let options = ["--config", "--json"]

    static func run(_ words: [String]) -> Int32 {
        let rest = Array(words.dropFirst())
        switch words.first {
        case "check" where !rest.contains("--help"): return check(rest)
        case "example" where rest.isEmpty:
            Console.output(ConfigurationExample.text())
            return ExitCode.success
        case "--help", "-h", "check":
            Console.output(HelpText.topics["config"] ?? "")
            return ExitCode.success
        case let word?:
            return Command.unknown(
                "subcommand",
                "config \(word)",
                among: ["config check", "config example"],
                "see keywheel help config"
            )
        case nil:
            Console.error(HelpText.topics["config"] ?? "")
            return ExitCode.usage
        }
    }

    private static func check(_ words: [String]) -> Int32 {
        let flags: Flags
        do {
            flags = try Flags(words, valued: ["--config"], bare: ["--json"])
        } catch {
            return Flags.report(error, known: options, command: "config")
        }
        let asJSON = flags.switches.contains("--json")
        let sources = ConfigurationSources.ofProcess(flags: .init(config: flags.values["--config"]))
        do {
            let loaded = try sources.load()
            Console.output(asJSON ? ConfigurationReport.json(loaded) : ConfigurationReport.text(loaded))
            return ExitCode.success
        } catch {
            if asJSON {
                Console.output(ConfigurationReport.json(error))
            } else {
                Console.error(ConfigurationReport.text(error))
            }
            return ExitCode.failure
        }
    }
}
