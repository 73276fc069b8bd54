internal import CLinux
internal import EventLoop
internal import Glibc
internal import HTTPWire

/// One client connection, a state machine driven by its socket's events on its loop's thread.
///
/// The socket is registered once, edge-triggered, for everything: no system call tells the kernel what a connection
/// waits for. An edge that comes while nobody wants to read is remembered in `mayRead`; so pipelined bytes wait in the
/// kernel while an answer is pending, cannot spin the loop, and a FIN behind them is still seen at once (EPOLLRDHUP).
///
///     idle ──first byte──▶ head ──complete──▶ exchange ──answered──▶ idle
///       │                   │ malformed, slow   │ not reusable
///       ▼                   ▼                   ▼
///     closed ◀─────────── lingering ◀───────────┘
final class Connection {
    enum Phase {
        /// Between requests. Then `head`, or `closed` when the peer leaves or the idle deadline passes.
        case idle
        /// Some bytes of a head are there. Then `exchange` or `lingering`.
        case head
        /// A request is being answered. Then `idle`, `lingering` or `closed`.
        case exchange
        /// The last answer is out and our side is shut; what still comes is thrown away, so that no RST eats the
        /// answer. Then `closed`, after the peer's FIN or a second.
        case lingering
        case closed
    }

    let descriptor: Int32
    let server: ServerLoop
    let peer: PeerAddress
    var phase = Phase.idle
    /// What has been received and not yet taken as a body: `input[..<filled]`.
    ///
    /// A head's ranges point into it while its exchange lasts.
    var input: [UInt8] = []
    var filled = 0
    var parser: RequestHeadParser
    var output = OutputBuffer()
    /// The kernel has said that there may be something to read, and no read since has found the socket empty.
    var mayRead = true
    /// The last send found the socket full; no send until the kernel says otherwise.
    var blocked = false
    var peerClosed = false
    var flushQueued = false
    /// The response under way says `Connection: close`.
    var closesWhenComplete = false
    /// The last response is complete: linger once all of it is out.
    var closesAfterOutput = false
    var exchange: Exchange?
    var intake: BodyIntake?
    let timer = LoopTimer()
    /// When the present output began to make no progress; `never` while the client takes it.
    var stallDeadline = Instant.never
    /// The deadline of what the connection waits for from the client.
    var inputDeadline = Instant.never
    /// What lingering may still throw away.
    var lingerBytes = 256 * 1024

    init(descriptor: Int32, peer: PeerAddress, server: ServerLoop) {
        self.descriptor = descriptor
        self.peer = peer
        self.server = server
        parser = RequestHeadParser(limits: server.limits.head)
    }

    var servesHalfClosed: Bool { server.limits.servesHalfClosed }
    var reactor: Reactor { server.reactor }

    /// Begins to serve.
    func open() {
        do {
            try reactor.watch(
                descriptor,
                for: [.readable, .writable, .peerClosed, .edgeTriggered],
                target: self
            )
        } catch {
            close()
            return
        }
        // One that was queued when the server began to stop: it gets as long as a head may take.
        setInputDeadline(reactor.now + (server.isDraining ? TimeSpan.seconds(1) : server.spans.idle))
    }
}

// MARK: Events

extension Connection: ReadinessTarget, TimerTarget {
    func ready(_ readiness: Readiness) {
        if readiness.contains(.failed) {
            gone()
            return
        }
        if readiness.has(.peerClosed, or: .hungUp) { peerClosed = true }
        if readiness.has(.readable, or: .peerClosed, or: .hungUp) { mayRead = true }
        if readiness.contains(.writable), blocked {
            blocked = false
            flush()
        }
        if phase == .closed { return }
        if readiness.contains(.hungUp) || (peerClosed && phase == .exchange && intake == nil && !servesHalfClosed) {
            gone()
            return
        }
        advance()
    }

    func timerFired(_ timer: LoopTimer) {
        if stallDeadline <= reactor.now {
            gone()
        } else if inputDeadline <= reactor.now {
            inputDeadline = .never
            inputLate()
        } else {
            rearm()
        }
    }

    private func inputLate() {
        switch phase {
        case .idle, .lingering: close()
        case .head: refuse(.requestTimeout, status: 408)
        case .exchange: intake?.fail(.tooSlow)
        case .closed: break
        }
    }

    /// Sets what the client is waited for; `never` ends the waiting.
    func setInputDeadline(_ deadline: Instant) {
        inputDeadline = deadline
        rearm()
    }

    func rearm() {
        reactor.arm(timer, at: min(inputDeadline, stallDeadline), for: self)
    }
}

// MARK: Ends

extension Connection {
    /// The peer has left or cannot be served any more: whoever works for it hears so, and the socket closes.
    func gone() {
        guard phase != .closed else { return }
        let exchange = exchange
        let intake = intake
        close()
        intake?.fail(.clientGone)
        exchange?.clientGone()
    }

    func close() {
        guard phase != .closed else { return }
        phase = .closed
        reactor.disarm(timer)
        reactor.forget(descriptor)
        Glibc.close(descriptor)
        // `input` stays: a handler may still look at its request's head.
        output = OutputBuffer()
        // Its handler may still hold the exchange, and that this connection: the other way must end here.
        intake = nil
        exchange = nil
        server.closed(self)
    }

    /// Closes at once and with RST: the client must see that its answer is incomplete.
    func reset() {
        guard phase != .closed else { return }
        kw_reset_on_close(descriptor)
        close()
    }

    /// Our last byte is out: say so with a FIN, and wait for the peer's.
    func linger() {
        guard phase != .closed, phase != .lingering else { return }
        phase = .lingering
        stallDeadline = .never
        shutdown(descriptor, Int32(SHUT_WR))
        setInputDeadline(reactor.now + TimeSpan.seconds(1))
        discardInput()
    }

    private func discardInput() {
        filled = 0
        while mayRead, phase == .lingering {
            guard let count = receive() else { return }
            if count == 0 || lingerBytes < count {
                close()
                return
            }
            lingerBytes -= count
            filled = 0
        }
    }

    /// Reads on, in whatever phase the connection is.
    func advance() {
        switch phase {
        case .idle, .head: readHeads()
        case .exchange: if intake != nil { readBody() }
        case .lingering: discardInput()
        case .closed: break
        }
    }
}
