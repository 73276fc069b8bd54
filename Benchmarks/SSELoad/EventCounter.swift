/// Counts the events of a server-sent stream, in whatever pieces it comes.
///
/// An event is a blank line after at least one line of data: comments are not counted. Lines end with LF or CRLF.
struct EventCounter {
    private(set) var events = 0
    /// The `[DONE]` that ends a chat completion's stream well.
    private(set) var isDone = false

    /// How much of `data: [DONE]` the current line has matched so far; negative once it differs.
    private var matched = 0
    private var lineIsEmpty = true
    private var eventHasData = false

    private static let dataPrefix = 5  // "data:"
    private static let done: [UInt8] = Array("data: [DONE]".utf8)

    mutating func scan(_ bytes: Span<UInt8>) {
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                endLine()
            } else if byte != UInt8(ascii: "\r") {
                lineIsEmpty = false
                if matched >= 0 { match(byte) }
            }
        }
    }

    private mutating func match(_ byte: UInt8) {
        guard matched < Self.done.count, Self.done[matched] == byte else {
            matched = -1
            return
        }
        matched += 1
        if matched == Self.dataPrefix { eventHasData = true }
    }

    private mutating func endLine() {
        if matched == Self.done.count { isDone = true }
        if lineIsEmpty, eventHasData {
            events += 1
            eventHasData = false
        }
        lineIsEmpty = true
        matched = 0
    }
}
