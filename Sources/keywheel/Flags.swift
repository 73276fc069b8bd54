/// The options of a subcommand: `--name VALUE`, `--name=VALUE` or a bare `--name`.
struct Flags {
    private(set) var values: [String: String] = [:]
    private(set) var switches: Set<String> = []

    /// Why the words make no sense.
    enum Fault: Error {
        case unknown(String)
        case missingValue(String)
        case twice(String)
    }

    init(_ words: [String], valued: [String], bare: [String] = []) throws(Fault) {
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            if bare.contains(name), parts.count == 1 {
                switches.insert(name)
            } else if valued.contains(name) {
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { throw .missingValue(name) }
                guard values.updateValue(value, forKey: name) == nil else { throw .twice(name) }
            } else {
                throw .unknown(word)
            }
        }
    }

    /// Says what is wrong, and the exit code for it.
    static func report(_ fault: Fault, known: [String], command: String) -> Int32 {
        let hint = "see keywheel help \(command)"
        switch fault {
        case .unknown(let word):
            return Command.unknown("option", word, among: known, hint)
        case .missingValue(let name):
            Console.error("keywheel: \(name) wants a value. (\(hint))\n")
        case .twice(let name):
            Console.error("keywheel: \(name) is given twice. (\(hint))\n")
        }
        return ExitCode.usage
    }
}
