internal import CLinux
internal import EventLoop
internal import HTTPClient
internal import HTTPServer
internal import HTTPWire
internal import OpenRouter
internal import Secrets

// The commit: from here on the client sees the upstream's answer.

extension Relay {
    /// Commits a body that was held, unless it shows that the answer is a failure after all.
    func commitHeld(isWhole: Bool) {
        guard let head else { return }
        if form == .json {
            let failure = unsafe isWhole ? FailedAnswer(whole: held.bytes) : FailedAnswer(beginning: held.bytes)
            if let failure {
                failHeld(status: failure.facts.failureStatus, body: failure.json)
                return
            }
        }
        if stage == .opened {
            failOpened(status: head.status, body: unsafe Array(held.bytes))
            return
        }
        maskKey()
        commitHead(bodyLength: isWhole ? held.count : nil)
        heldWritten = 0
    }

    /// Writes on what was held, piece by piece: a slow reader makes no second copy of a megabyte.
    ///
    /// True: all is written.
    func writeHeld() -> Bool {
        guard var written = heldWritten else { return true }
        var pauses = false
        while written < held.count, !pauses {
            let end = min(written + 64 * 1024, held.count)
            pauses = unsafe write(held.bytes, written..<end)
            written = end
        }
        let isDone = written == held.count
        heldWritten = isDone ? nil : written
        if isDone { held.release() }
        return isDone
    }

    /// The whole answer has been written.
    func endAnswer() {
        exchange.end()
        finish()
        resume(.answered)
    }

    /// A failure that stands in the answer itself: the client gets its status, and its words as they came.
    func failHeld(status: Int, body: [UInt8]) {
        if status == 401 {
            hidesRefusal = true
            return
        }
        if stage == .opened {
            failOpened(status: status, body: body)
            return
        }
        guard let head else { return }
        // Masked afterwards, too: what was escaped in their JSON may not be in ours.
        let body = masked(
            dialect.errorBody(passingOn: masked(body), status: status, requestID: answerHead.requestIDText)
        )
        exchange.begin(status: status, framing: .length(body.count)) { output in
            output.append("Content-Type: application/json\r\n")
            appendFields(of: head, to: &output, leavingOut: [.contentType, .cacheControl, .xAccelBuffering])
            appendOwnFields(to: &output)
        }
        _ = unsafe body.withUnsafeBytes { unsafe exchange.write($0) }
        exchange.end()
        finish()
    }

    /// The same for a stream that was opened: the status is lost, the upstream's words become the error event.
    private func failOpened(status: Int, body: [UInt8]) {
        let body = masked(body)
        let facts = AnswerFacts(json: body)
        guard status >= 400, facts.isFailure else {
            writeError(.notAStream)
            finish()
            return
        }
        if let event = dialect.errorEvent(passingOn: body, facts) {
            endStream(with: masked(event))
        } else {
            writeError(facts.failure(status: status))
        }
        finish()
    }

    /// Sends the upstream's status and fields, or in an opened stream only what cannot be told any more.
    func commitHead(bodyLength: Int?) {
        guard let head else { return }
        if stage == .opened {
            let line = Array(": X-Keywheel-Attempts: \(answerHead.attempts)\n\n".utf8)
            _ = unsafe line.withUnsafeBytes { unsafe exchange.write($0) }
        } else {
            exchange.begin(status: head.status, framing: framing(head, bodyLength)) { output in
                appendFields(of: head, to: &output, leavingOut: form == .events ? [.xAccelBuffering] : [])
                if form == .events { appendStreamFields(of: head, to: &output) }
                appendOwnFields(to: &output)
            }
        }
        stage = .committed
        self.head = nil
        disarmOpenTimer()
        releaseRequest()
    }

    /// A stream may live for an hour: what another attempt would have needed goes now.
    private func releaseRequest() {
        guard form == .events, let transfer, transfer.hasSent(bodyBytes: requestBody.count) else { return }
        requestBody.release()
        exchange.releaseRequest()
        transfer.releaseHeads()
    }

    private func framing(_ head: ResponseHeadParser, _ bodyLength: Int?) -> Exchange.Framing {
        if exchange.head.method == .head { return .none(head.contentLength) }
        if head.status == 204 || head.status == 304 { return .none(nil) }
        if form == .events { return .stream }
        if let length = bodyLength ?? head.contentLength { return .length(length) }
        return .stream
    }

    private func appendFields(
        of head: ResponseHeadParser,
        to output: inout OutputBuffer,
        leavingOut: KnownFieldSet
    ) {
        // The key may have been echoed in a field as well as in a body.
        let headBytes = masked(head.bytes)
        let bytes = headBytes.span
        let rule = EndToEnd(.down, head.fields, in: bytes)
        for field in head.fields where rule.passes(field, in: bytes) {
            if let known = field.known, leavingOut.contains(known) { continue }
            append(field, in: bytes, to: &output)
        }
    }

    private func append(_ field: HeadField, in bytes: Span<UInt8>, to output: inout OutputBuffer) {
        let end = field.value.upperBound + 2
        if field.value.lowerBound == field.name.upperBound + 2, bytes[field.name.upperBound + 1] == UInt8(ascii: " "),
            bytes[end - 1] == UInt8(ascii: "\n")
        {
            // As it came it is what we would write: one copy instead of four.
            output.append(bytes.extracting(field.name.lowerBound..<end))
            return
        }
        output.append(bytes.extracting(field.name))
        output.append(": ")
        output.append(bytes.extracting(field.value))
        output.append("\r\n")
    }

    private func appendStreamFields(of head: ResponseHeadParser, to output: inout OutputBuffer) {
        output.append("X-Accel-Buffering: no\r\n")
        if !head.known.contains(.cacheControl) { output.append("Cache-Control: no-cache\r\n") }
    }

    private func appendOwnFields(to output: inout OutputBuffer) {
        answerHead.append(to: &output, now: reactor.now)
    }

    // MARK: The key in an answer

    /// Overwrites our key where the held bytes hold it.
    func maskKey() {
        guard let key = policy.settings.key else { return }
        let mask = KeyMask(key)
        unsafe mask.apply(to: held.mutableBytes)
        unsafe preamble.withUnsafeMutableBytes { unsafe mask.apply(to: $0) }
    }

    func masked(_ body: [UInt8]) -> [UInt8] {
        guard let key = policy.settings.key else { return body }
        return KeyMask(key).applied(to: body)
    }
}
