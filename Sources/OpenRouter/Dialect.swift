/// The shape in which an endpoint speaks: how its streams begin, end and fail, and what an error looks like.
package enum Dialect: Sendable, CaseIterable {
    /// `/chat/completions` and `/completions`: OpenAI's chunks.
    case completions
    /// `/messages`: Anthropic's events.
    case messages
    /// `/responses`: OpenAI's newer events.
    case responses
    /// Everything else: framing alone decides, errors look like OpenAI's.
    case plain

    /// The dialect that a whole path of a client ends in, for answers to requests that go nowhere.
    package init(pathEnd path: [UInt8]) {
        let text = String(decoding: path, as: UTF8.self)
        if text.hasSuffix("/messages") {
            self = .messages
        } else if text.hasSuffix("/responses") {
            self = .responses
        } else {
            self = .plain
        }
    }

    /// The dialect of an upstream path, given without its `/api/v1` or other prefix.
    package init(path: some Sequence<UInt8>) {
        let path = Array(path)
        if path.elementsEqual("/chat/completions".utf8) || path.elementsEqual("/completions".utf8) {
            self = .completions
        } else if path.elementsEqual("/messages".utf8) {
            self = .messages
        } else if path.elementsEqual("/responses".utf8) {
            self = .responses
        } else {
            self = .plain
        }
    }
}
