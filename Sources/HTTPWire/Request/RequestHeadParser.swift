// The head of a request, as strict as the profile in Documentation/FailureCases.md: what two parsers could read in two
// ways is refused, and nothing is repaired.
//
// A line is looked at once it is complete; until then only its new bytes are searched for an LF. So the work is linear in
// the head's length however it is cut, and the verdict is the same for every cut: limits are checked before content,
// lines in the order they came.

/// Reads request heads from the bytes of a connection.
package struct RequestHeadParser: Sendable {
    /// What is refused for its size.
    package var limits: HeadLimits

    /// What is known so far.
    private var draft = RequestHead()
    /// The facts of some fields that are weighed against each other at the end.
    private var message = MessageFacts()
    /// The authority of an absolute target.
    private var authority: Range<Int>?
    private var fieldLines = 0
    /// Where the first line begins that is not taken yet.
    private var lineStart = 0
    /// Up to where an LF has been searched.
    private var searched = 0
    private var stage = Stage.start

    private enum Stage {
        /// Nothing yet, or one empty line. Then: `requestLine`.
        case start
        /// A first byte that can begin a method. Then: `fields`.
        case requestLine
        /// The request line was good. Then: the head is complete.
        case fields
    }

    /// A parser for a new connection.
    package init(limits: HeadLimits = HeadLimits()) {
        self.limits = limits
    }

    /// Takes all bytes from the head's first on, each time more have come; nil while the head is incomplete.
    ///
    /// After a head the parser is ready for the next one, whose first byte is then at offset 0. After an error it is not.
    package mutating func parse(_ bytes: Span<UInt8>) throws(RequestRejection) -> RequestHead? {
        if stage == .start {
            guard try skipEmptyLine(bytes) else { return nil }
            stage = .requestLine
        }
        while let line = try nextLine(bytes) {
            if stage == .requestLine {
                try readRequestLine(bytes, line)
                stage = .fields
            } else if line.isEmpty {
                return try finish(bytes)
            } else {
                try readField(bytes, line)
            }
        }
        return nil
    }

    /// Forgets what has come of a head.
    package mutating func reset() {
        self = RequestHeadParser(limits: limits)
    }
}

// MARK: - Lines

extension RequestHeadParser {
    /// Steps over one empty line in front of the request line; false while it is too early to tell.
    /// https://www.rfc-editor.org/rfc/rfc9112#section-2.2-6
    private mutating func skipEmptyLine(_ bytes: Span<UInt8>) throws(RequestRejection) -> Bool {
        var first = 0
        guard bytes.count > 0 else { return false }
        if bytes[0] == .carriageReturn {
            guard bytes.count > 1 else { return false }
            guard bytes[1] == .lineFeed else { throw .badRequest(.field(.bareCarriageReturn)) }
            guard bytes.count > 2 else { return false }
            first = 2
        }
        // Anything else will never be a request, and need not bring a line end for us to say so.
        guard bytes[first].isToken else { throw .badRequest(.start) }
        lineStart = first
        searched = first
        return true
    }

    /// The next complete line without its CRLF.
    @inline(__always)
    private mutating func nextLine(_ bytes: Span<UInt8>) throws(RequestRejection) -> Range<Int>? {
        guard let lineFeed = bytes.firstLineFeed(from: searched) else {
            searched = bytes.count
            // The LF that is still to come makes one byte more, and what came last may be its CR.
            try checkSize(of: lineStart..<max(lineStart, bytes.count &- 1), headEnd: bytes.count &+ 1)
            return nil
        }
        let start = lineStart
        lineStart = lineFeed &+ 1
        searched = lineStart
        let hasReturn = lineFeed > start && bytes[lineFeed &- 1] == .carriageReturn
        let end = hasReturn ? lineFeed &- 1 : lineFeed
        try checkSize(of: start..<end, headEnd: lineFeed &+ 1)
        guard hasReturn else { throw .badRequest(.field(.bareLineFeed)) }
        return start..<end
    }

    /// Bounds the request line by its own limit, and what follows by the whole head's.
    private func checkSize(of line: Range<Int>, headEnd: Int) throws(RequestRejection) {
        if stage == .requestLine {
            guard line.count <= min(limits.line, limits.head) else { throw .uriTooLong }
        } else {
            guard headEnd <= limits.head else { throw .headTooLarge }
        }
    }
}

// MARK: - What the lines say

extension RequestHeadParser {
    private mutating func readRequestLine(
        _ bytes: Span<UInt8>,
        _ line: Range<Int>
    ) throws(RequestRejection) {
        let parts = try RequestLine(bytes, line)
        draft.methodName = parts.method
        draft.method = HTTPMethod(bytes.extracting(parts.method))
        draft.version = parts.version
        draft.target = parts.target
        do {
            let target = try RequestTarget(bytes, parts.target, method: draft.method)
            draft.path = target.path
            draft.query = target.query
            authority = target.authority
        } catch {
            throw .badRequest(error)
        }
        draft.fields.reserveCapacity(16)
    }

    private mutating func readField(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(RequestRejection) {
        fieldLines &+= 1
        guard fieldLines <= limits.fields else { throw .headTooLarge }
        let field: HeadField
        do { field = try FieldLine.parse(bytes, line) } catch { throw .badRequest(.field(error)) }
        guard let known = field.known else {
            // `Content_Length` is `CONTENT_LENGTH` to CGI, as is `Content-Length`. Clients send `session_id`, so that
            // refusing such names would hurt; dropping them does not.
            if !bytes.contains(UInt8(ascii: "_"), in: field.name) { draft.fields.append(field) }
            return
        }
        do { try weigh(known, bytes, field.value) } catch { throw .badRequest(error) }
        draft.known.insert(known)
        draft.fields.append(field)
    }

    /// Takes up what decides about framing, host and connection.
    private mutating func weigh(
        _ field: KnownField,
        _ bytes: Span<UInt8>,
        _ value: Range<Int>
    ) throws(BadRequest) {
        switch field {
        case .host:
            guard draft.host == nil else { throw .hostDuplicate }
            guard HostRule.accepts(bytes.extracting(value)) else { throw .hostInvalid }
            draft.host = value
        case .contentLength:
            do { try message.takeContentLength(bytes.extracting(value)) } catch { throw BadRequest(error) }
        case .transferEncoding:
            do { try message.takeTransferEncoding(bytes.extracting(value)) } catch { throw BadRequest(error) }
        case .connection:
            do { try message.takeConnection(bytes.extracting(value)) } catch { throw BadRequest(error) }
        case .expect:
            let isContinue = bytes.extracting(value).equalsIgnoringCase("100-continue")
            if !isContinue { draft.expectation = .unsupported }
            if isContinue, draft.expectation == .none, draft.version == .http11 { draft.expectation = .continue }
        default:
            break
        }
    }

    /// Weighs the whole head, and hands it over.
    private mutating func finish(_ bytes: Span<UInt8>) throws(RequestRejection) -> RequestHead {
        do {
            try settleHost(bytes)
            try settleFraming()
        } catch {
            throw .badRequest(error)
        }
        draft.keepAlive = !message.saysClose && (draft.version == .http11 || message.saysKeepAlive)
        draft.length = lineStart
        let head = draft
        reset()
        return head
    }

    /// Wants the target's host and Host to be the same, where the RFC would have a proxy prefer the first.
    ///
    /// https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    private mutating func settleHost(_ bytes: Span<UInt8>) throws(BadRequest) {
        guard draft.version == .http10 || draft.host != nil else { throw .hostMissing }
        guard let authority else { return }
        guard let host = draft.host else {
            draft.host = authority
            return
        }
        guard bytes.extracting(host).equalsIgnoringCase(bytes.extracting(authority)) else { throw .hostMismatch }
    }

    /// https://www.rfc-editor.org/rfc/rfc9112#section-6.3, without its leniency.
    private mutating func settleFraming() throws(BadRequest) {
        if message.isChunked {
            guard message.contentLength == nil else { throw .framingConflict }
            guard draft.version == .http11 else { throw .transferEncodingVersion }
            draft.framing = .chunked
        } else if let length = message.contentLength {
            draft.framing = .length(length)
        }
    }
}
