/// What the `X-Fake-Scenario` header asks for: faults, applied in their order, and options.
///
/// `name[;option=value…][,name…]`: commas and semicolons part alike, and options hold for all of the scenario. Spaces
/// around the words do not matter.
struct Scenario: Sendable {
    private(set) var faults: [Fault] = []
    private(set) var options = Options()

    init() {}

    init(_ text: String) throws(ScenarioError) {
        for word in text.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let word = word.trimmed
            if !word.isEmpty { try add(word) }
        }
    }

    /// Answers before the body of the request has been read.
    var isEarly: Bool { faults.contains { $0.isEarly } }

    /// One of the faults waits at the gate.
    var waitsByItself: Bool { faults.contains { fault in fault.options.contains { $0.name == Option.gate.name } } }

    /// The scenario once its faults are over.
    var withoutFaults: Scenario {
        var scenario = self
        scenario.faults = []
        return scenario
    }

    private static let faults = Dictionary(uniqueKeysWithValues: Fault.all.map { ($0.name, $0) })
    private static let options = Dictionary(uniqueKeysWithValues: Option.all.map { ($0.name, $0) })

    private mutating func add(_ word: Substring) throws(ScenarioError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0].trimmed)
        let value = parts.count > 1 ? String(parts[1].trimmed) : nil
        if let option = Self.options[name] {
            try options.set(option, to: value)
        } else if let fault = Self.faults[name], value == nil {
            faults.append(fault)
        } else {
            throw ScenarioError("there is no scenario '\(word)'; keywheel fake --help lists them")
        }
    }
}

extension Substring {
    /// Without the spaces at both ends.
    var trimmed: Substring {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
