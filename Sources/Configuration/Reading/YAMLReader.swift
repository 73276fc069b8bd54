import CYAML

/// Reads a YAML document into nodes with line numbers, by libyaml's events.
///
/// What a configuration has no use for is refused, because it is what hostile YAML is made of: aliases (a few lines that
/// expand to gigabytes), deep nesting, tags that name types, several documents. The nodes are built with a stack of
/// ours, so that no input can exhaust the thread's.
struct YAMLReader {
    struct Failure: Error, Equatable {
        var line: Int
        var message: String
    }

    static let maximumBytes = 1 << 20
    static let maximumDepth = 32
    static let maximumNodes = 50_000

    /// The document's root; null for an empty one.
    static func read(_ bytes: [UInt8]) throws(Failure) -> Node {
        guard bytes.count <= maximumBytes else {
            throw Failure(line: 1, message: "larger than \(Number.text(bytes: maximumBytes))")
        }
        var events = try YAMLEvents(bytes)
        var tree = NodeBuilder()
        while let event = try events.next() {
            try tree.take(event)
        }
        return tree.root ?? Node(.null, line: 1)
    }
}
