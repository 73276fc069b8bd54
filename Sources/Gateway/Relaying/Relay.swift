internal import EventLoop
internal import HTTPClient
internal import HTTPServer
internal import HTTPWire
internal import OpenRouter
internal import Secrets

// Takes an upstream's answer to the client: the commit gate first, then bytes as they come.
//
//     held ──a stream has waited open_after──▶ opened ──▶ committed ──▶ over
//       └───────────────answer known to be good──────────▶ committed
//       └───────────────failure, client gone─────────────▶ over
//
// Held: nothing has gone to the client; a failed attempt leaves no trace, another may follow.
// Opened: a stream has our own head and comments; an attempt may still be repeated, a final failure is an error event.
// Committed: the answer's own bytes have gone out. What fails now is shown as such and never repaired.
//
// All of it is synchronous code in libcurl's and the socket's callbacks; the request's task sleeps meanwhile.

/// One request's answer, over all its attempts.
@safe final class Relay {
    enum Stage { case held, opened, committed, over }

    let exchange: Exchange
    let dialect: Dialect
    var answerHead: AnswerHead
    let policy: Policy
    let budget: BufferBudget
    let requestBody: BodyBuffer
    /// The client asked for a stream, so it may be opened.
    let mayOpen: Bool
    var stage = Stage.held
    var form = AnswerForm.bytes
    /// How much of a held body has been written since its commit; nil: none is being written.
    var heldWritten: Int?
    /// The upstream's head until it is committed.
    var head: ResponseHeadParser?
    /// A held body, or the incomplete event at a stream's end.
    var held: BodyBuffer
    /// Complete events that are held because they say nothing yet.
    var preamble: [UInt8] = []
    var scanner = SSEScanner()
    /// The stream has had its last word: its end is no cut.
    var hasEnded = false
    /// The server is stopping and waits no longer.
    private var graceIsOver = false
    /// The refusal of our key stood in an answer with another status.
    var hidesRefusal = false
    /// The last attempt failed on a connection kept from an earlier request.
    var usedKeptConnection = false
    var transfer: Transfer?
    /// What the attempts so far mean for the next.
    ///
    /// Here, not with the task that makes them: its memory comes in slabs.
    var retry: RetryPolicy
    var needsFreshConnection = false
    private var waiter: UnsafeContinuation<AttemptEnd, Never>?
    /// Opens the stream, then times our comments.
    ///
    /// Made when it is needed, as the next: most answers need neither.
    private var openTimer: LoopTimer?
    /// Ends a wait between attempts.
    private var pauseTimer: LoopTimer?

    init(
        exchange: Exchange,
        dialect: Dialect,
        answerHead: AnswerHead,
        policy: Policy,
        budget: BufferBudget,
        requestBody: BodyBuffer,
        mayOpen: Bool
    ) {
        unsafe waiter = nil
        self.exchange = exchange
        self.dialect = dialect
        self.answerHead = answerHead
        self.policy = policy
        retry = RetryPolicy(rules: policy.settings.retry)
        self.budget = budget
        self.requestBody = requestBody
        self.mayOpen = mayOpen
        held = BodyBuffer(budget: budget)
        exchange.observer = self
        if exchange.isGone { stage = .over }
        if mayOpen, let after = policy.settings.openAfter { armOpenTimer(at: answerHead.began + after) }
    }

    var reactor: Reactor { exchange.reactor }

    /// The request goes up with its body.
    ///
    /// That of a HEAD is taken in and left out: its answer would be waited for in vain.
    var sendsBody: Bool { exchange.hasBody && exchange.head.method != .head }

    /// Runs one attempt and waits for its end.
    func attempt(on loop: isolated EventLoop, start: (Relay) -> Void) async -> AttemptEnd {
        if stage == .over { return .clientGone }
        if graceIsOver { return .shutDown }
        forgetAttempt()
        answerHead.attempts += 1
        return await unsafe withUnsafeContinuation { continuation in
            unsafe waiter = continuation
            start(self)
        }
    }

    /// Waits between attempts; nil: the wait is over and the client still there.
    func pause(for duration: Duration, on loop: isolated EventLoop) async -> AttemptEnd? {
        if stage == .over { return .clientGone }
        if duration == .zero { return nil }
        let end = await unsafe withUnsafeContinuation { continuation in
            unsafe waiter = continuation
            let timer = pauseTimer ?? LoopTimer()
            pauseTimer = timer
            reactor.arm(timer, at: reactor.now + duration, for: self)
        }
        if case .answered = end { return nil }
        return end
    }

    /// Nothing of an earlier attempt is shown to the client.
    private func forgetAttempt() {
        head = nil
        hasEnded = false
        hidesRefusal = false
        usedKeptConnection = false
        held.removeAll()
        preamble = []
        scanner = SSEScanner()
    }

    /// Wakes whoever waits.
    func resume(_ end: AttemptEnd) {
        guard let waiting = unsafe waiter else { return }
        unsafe waiter = nil
        unsafe waiting.resume(returning: end)
    }

    /// The request's task is done with this answer.
    func finish() {
        stage = .over
        disarmOpenTimer()
        if let pauseTimer { reactor.disarm(pauseTimer) }
    }

    /// Tells the client of a failure, in whatever form is still possible.
    func fail(_ failure: Failure) {
        switch stage {
        case .held:
            exchange.answer(failure, dialect, answerHead)
        case .opened:
            writeError(failure)
        case .committed, .over: break
        }
        finish()
    }

    /// Ends a stream with an error event.
    func writeError(_ failure: Failure) {
        endStream(with: masked(dialect.errorEvent(failure, requestID: answerHead.requestIDText)))
    }

    /// Ends a stream with this event.
    func endStream(with event: [UInt8]) {
        exchange.closeAfterwards()
        _ = unsafe event.withUnsafeBytes { unsafe exchange.write($0) }
        exchange.end()
    }
}

// MARK: What becomes of the client

extension Relay: ExchangeObserver {
    func clientGone() {
        stage = .over
        transfer?.cancel()
        finish()
        resume(.clientGone)
    }

    func outputDrained() {
        guard writeHeld() else { return }
        if let transfer { transfer.resume() } else if stage == .committed { endAnswer() }
    }

    func graceEnded() {
        switch stage {
        case .held, .opened:
            graceIsOver = true
            transfer?.cancel()
            resume(.shutDown)
        case .committed:
            transfer?.cancel()
            breakOff(.shuttingDown)
            finish()
            resume(.answered)
        case .over: break
        }
    }
}

// MARK: Time

extension Relay: TimerTarget {
    private func armOpenTimer(at deadline: Instant) {
        let timer = openTimer ?? LoopTimer()
        openTimer = timer
        reactor.arm(timer, at: deadline, for: self)
    }

    func disarmOpenTimer() {
        if let openTimer { reactor.disarm(openTimer) }
    }

    func timerFired(_ timer: LoopTimer) {
        if timer === pauseTimer {
            resume(.answered)
        } else if stage == .held {
            openStream()
        } else if stage == .opened {
            comment()
        }
    }

    /// Lets the client know that its stream lives, before the answer is known to be good.
    private func openStream() {
        stage = .opened
        exchange.begin(status: 200, framing: .stream) { output in
            output.append("Content-Type: text/event-stream\r\nCache-Control: no-cache\r\nX-Accel-Buffering: no\r\n")
            answerHead.append(to: &output, now: reactor.now)
        }
        comment()
    }

    private func comment() {
        let text = Array(": waiting for the upstream\n\n".utf8)
        _ = unsafe text.withUnsafeBytes { unsafe exchange.write($0) }
        armOpenTimer(at: reactor.now + .seconds(10))
    }
}
