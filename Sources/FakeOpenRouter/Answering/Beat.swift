/// One thing in a stream, before it is bytes.
enum Beat: Sendable {
    /// A comment line.
    case comment(String)
    case event(StreamEvent)
    /// Bytes that go out as they are, framed as a piece of the body.
    case bytes([UInt8])
    case step(Step)
    /// The body ends here without its last chunk: what follows is silence or the end of the connection.
    case unfinished

    var isComment: Bool { if case .comment = self { true } else { false } }

    var isAnyEvent: Bool { if case .event = self { true } else { false } }

    /// Whether it is an event of that part of an answer.
    func isEvent(_ part: StreamEvent.Part) -> Bool {
        if case .event(let event) = self { event.part == part } else { false }
    }
}

/// One server-sent event.
struct StreamEvent: Sendable {
    /// Where in an answer it stands; faults find their place by it.
    enum Part: Hashable, Sendable {
        /// Begins the answer without content.
        case opening
        case content
        /// Says why the answer ended.
        case finish
        case usage
        /// Ends the stream as the dialect does.
        case done
        case error
        /// Beside the answer: debug, pings.
        case extra
    }

    /// The `event:` line, in the dialects that have one.
    var name: String?
    var data: String
    let part: Part

    init(_ part: Part, name: String? = nil, _ data: String) {
        self.part = part
        self.name = name
        self.data = data
    }

    /// The event with its blank line.
    func text(newline: String) -> String {
        let named = name.map { "event: \($0)\(newline)" } ?? ""
        return "\(named)data: \(data)\(newline)\(newline)"
    }
}
