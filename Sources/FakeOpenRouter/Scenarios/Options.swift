/// The options that one scenario sets.
struct Options: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case number(Int)
        case duration(Duration)
        case text(String)
        case flag
    }

    private var values: [String: Value] = [:]

    /// Sets an option from what stands after its `=`; nil where nothing does.
    mutating func set(_ option: Option, to text: String?) throws(ScenarioError) {
        guard let value = Self.value(of: option.kind, text) else {
            throw ScenarioError("\(option.name) wants \(option.kind.wants), not '\(text ?? "")'")
        }
        values[option.name] = value
    }

    func has(_ option: Option) -> Bool { values[option.name] != nil }

    func number(_ option: Option) -> Int? {
        guard case .number(let number) = values[option.name] else { return nil }
        return number
    }

    func number(_ option: Option, else standard: Int) -> Int { number(option) ?? standard }

    func duration(_ option: Option, else standard: Duration = .zero) -> Duration {
        guard case .duration(let duration) = values[option.name] else { return standard }
        return duration
    }

    func text(_ option: Option) -> String? {
        guard case .text(let text) = values[option.name] else { return nil }
        return text
    }
}

extension Options {
    private static func value(of kind: Option.Kind, _ text: String?) -> Value? {
        guard let text else { return kind == .flag ? .flag : nil }
        switch kind {
        case .count: return Int(text).flatMap { $0 >= 0 ? .number($0) : nil }
        case .size: return scaled(text, by: sizes, bare: 1).map { .number($0) }
        case .duration: return scaled(text, by: times, bare: 1_000_000).map { .duration(.microseconds($0)) }
        case .word(let words): return words.contains(text) ? .text(text) : nil
        case .text: return text.isEmpty ? nil : .text(text)
        case .flag: return nil
        }
    }

    private static let sizes = ["KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "B": 1]
    private static let times = ["us": 1, "ms": 1000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000]

    /// A whole number and a unit.
    private static func scaled(_ text: String, by units: [String: Int], bare: Int) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = String(text.dropFirst(digits.count))
        guard let number = Int(digits), let factor = unit.isEmpty ? bare : units[unit] else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}

extension Option.Kind {
    /// What a value must look like, for people.
    var wants: String {
        switch self {
        case .count: "a number"
        case .duration: "a time such as 200ms or 2s"
        case .size: "a size such as 4096 or 4MiB"
        case .word(let words): "one of " + words.joined(separator: ", ")
        case .text: "a name"
        case .flag: "no value"
        }
    }
}

/// A scenario that cannot be understood, in words for people.
struct ScenarioError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
