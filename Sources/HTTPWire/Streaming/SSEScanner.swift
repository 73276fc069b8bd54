// Finds the events of an event stream. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
//
// Lines end in CRLF, LF or CR, mixed and split anywhere. An event ends the moment its blank line has come. When that is a
// CR at the end of the bytes, the LF that may follow belongs to nothing: it becomes the first byte of the next event's
// range, so that ranges tile the stream and every byte is passed on once.

/// Finds complete events in a growing buffer, from which the caller drops what it has passed on.
package struct SSEScanner: Sendable {
    /// Nobody looks at more of an event than this, or keeps more of it back.
    package static let longEvent = 65536

    /// Where the incomplete tail starts: everything before it belongs to an event that was returned.
    package private(set) var unfinished = 0
    /// Whether the beginning of the unfinished event was given away.
    package private(set) var isInsideLongEvent = false

    /// The first byte that was not looked at.
    private var position = 0
    /// Where the line at `position` began; below 0 once its beginning is dropped.
    private var lineStart = 0
    private var lastWasReturn = false
    private var isAtStreamStart = true
    private var event = Fields()

    /// What the lines of the unfinished event said.
    private struct Fields {
        var name: Range<Int>?
        var data: Range<Int>?
        var dataLines = 0
        var hasField = false
        var hasLine = false
    }

    /// A scanner at the beginning of a stream.
    package init() {}

    /// Whether nothing of another event has come since the last one: the tail, if any, is the LF of its blank line.
    package var isBetweenEvents: Bool { lineStart == position && !event.hasLine && !isInsideLongEvent }

    /// The next complete event; nil once no blank line is left in `bytes`, which begin where they did at the last call
    /// but for what was dropped.
    package mutating func next(in bytes: Span<UInt8>) -> SSEEvent? {
        while position < bytes.count {
            if lastWasReturn {
                skipLineFeed(bytes)
                continue
            }
            guard let end = bytes.firstLineEnd(from: position) else {
                position = bytes.count
                return nil
            }
            let line = takeLine(bytes, end: end)
            if line.isEmpty { return finishEvent() }
            event.hasLine = true
            if !isInsideLongEvent { read(bytes, line) }
        }
        return nil
    }

    /// The caller removed the first `count` bytes, all of them before `unfinished`.
    package mutating func drop(_ count: Int) {
        precondition(count >= 0 && count <= unfinished, "dropped \(count) bytes, \(unfinished) are finished")
        unfinished &-= count
        position &-= count
        lineStart &-= count
        event.name = event.name?.movedBack(by: count)
        event.data = event.data?.movedBack(by: count)
    }

    /// The caller passes on what is there of the unfinished event, as it is too long to be kept.
    ///
    /// Returns where that is. The rest of the event is reported with `continuesLongEvent` when its blank line comes.
    package mutating func passThroughUnfinished() -> Range<Int> {
        let tail = unfinished..<position
        if !isBetweenEvents { isInsideLongEvent = true }
        unfinished = position
        isAtStreamStart = isAtStreamStart && tail.isEmpty
        return tail
    }
}

extension SSEScanner {
    /// The LF of a CRLF, whose CR has ended the line already.
    private mutating func skipLineFeed(_ bytes: Span<UInt8>) {
        lastWasReturn = false
        guard bytes[position] == .lineFeed else { return }
        position &+= 1
        lineStart = position
    }

    /// Steps over the line that ends at `end`; returns it without its line end, and without a BOM before the first.
    @inline(__always)
    private mutating func takeLine(_ bytes: Span<UInt8>, end: Int) -> Range<Int> {
        var start = lineStart
        position = end &+ 1
        if bytes[end] == .carriageReturn {
            if position == bytes.count {
                lastWasReturn = true
            } else if bytes[position] == .lineFeed {
                position &+= 1
            }
        }
        lineStart = position
        if isAtStreamStart {
            isAtStreamStart = false
            if bytes.hasByteOrderMark(in: start..<end) { start &+= 3 }
        }
        return start..<end
    }

    private mutating func finishEvent() -> SSEEvent {
        let finished = SSEEvent(
            range: unfinished..<position,
            name: isInsideLongEvent ? nil : event.name,
            data: isInsideLongEvent ? nil : event.data,
            dataLines: isInsideLongEvent ? 0 : event.dataLines,
            isComment: !event.hasField && !isInsideLongEvent,
            continuesLongEvent: isInsideLongEvent
        )
        unfinished = position
        isInsideLongEvent = false
        event = Fields()
        return finished
    }

    /// Takes up what a line says, if it begins among the bytes of the event that are looked at.
    private mutating func read(_ bytes: Span<UInt8>, _ line: Range<Int>) {
        guard bytes[line.lowerBound] != UInt8(ascii: ":") else { return }
        event.hasField = true
        guard line.lowerBound &- unfinished < Self.longEvent else { return }
        if let value = bytes.sseValue(of: "data", line) {
            event.dataLines &+= 1
            if event.data == nil { event.data = value }
        } else if let value = bytes.sseValue(of: "event", line) {
            event.name = value
        }
    }
}

extension Span where Element == UInt8 {
    fileprivate func hasByteOrderMark(in line: Range<Int>) -> Bool {
        line.count >= 3 && self[line.lowerBound] == 0xEF && self[line.lowerBound &+ 1] == 0xBB
            && self[line.lowerBound &+ 2] == 0xBF
    }

    /// The value on `line` if it is the field `name`, without the one space that may follow the colon.
    @inline(__always)
    fileprivate func sseValue(of name: StaticString, _ line: Range<Int>) -> Range<Int>? {
        var start = line.lowerBound &+ name.utf8CodeUnitCount
        guard start <= line.upperBound, extracting(line.lowerBound..<start).equals(name) else { return nil }
        guard start < line.upperBound else { return start..<start }
        guard self[start] == UInt8(ascii: ":") else { return nil }
        start &+= 1
        if start < line.upperBound, self[start] == .space { start &+= 1 }
        return start..<line.upperBound
    }
}

extension Range<Int> {
    fileprivate func movedBack(by distance: Int) -> Range<Int> {
        lowerBound &- distance..<upperBound &- distance
    }
}
