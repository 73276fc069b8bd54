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
    package init(path: Span<UInt8>) {
        if path.isEqual(to: "/chat/completions") || path.isEqual(to: "/completions") {
            self = .completions
        } else if path.isEqual(to: "/messages") {
            self = .messages
        } else if path.isEqual(to: "/responses") {
            self = .responses
        } else {
            self = .plain
        }
    }
}

extension Span where Element == UInt8 {
    fileprivate func isEqual(to text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in indices where unsafe self[index] != text.utf8Start[index] { return false }
        return true
    }
}
