import Secrets

/// What a setting's value may be: how it is read from text, what is said of a wrong one, how it is written.
struct ValueKind<Value: Equatable & Sendable>: Sendable {
    /// What is allowed, as advice: `give a number from 0 to 65535`.
    var advice: String

    /// The value, or nil after saying what is wrong with it.
    var read: @Sendable (Node, inout Reading) -> Value?

    /// As it would stand in a file; nil for no value.
    ///
    /// Secrets are masked.
    var show: @Sendable (Value) -> String?
}

extension ValueKind {
    /// A kind whose values are one piece of text.
    static func text(
        _ noun: String,
        _ advice: String,
        isSecret: Bool = false,
        parse: @escaping @Sendable (String) -> Value?,
        show: @escaping @Sendable (Value) -> String?
    ) -> Self {
        ValueKind(
            advice: advice,
            read: { node, reading in
                if case .scalar(let text) = node.content, let value = parse(text.trimmed) { return value }
                let shown = isSecret ? "the value" : node.shown
                reading.refuse(node, "\(shown) is not \(noun); \(advice)")
                return nil
            },
            show: show
        )
    }

    /// The same, where some words stand for no value.
    func orNone(_ words: [String], shown: String?, advice more: String = "") -> ValueKind<Value?> {
        ValueKind<Value?>(
            advice: advice + more,
            read: { node, reading in
                if case .scalar(let text) = node.content, words.contains(text.trimmed.lowercased()) {
                    return .some(nil)
                }
                return read(node, &reading).map(Optional.some)
            },
            show: { $0.map { show($0) } ?? shown }
        )
    }

    /// Several, as a YAML list or as one text with commas.
    func list() -> ValueKind<[Value]> {
        ValueKind<[Value]>(
            advice: "\(advice); several in a list",
            read: { node, reading in
                var values: [Value] = []
                var isWhole = true
                for (_, item) in node.items {
                    if let value = read(item, &reading) { values.append(value) } else { isWhole = false }
                }
                return isWhole ? values : nil
            },
            show: { "[\($0.compactMap(show).joined(separator: ", "))]" }
        )
    }
}

extension Node {
    /// The parts of a list with their positions from 1: of a YAML list its items, of a text what its commas separate.
    ///
    /// Empty parts are passed over, and so is a null.
    var items: [(position: Int, node: Node)] {
        switch content {
        case .null: []
        case .sequence(let nodes):
            nodes.enumerated().filter { !$0.element.isNull }.map { ($0.offset + 1, $0.element) }
        case .scalar(let text):
            text.split(separator: ",", omittingEmptySubsequences: false).enumerated()
                .map { ($0.offset + 1, Node(.scalar($0.element.trimmed), line: line)) }
                .filter { $0.1.content != .scalar("") }
        case .mapping: [(1, self)]
        }
    }
}

extension StringProtocol {
    /// Without white space at either end.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
