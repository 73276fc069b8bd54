internal import HTTPWire

/// What the upstream's head says of the body that follows: it decides how long the answer is held.
enum AnswerForm: Equatable {
    /// Held until an event begins content.
    case events
    /// Held until it is whole, or its first MiB shows no error.
    case json
    /// A failure's body of any type: held as JSON is.
    case failure
    /// Anything else: committed with its first byte.
    case bytes

    init(_ head: ResponseHeadParser) {
        if head.status >= 400 {
            self = .failure
        } else if head.hasContentEncoding {
            self = .bytes
        } else if head.isEventStream {
            self = .events
        } else {
            self = head.isJSON ? .json : .bytes
        }
    }
}
