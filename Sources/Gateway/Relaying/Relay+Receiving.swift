internal import HTTPClient
internal import HTTPServer
internal import HTTPWire
internal import OpenRouter

// The upstream's side: what comes is held, passed on, or ends the attempt.

extension Relay: TransferDelegate {
    /// So much of a held body is looked at; beyond it the answer is committed.
    private static let heldLimit = 1 << 20

    func transfer(_ transfer: Transfer, received head: ResponseHeadParser) -> TransferFlow {
        self.head = head
        form = hasNoBody(head) ? .bytes : AnswerForm(head)
        return .proceed
    }

    /// By the method or the status nothing follows the head.
    private func hasNoBody(_ head: ResponseHeadParser) -> Bool {
        exchange.head.method == .head || head.status == 204 || head.status == 304
    }

    func transfer(_ transfer: Transfer, received bytes: UnsafeRawBufferPointer) -> TransferFlow {
        switch stage {
        case .committed: return unsafe pass(bytes)
        case .held, .opened: return unsafe hold(bytes)
        case .over: return .abort
        }
    }

    func transferEnded(_ transfer: Transfer, error: TransferError?) {
        self.transfer = nil
        if error != nil { usedKeptConnection = transfer.usedKeptConnection }
        switch stage {
        case .over: resume(.answered)
        case .committed:
            endCommitted(error)
            resume(.answered)
        case .held, .opened: endHeld(error)
        }
    }

    // MARK: Before the commit

    private func hold(_ bytes: UnsafeRawBufferPointer) -> TransferFlow {
        switch form {
        case .bytes:
            if stage == .opened {
                writeError(.notAStream)
                finish()
                return .abort
            }
            commitHead(bodyLength: nil)
            return unsafe pass(bytes)
        case .events:
            guard unsafe held.append(bytes) else { return .abort }
            return holdEvents()
        case .json, .failure:
            guard unsafe held.append(bytes) else { return .abort }
            if held.count < Self.heldLimit { return .proceed }
            if isRefusal { return .abort }
            commitHeld(isWhole: false)
            guard stage == .committed else { return .abort }
            return writeHeld() ? .proceed : .pause
        }
    }

    /// The upstream says that our key is wrong.
    ///
    /// Its answer is never shown: the client would think it is its own.
    private var isRefusal: Bool { head?.status == 401 || hidesRefusal }

    /// Looks at complete events until one begins the answer or fails it.
    private func holdEvents() -> TransferFlow {
        while stage != .committed {
            guard let event = scan(held) else {
                if held.count - scanner.unfinished > SSEScanner.longEvent {
                    return commitEvents(from: scanner.unfinished)
                }
                dropFinished()
                return .proceed
            }
            if event.isComment {
                if stage == .opened { unsafe write(held.bytes, event.range) }
                continue
            }
            switch judge(event) {
            case .preamble:
                unsafe preamble.append(contentsOf: held.bytes[event.range])
                // So much of nothing is an answer of its own kind.
                if preamble.count > SSEScanner.longEvent { return commitEvents(from: event.range.upperBound) }
            case .content: return commitEvents(from: event.range.lowerBound)
            case .ending:
                hasEnded = true
                return commitEvents(from: event.range.lowerBound)
            case .failure(let status):
                failHeld(status: status, body: data(of: event))
                return .abort
            }
        }
        return .proceed
    }

    private func judge(_ event: SSEEvent) -> StreamEvent {
        // Several data lines make one text only when joined: nothing that we know how to hold is written so.
        if event.dataLines > 1 { return .content }
        let data = unsafe event.data.map { unsafe UnsafeRawBufferPointer(rebasing: held.bytes[$0]) }
        let bytes = unsafe Span<UInt8>(_unsafeBytes: held.bytes)
        let judged: StreamEvent
        if let name = event.name {
            judged = unsafe dialect.judgeHeld(name: bytes.extracting(name), paddedData: data)
        } else {
            judged = unsafe dialect.judgeHeld(name: nil, paddedData: data)
        }
        if judged == .content, isEnding(event, in: bytes) { return .ending }
        return judged
    }

    private func data(of event: SSEEvent) -> [UInt8] {
        event.data.map { unsafe Array(held.bytes[$0]) } ?? []
    }

    /// Complete events leave the buffer: they were dropped, passed on, or stand in the preamble.
    private func dropFinished() {
        let count = scanner.unfinished
        guard count > 0 else { return }
        held.removeFirst(count)
        scanner.drop(count)
    }

    private func scan(_ buffer: BodyBuffer) -> SSEEvent? {
        unsafe scanner.next(in: Span<UInt8>(_unsafeBytes: buffer.bytes))
    }

    /// The answer is good: its head goes out with everything held, and what follows is passed on.
    private func commitEvents(from start: Int) -> TransferFlow {
        commitHead(bodyLength: nil)
        maskKey()
        if !preamble.isEmpty {
            _ = unsafe preamble.withUnsafeBytes { unsafe exchange.write($0) }
            preamble = []
        }
        let flow = passHeldEvents(from: start)
        if held.isEmpty { held.release() }
        return flow
    }

    private func endHeld(_ error: TransferError?) {
        if isRefusal {
            resume(.keyRefused)
        } else if let error {
            resume(.failed(error))
        } else if form == .events {
            resume(.failed(TransferError(.incomplete, "the stream ended before it began")))
        } else {
            commitHeld(isWhole: true)
            if stage == .committed {
                // What a slow reader has not taken yet goes out as it drains, and ends the answer then.
                if writeHeld() { endAnswer() }
            } else {
                resume(isRefusal ? .keyRefused : .answered)
            }
        }
    }
}
