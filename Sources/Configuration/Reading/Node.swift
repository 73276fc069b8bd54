import Secrets

/// A value as a source wrote it, before anybody knows what it means.
///
/// A plain YAML `null` is no scalar.
struct Node: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case null
        case scalar(String)
        case sequence([Node])
        case mapping([Entry])
    }

    struct Entry: Sendable, Equatable {
        var name: String
        var line: Int
        var value: Node
    }

    var content: Content

    /// Counted from 1; nil where the source has no lines.
    var line: Int?

    init(_ content: Content, line: Int? = nil) {
        self.content = content
        self.line = line
    }

    /// Whether it says that nothing is set.
    var isNull: Bool { content == .null }

    /// What to call it in a message: a value in quotes, or the kind of thing it is.
    var shown: String {
        switch content {
        case .null: "nothing"
        case .scalar(let text): Redaction.quoted(text)
        case .sequence: "a list"
        case .mapping: "a group of names"
        }
    }
}
