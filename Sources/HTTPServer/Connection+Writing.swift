internal import CLinux
internal import EventLoop
internal import Glibc
internal import HTTPWire

extension Connection: Flushable {
    /// More than this waits for no turn's end.
    ///
    /// It is also what one response may have buffered before its source is asked to pause; with one upstream read on
    /// top it stays far below the 256 KiB that a slow reader may cost.
    static let highWater = 64 * 1024

    private enum SendResult { case empty, full, lost }

    /// Output was added: it leaves at the end of the turn with all that joins it, or now if it has become much.
    ///
    /// Nobody is called back from here.
    func outputAdded() {
        if output.count > Self.highWater, !blocked { _ = send() }
        if !flushQueued {
            flushQueued = true
            reactor.flushLater(self)
        }
    }

    /// Sends what is there, and goes on with what waited for it to have left.
    func flush() {
        flushQueued = false
        guard phase != .closed, !blocked else { return }
        switch send() {
        case .lost: gone()
        case .full: break
        case .empty: outputLeft()
        }
    }

    /// Sends as much as the socket takes.
    private func send() -> SendResult {
        while !output.isEmpty {
            let count = unsafe output.withUnsent { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                output.consume(count)
                if stallDeadline != .never { stallDeadline = reactor.now + server.spans.stall }
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                blocked = true
                stallDeadline = reactor.now + server.spans.stall
                rearm()
                return .full
            default: return .lost
            }
        }
        stallDeadline = .never
        return .empty
    }

    private func outputLeft() {
        if closesAfterOutput {
            linger()
        } else if let exchange, exchange.isOver {
            finish(exchange)
        } else {
            exchange?.outputDrained()
        }
    }

    /// The exchange is answered and its handler has returned: on to the next request, or to the end.
    func finish(_ exchange: Exchange) {
        guard phase == .exchange, self.exchange === exchange, exchange.isOver, output.isEmpty else { return }
        self.exchange = nil
        intake = nil
        output.keep(4096)
        if closesAfterOutput {
            linger()
            return
        }
        if peerClosed, !mayRead || !servesHalfClosed, filled == exchange.bodyEnd {
            close()
            return
        }
        startNext(after: exchange.bodyEnd)
    }

    private func startNext(after end: Int) {
        let rest = filled - end
        if rest > 0 {
            unsafe input.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                unsafe base.copyMemory(from: base + end, byteCount: rest)
            }
        } else if input.count > 8192 {
            input = []
        }
        filled = rest
        phase = .idle
        if server.isDraining, rest == 0 {
            linger()
            return
        }
        setInputDeadline(reactor.now + server.spans.idle)
        readHeads()
    }
}
