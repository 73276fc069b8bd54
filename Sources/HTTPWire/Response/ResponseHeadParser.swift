// The head of an upstream's answer, as libcurl's header callback hands it over: one raw line at a time, the status line
// first, an empty line at the end. libcurl is lenient with what it passes on (bare LF, folded lines, both framings); a
// client behind us may be, in another way. So the head is checked as strictly as a request's.

/// Collects and checks an upstream's head.
package struct ResponseHeadParser: Sendable {
    /// What is refused for its size.
    package var limits: ResponseHeadLimits
    /// The head so far, as it came.
    package private(set) var bytes: [UInt8] = []
    /// The status; 0 before the status line.
    package private(set) var status = 0
    /// The fields, as ranges of `bytes`, in the order they came.
    package private(set) var fields: [HeadField] = []
    /// The known ones among `fields`.
    package private(set) var known = KnownFieldSet()
    /// Whether the final head is complete.
    package private(set) var isComplete = false
    /// Whether the body is `text/event-stream`.
    package private(set) var isEventStream = false
    /// Whether the body is `application/json`, or something that is written in it (`+json`).
    package private(set) var isJSON = false
    /// Whether the body is compressed or encoded otherwise.
    package private(set) var hasContentEncoding = false

    private var message = MessageFacts()
    private var isHTTP11 = false
    private var fieldLines = 0
    private var interimHeads = 0

    /// A parser that waits for a status line.
    package init(limits: ResponseHeadLimits = ResponseHeadLimits()) {
        self.limits = limits
    }

    /// What Content-Length says.
    package var contentLength: Int? { message.contentLength }
    /// Whether the body comes in chunks.
    package var chunked: Bool { message.isChunked }
    /// Whether the upstream closes the connection after this answer.
    package var saysClose: Bool { message.saysClose }

    /// Takes the next line with its line end; lines after a complete head, trailers, are ignored.
    package mutating func receive(line: Span<UInt8>) throws(ResponseRejection) -> ResponseHeadStep {
        guard !isComplete else { return .complete }
        guard line.count <= limits.head &- bytes.count else { throw .headTooLarge }
        let content = try content(of: line)
        if status == 0 {
            try readStatus(line.extracting(content))
        } else if content.isEmpty {
            return try finish()
        } else {
            try readField(line, content)
        }
        append(line)
        return .more
    }

    /// Makes ready for another answer; keeps the memory.
    package mutating func reset() {
        forgetHead()
        isComplete = false
        interimHeads = 0
    }
}

extension ResponseHeadParser {
    /// The line without its CRLF.
    private func content(of line: Span<UInt8>) throws(ResponseRejection) -> Range<Int> {
        let end = line.count &- 2
        guard end >= 0, line[end &+ 1] == .lineFeed, line[end] == .carriageReturn else { throw .field(.bareLineFeed) }
        return 0..<end
    }

    /// `HTTP/1.1 200 OK`, `HTTP/1.1 200`, or libcurl's `HTTP/2 200 `.
    private mutating func readStatus(_ line: Span<UInt8>) throws(ResponseRejection) {
        var start = 0
        while start < line.count, line[start] != .space { start &+= 1 }
        let version = line.extracting(0..<start)
        isHTTP11 = version.equals("HTTP/1.1")
        guard isHTTP11 || version.equals("HTTP/1.0") || version.equals("HTTP/2") else { throw .statusLine }
        let end = start &+ 4
        guard end <= line.count, end == line.count || line[end] == .space else { throw .statusLine }
        guard line.firstControl(in: end..<line.count) == nil else { throw .statusLine }
        var number = 0
        for offset in start &+ 1..<end {
            guard line[offset].isDigit else { throw .statusLine }
            number = number &* 10 &+ Int(line[offset] &- 0x30)
        }
        // 101 answers an Upgrade, and we never send one.
        guard 100...599 ~= number, number != 101 else { throw .statusLine }
        status = number
    }

    private mutating func readField(_ line: Span<UInt8>, _ content: Range<Int>) throws(ResponseRejection) {
        fieldLines &+= 1
        guard fieldLines <= limits.fields else { throw .headTooLarge }
        let field: HeadField
        do { field = try FieldLine.parse(line, content) } catch { throw .field(error) }
        if let known = field.known {
            do { try weigh(known, line.extracting(field.value)) } catch { throw ResponseRejection(error) }
            self.known.insert(known)
        }
        fields.append(field.moved(by: bytes.count))
    }

    private mutating func weigh(_ field: KnownField, _ value: Span<UInt8>) throws(FramingFault) {
        switch field {
        case .contentLength: try message.takeContentLength(value)
        case .transferEncoding: try message.takeTransferEncoding(value)
        case .connection: try message.takeConnection(value)
        case .contentType where !known.contains(.contentType): readMediaType(value)
        case .contentEncoding: hasContentEncoding = hasContentEncoding || !value.equalsIgnoringCase("identity")
        default: break
        }
    }

    /// The type in front of the parameters. https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1
    private mutating func readMediaType(_ value: Span<UInt8>) {
        var end = 0
        while end < value.count, value[end] != UInt8(ascii: ";") { end &+= 1 }
        let type = value.extracting(value.trimmed(0..<end))
        isEventStream = type.equalsIgnoringCase("text/event-stream")
        isJSON = type.equalsIgnoringCase("application/json") || type.endsIgnoringCase(with: "+json")
    }

    private mutating func finish() throws(ResponseRejection) -> ResponseHeadStep {
        if message.isChunked {
            guard message.contentLength == nil else { throw .framingConflict }
            guard isHTTP11 else { throw .transferEncoding }
        }
        guard status < 200 else {
            isComplete = true
            return .complete
        }
        interimHeads &+= 1
        guard interimHeads <= limits.interim else { throw .tooManyInterim }
        forgetHead()
        return .interim
    }

    private mutating func forgetHead() {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        known = KnownFieldSet()
        message = MessageFacts()
        status = 0
        fieldLines = 0
        isEventStream = false
        isJSON = false
        hasContentEncoding = false
    }

    private mutating func append(_ line: Span<UInt8>) {
        unsafe line.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }
}
