internal import Configuration
internal import FakeOpenRouter

/// How a subcommand ended.
enum ExitCode {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    static let usage: Int32 = 2
}

/// The words after `keywheel`: finds the subcommand and runs it.
enum Command {
    static let version = "0.1.0"
    private static let names = ["serve", "fake", "config", "version", "help"]

    static func run(_ arguments: [String]) async -> Int32 {
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case nil:
            Console.error(HelpText.overview)
            return ExitCode.usage
        case "help", "--help", "-h": return help(rest.first)
        case "version", "--version": return printVersion(rest)
        case "serve": return await ServeCommand.run(rest)
        case "config": return ConfigCommand.run(rest)
        case "fake": return await fake(rest)
        case let name?:
            return unknown("subcommand", name, among: names, "see keywheel help")
        }
    }

    /// Says that a word is not known, and what may have been meant.
    static func unknown(_ kind: String, _ word: String, among known: [String], _ hint: String) -> Int32 {
        let guess = Spelling.nearest(to: word, among: known).map { " Did you mean \($0)?" } ?? ""
        Console.error("keywheel: unknown \(kind) '\(word)'.\(guess) (\(hint))\n")
        return ExitCode.usage
    }

    private static func help(_ topic: String?) -> Int32 {
        guard let topic else {
            Console.output(HelpText.overview)
            return ExitCode.success
        }
        guard let text = HelpText.topics[topic] else {
            return unknown("subcommand", topic, among: names, "see keywheel help")
        }
        Console.output(text)
        return ExitCode.success
    }

    private static func printVersion(_ arguments: [String]) -> Int32 {
        guard arguments.allSatisfy({ $0 == "--json" }) else {
            return unknown("option", arguments.first ?? "", among: ["--json"], "see keywheel help version")
        }
        if arguments.isEmpty {
            Console.output("keywheel \(version)\n")
        } else {
            Console.output(JSONText.object([("name", .string("keywheel")), ("version", .string(version))]).text + "\n")
        }
        return ExitCode.success
    }

    private static func fake(_ arguments: [String]) async -> Int32 {
        let command: FakeCommand
        do {
            command = try FakeCommand(arguments: arguments)
        } catch {
            Console.error("keywheel: \(error)\n")
            return ExitCode.usage
        }
        do {
            try await command.run()
            return ExitCode.success
        } catch {
            Console.error("keywheel: \(error)\n")
            return ExitCode.failure
        }
    }
}
