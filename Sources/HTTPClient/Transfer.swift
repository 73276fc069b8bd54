internal import CCurl
package import EventLoop
internal import HTTPWire

/// One request upstream and its answer.
///
/// It owns a libcurl handle and is used again for other requests.
///
///     connecting ──sent──▶ waiting ──head──▶ receiving ──▶ ended
@safe package final class Transfer {
    /// How far it has come; each later phase has another deadline.
    package enum Phase {
        /// Not started, or over. Then `connecting`.
        case idle
        /// Nothing has been sent. Then `waiting` or `idle`.
        case connecting
        /// The request has been handed to the transport. Then `receiving`, `connecting` (libcurl found a kept
        /// connection dead and tries anew) or `idle`.
        case waiting
        /// The answer has begun. Then `idle`.
        case receiving
    }

    let easy: UnsafeMutableRawPointer
    unowned let client: HTTPClient
    /// The request's header lines.
    package let headers = HeaderList()
    package private(set) var phase = Phase.idle
    /// How often the request was handed to a connection: libcurl repeats silently what a dead kept one swallowed.
    package private(set) var sendings = 0
    /// Held from the start to the end of one request.
    var delegate: (any TransferDelegate)?
    var head = ResponseHeadParser()
    private var headIsWhole = false
    private var deadlines: Deadlines
    private let reactor: Reactor
    private let timer = LoopTimer()
    /// When something last came.
    private var heardAt = Instant.never
    private var endsBy = Instant.never
    private(set) var isPaused = false
    private var ownError: TransferError?
    /// Addresses handed to libcurl with this request.
    var resolveList: UnsafeMutablePointer<curl_slist>?
    /// What the handle was last told, so that it is told only what changes.
    var told = ToldOptions()
    /// Its place among the client's active transfers.
    var place = 0

    /// The socket that libcurl watches for it.
    var socket: UpstreamSocket?
    /// The settings it was made under.
    let generation: Int

    init(client: HTTPClient, easy: UnsafeMutableRawPointer) {
        generation = client.generation
        unsafe self.easy = easy
        self.client = client
        reactor = client.reactor
        deadlines = client.deadlines
    }

    deinit {
        unsafe curl_slist_free_all(resolveList)
        unsafe curl_easy_cleanup(easy)
    }

    /// Bytes of the request have left for the upstream.
    package var wasSent: Bool { sendings > 0 }

    func begin(delegate: any TransferDelegate) {
        self.delegate = delegate
        deadlines = client.deadlines
        phase = .connecting
        sendings = 0
        headIsWhole = false
        isPaused = false
        ownError = nil
        head.reset()
        heardAt = .never
        endsBy = reactor.now + deadlines.total
        expect(within: deadlines.connect)
    }

    private func expect(within limit: TimeSpan) {
        reactor.arm(timer, at: min(endsBy, reactor.now + limit), for: self)
    }

    /// Something came.
    ///
    /// A head's lines and a body's parts come in dozens within one turn, all at the same time.
    private func heard() {
        if heardAt == reactor.now { return }
        heardAt = reactor.now
        expect(within: deadlines.silence)
    }

    /// Goes on after a pause.
    package func resume() {
        guard isPaused, phase != .idle else { return }
        isPaused = false
        expect(within: deadlines.silence)
        client.resume(self)
    }

    /// Gives the transfer up: the connection to the upstream is closed.
    ///
    /// `transferEnded` is not called.
    package func cancel() {
        guard phase != .idle else { return }
        delegate = nil
        client.end(self, error: TransferError(.cancelled))
    }

    /// What comes on its socket from now on is not for it.
    func leaveSocket() {
        isPaused = false
        if socket?.user === self { socket?.user = nil }
        socket = nil
    }

    func pauseReceiving() {
        isPaused = true
        reactor.arm(timer, at: endsBy, for: self)
    }

    /// The request will not be sent again and its answer's head is not needed any more: gives back their memory.
    package func releaseHeads() {
        unsafe kw_easy_set_pointer(easy, CURLOPT_HTTPHEADER, nil)
        headers.release()
        head = ResponseHeadParser()
    }

    /// So many bytes of body have left: libcurl does not look at them again.
    package func hasSent(bodyBytes: Int) -> Bool {
        var sent: curl_off_t = 0
        unsafe kw_easy_get_offset(easy, CURLINFO_SIZE_UPLOAD_T, &sent)
        return sent >= bodyBytes
    }

    /// It went over a connection that had been kept from an earlier request.
    package var usedKeptConnection: Bool {
        var made = 0
        unsafe kw_easy_get_long(easy, CURLINFO_NUM_CONNECTS, &made)
        return made == 0 && wasSent
    }

    /// Takes libcurl's result, or our own reason where we made libcurl stop.
    func error(for code: CURLcode) -> TransferError? {
        if let ownError { return ownError }
        if code == CURLE_OK {
            return headIsWhole ? nil : TransferError(.unanswered)
        }
        return TransferError(code: code, sent: wasSent, answered: phase == .receiving, headIsWhole: headIsWhole)
    }

    /// The transfer is over and the handle free for another.
    func finish(error: TransferError?) {
        phase = .idle
        reactor.disarm(timer)
        headers.wipe()
        unsafe curl_slist_free_all(resolveList)
        unsafe resolveList = nil
        let delegate = delegate
        self.delegate = nil
        delegate?.transferEnded(self, error: error)
    }
}

// MARK: Deadlines

extension Transfer: TimerTarget {
    package func timerFired(_ timer: LoopTimer) {
        guard phase != .idle else { return }
        let passed: TransferError.Phase
        if endsBy <= reactor.now {
            passed = .total
        } else {
            switch phase {
            case .idle, .connecting: passed = .connect
            case .waiting: passed = .firstByte
            case .receiving: passed = .silence
            }
        }
        client.end(self, error: TransferError(.timedOut(passed)))
    }
}

// MARK: libcurl's callbacks

extension Transfer {
    /// The request is about to be handed to a connection.
    func willSend() {
        sendings += 1
        phase = .waiting
        expect(within: deadlines.firstByte)
    }

    /// One line of a head, as it came.
    func receivedHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
        // What comes after the head are trailers, which end here.
        if headIsWhole { return true }
        if phase != .receiving { phase = .receiving }
        heard()
        do throws(ResponseRejection) {
            let span = unsafe Span<UInt8>(_unsafeElements: line.assumingMemoryBound(to: UInt8.self))
            switch try head.receive(line: span) {
            case .more, .interim: return true
            case .complete:
                headIsWhole = true
                return take(delegate?.transfer(self, received: head) ?? .abort)
            }
        } catch {
            ownError = TransferError(.invalid, "\(error)")
            return false
        }
    }

    /// A part of the body.
    func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        heard()
        return unsafe take(delegate?.transfer(self, received: bytes) ?? .abort)
    }

    private func take(_ flow: TransferFlow) -> Bool {
        switch flow {
        case .proceed: break
        case .pause: client.pause(self)
        case .abort:
            if ownError == nil { ownError = TransferError(.cancelled) }
            return false
        }
        return true
    }
}
