internal import EventLoop

/// Replies out.
extension Connection {
    /// How many steps are played in a row before other connections get their turn.
    private static let burst = 64

    /// Begins a reply.
    func play(_ performance: Performance) {
        phase = .answering
        outbox.written = 0
        self.performance = performance
        play()
    }

    /// Plays on until something is to be waited for, or the reply is over.
    func play() {
        performance?.hold = .nothing
        var steps = 0
        while performance?.hold == .nothing, flush() {
            guard let step = performance?.player.next() else { return finish() }
            perform(step)
            steps += 1
            if steps == Self.burst, performance?.hold == .nothing { pause(.zero) }
        }
    }

    private func perform(_ step: Step) {
        switch step {
        case .send(let payload): put(payload)
        case .sendInPieces(let payload, let size, let pause): put(payload, inPiecesOf: size, every: pause)
        case .wait(let duration): wait(duration)
        case .waitForRelease(let gate):
            if !station.shared.gates.isOpen(gate) { performance?.hold = .gate(gate) }
        case .answered: endExchange(.answered)
        case .stall: performance?.hold = .clientLeaving
        case .dropNextRequest(let byReset): dropsNextRequest = byReset
        case .close: linger()
        case .reset: end(byReset: true)
        case .repeat: preconditionFailure("the player unrolls what repeats")
        }
    }

    private func put(_ payload: Payload, inPiecesOf size: Int = .max, every pause: Duration = .zero) {
        guard let id = performance?.id else { return }
        outbox.put(payload.stamped(with: id), inPiecesOf: size, every: pause)
    }

    /// Whether everything so far is written, so that the next step may follow.
    private func flush() -> Bool {
        switch outbox.flush(to: descriptor) {
        case .done: return true
        case .blocked: performance?.hold = .writable
        case .pause(let duration): pause(duration)
        case .lost: clientLeft()
        }
        return false
    }

    /// Waits, counted from the end of the wait before; but a loop that is late does not make up for it in a burst.
    private func wait(_ duration: Duration) {
        guard let position = performance?.position else { return }
        let next = position + duration
        let now = station.reactor.now
        performance?.position = max(next, now)
        if next > now { hold(until: next) }
    }

    /// Waits, counted from now.
    ///
    /// Never for nothing: a timer that is due at once fires again in the same turn of the loop, and no other connection
    /// would ever be served.
    private func pause(_ duration: Duration) {
        hold(until: station.reactor.now + max(duration, .microseconds(1)))
    }

    private func hold(until deadline: Instant) {
        performance?.hold = .timer
        station.reactor.arm(timer, at: deadline, for: self)
    }

    /// The reply is played to its end.
    private func finish() {
        let keepsAlive = performance?.keepsAlive ?? false
        endExchange(.answered)
        performance = nil
        phase = .reading
        if !keepsAlive { linger() }
    }
}

// MARK: Telling the journal

extension Connection {
    /// Enters how the exchange ended; once it has, nothing changes that.
    func endExchange(_ outcome: Exchange.Outcome) {
        guard let performance, !performance.isAnswered else { return }
        self.performance?.isAnswered = true
        // The fake's own pages have no number and are in no journal.
        guard performance.number > 0 else { return }
        let after = Instant.current - performance.request.arrived
        station.shared.journal.change { [bytesSent = outbox.written] records in
            records.exchangeEnded(performance.number, outcome, after: after, bytesSent: bytesSent)
        }
    }

    /// Enters that the client left a request or an answer half done.
    func reportAbort(of request: ReceivedRequest, whileSending: Bool) {
        let now = Instant.current
        let abort = Abort(
            request: request.number,
            target: request.target,
            after: now - request.arrived,
            at: now,
            bytesSent: outbox.written,
            whileSending: whileSending
        )
        station.shared.journal.change { $0.clientLeft(abort) }
    }
}
