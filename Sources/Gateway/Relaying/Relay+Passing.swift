internal import HTTPClient
internal import HTTPServer
internal import HTTPWire
internal import OpenRouter

// After the commit: complete events go out as they come, one write for each read; the incomplete tail is kept back, so
// that a cut drops it and an error event can follow cleanly.

extension Relay {
    /// Passes on what has come.
    func pass(_ bytes: UnsafeRawBufferPointer) -> TransferFlow {
        guard form == .events else { return unsafe exchange.write(bytes) ? .pause : .proceed }
        guard held.isEmpty else {
            guard unsafe held.append(bytes) else { return .abort }
            return passHeldEvents(from: 0)
        }
        let end = unsafe scanEvents(Span<UInt8>(_unsafeBytes: bytes))
        let tail = unsafe UnsafeRawBufferPointer(rebasing: bytes[end...])
        guard unsafe held.append(tail) else { return .abort }
        return unsafe write(bytes, 0..<end) ? .pause : .proceed
    }

    /// Passes on the complete events in the buffer, beginning at `start`, and keeps the tail.
    func passHeldEvents(from start: Int) -> TransferFlow {
        // The scanner is at the end of the event that was judged last; the bytes from `start` to there go out too.
        let end = unsafe scanEvents(Span<UInt8>(_unsafeBytes: held.bytes))
        let pauses = unsafe write(held.bytes, min(start, end)..<end)
        held.removeFirst(end)
        return pauses ? .pause : .proceed
    }

    /// Scans to the end of the bytes and says how many of them may go out; the rest is a tail to be kept.
    ///
    /// Afterwards the scanner stands at the beginning of that tail.
    private func scanEvents(_ bytes: Span<UInt8>) -> Int {
        while let event = scanner.next(in: bytes) {
            if !hasEnded, !event.isComment, isEnding(event, in: bytes) { hasEnded = true }
        }
        var end = scanner.unfinished
        // Between events the tail is at most the line feed of a CRLF whose carriage return has ended the event already:
        // a reader that looks for the whole blank line waits for it.
        if scanner.isInsideLongEvent || scanner.isBetweenEvents || bytes.count - end > SSEScanner.longEvent {
            end = scanner.passThroughUnfinished().upperBound
        }
        scanner.drop(end)
        return end
    }

    /// The stream may end after this event.
    func isEnding(_ event: SSEEvent, in bytes: Span<UInt8>) -> Bool {
        if event.continuesLongEvent { return false }
        return unsafe bytes.withUnsafeBytes { raw in
            let data = unsafe event.data.map { unsafe UnsafeRawBufferPointer(rebasing: raw[$0]) }
            guard let name = event.name else { return unsafe dialect.isEnding(name: nil, data: data) }
            return unsafe dialect.isEnding(name: bytes.extracting(name), data: data)
        }
    }

    @discardableResult
    func write(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        if range.isEmpty { return false }
        return unsafe exchange.write(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    // MARK: Ends

    /// The upstream's answer is over, well or not.
    func endCommitted(_ error: TransferError?) {
        if error == nil, form == .events {
            endStream()
        } else if error == nil {
            exchange.end()
        } else {
            breakOff(.incomplete.because(error))
        }
        finish()
    }

    private func endStream() {
        let tailEnds = !held.isEmpty && isFinalLine()
        guard hasEnded || tailEnds || dialect == .plain else {
            breakOff(.incomplete)
            return
        }
        // Without its blank line an event is none, but for the mark that ends a stream.
        if tailEnds || dialect == .plain { _ = unsafe exchange.write(held.bytes) }
        exchange.end()
    }

    /// A last `data: [DONE]` without its blank line, as some upstreams end.
    private func isFinalLine() -> Bool {
        unsafe String(decoding: held.bytes.prefix(64), as: UTF8.self).hasPrefix("data: [DONE]")
    }

    /// Shows the client that its answer is not whole: an error event where one can follow, else a missing last chunk.
    func breakOff(_ failure: Failure) {
        guard form == .events, !scanner.isInsideLongEvent else {
            exchange.cut()
            return
        }
        if hasEnded, failure.code != "shutting_down" {
            // Its last word has come: what broke is only the connection.
            exchange.closeAfterwards()
            exchange.end()
            return
        }
        writeError(failure)
    }
}

extension Failure {
    /// The more precise failure where a deadline or the like is known to be the reason.
    fileprivate func because(_ error: TransferError?) -> Failure {
        guard let error, case .timedOut = error.kind else { return self }
        return Failure(error)
    }
}
