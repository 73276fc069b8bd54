internal import EventLoop
internal import HTTPWire

extension Connection {
    /// Begins to take the request's body in, as far as it is there already.
    ///
    /// Called once for an exchange.
    func beginBody(_ intake: BodyIntake, into buffer: BodyBuffer, limit: Int) {
        intake.buffer = buffer
        intake.limit = limit
        intake.began = reactor.now
        if intake.remaining > limit {
            intake.fail(.tooLarge)
            return
        }
        if exchange?.head.expectsContinue == true, filled == intake.taken {
            output.append("HTTP/1.1 100 Continue\r\n\r\n")
            flush()
        }
        takeBuffered(intake, into: buffer)
        readBody()
    }

    /// Reads on while a body is wanted.
    func readBody() {
        guard let intake, let buffer = intake.buffer else { return }
        while mayRead, intake.outcome == nil, phase == .exchange {
            let direct = intake.framing != .chunked && filled == intake.taken
            let count = direct ? receiveDirectly(intake, into: buffer) : receive()
            guard let count else { break }
            if count == 0 {
                gone()
                return
            }
            if !direct { takeBuffered(intake, into: buffer) }
        }
        guard phase == .exchange else { return }
        if intake.outcome == nil {
            setInputDeadline(bodyDeadline(intake))
        } else {
            bodyEnded(intake)
        }
    }

    /// The body is whole or given up: nothing is waited for, and a client that has gone meanwhile is let go.
    private func bodyEnded(_ intake: BodyIntake) {
        setInputDeadline(.never)
        if case .complete = intake.outcome {
            self.intake = nil
            if peerClosed, !servesHalfClosed { gone() }
        }
    }

    /// When the body will be called too slow if nothing more comes; it moves with every byte.
    private func bodyDeadline(_ intake: BodyIntake) -> Instant {
        guard server.limits.bodyRate > 0 else { return .never }
        let (product, overflows) = Int64(intake.received).multipliedReportingOverflow(by: 1_000_000_000)
        if overflows { return .never }
        let earned = TimeSpan(nanoseconds: product / Int64(server.limits.bodyRate))
        return intake.began + server.spans.bodyGrace + earned
    }

    /// Reads a body of known length from the socket to where it stays, without a copy.
    private func receiveDirectly(_ intake: BodyIntake, into buffer: BodyBuffer) -> Int? {
        let wanted = min(intake.remaining, max(64 * 1024, buffer.count))
        guard let room = unsafe buffer.reserve(wanted) else {
            intake.fail(.noRoom)
            return nil
        }
        guard let count = unsafe receive(into: UnsafeMutableRawBufferPointer(start: room, count: wanted)) else {
            return nil
        }
        if count < wanted, !peerClosed { mayRead = false }
        buffer.commit(count)
        intake.received += count
        intake.remaining -= count
        if intake.remaining == 0 { intake.complete() }
        return count
    }

    /// Moves what stands in `input` over into the body.
    private func takeBuffered(_ intake: BodyIntake, into buffer: BodyBuffer) {
        guard intake.outcome == nil, filled > intake.taken || intake.remaining == 0 else { return }
        if intake.framing == .chunked {
            takeChunks(intake, into: buffer)
        } else {
            let count = min(filled - intake.taken, intake.remaining)
            append(intake.taken..<intake.taken + count, of: intake, to: buffer)
            intake.taken += count
            intake.remaining -= count
            if intake.remaining == 0, intake.outcome == nil { intake.complete() }
        }
    }

    private func takeChunks(_ intake: BodyIntake, into buffer: BodyBuffer) {
        do throws(RequestRejection) {
            while intake.outcome == nil {
                let bytes = input
                switch try intake.decoder.next(bytes.span.extracting(first: filled), from: intake.taken) {
                case .data(let range):
                    append(range, of: intake, to: buffer)
                    intake.taken = range.upperBound
                case .needMore(let consumed):
                    intake.taken = consumed
                    dropTaken(intake)
                    return
                case .end(let consumed):
                    intake.taken = consumed
                    intake.complete()
                }
            }
        } catch {
            intake.fail(.malformed("\(error.sentence)"))
        }
    }

    /// Makes room behind the head by moving what is not yet taken to where the body began.
    private func dropTaken(_ intake: BodyIntake) {
        guard let head = exchange?.head.length, intake.taken > head else { return }
        let rest = filled - intake.taken
        unsafe input.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress, rest > 0 else { return }
            unsafe (base + head).copyMemory(from: base + intake.taken, byteCount: rest)
        }
        intake.taken = head
        filled = head + rest
    }

    private func append(_ range: Range<Int>, of intake: BodyIntake, to buffer: BodyBuffer) {
        intake.received += range.count
        guard buffer.count + range.count <= intake.limit else {
            intake.fail(.tooLarge)
            return
        }
        let fits = unsafe input.withUnsafeBytes { bytes in
            unsafe buffer.append(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
        if !fits { intake.fail(.noRoom) }
    }
}
