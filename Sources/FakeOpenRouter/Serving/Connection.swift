internal import CLinux
internal import EventLoop
internal import Glibc

/// One client's connection: reads requests, plays replies, notices when the client leaves.
///
/// Lives in its loop's region. Registered with epoll once, edge-triggered, for its whole life.
final class Connection: ReadinessTarget, TimerTarget {
    /// What is going on.
    enum Phase {
        /// A request is awaited or being read. May follow: answering, lingering, ended.
        case reading
        /// A reply is being played. May follow: reading, lingering, ended.
        case answering
        /// Our FIN is sent; input is thrown away until the client closes too. May follow: ended.
        case lingering
        /// The descriptor is closed. Nothing follows.
        case ended
    }

    let descriptor: Int32
    let station: Station
    var phase = Phase.reading
    var reader: RequestReader
    var input: [UInt8] = []
    /// What was scripted for the request that is being read.
    var scripted: Reply?
    var performance: Performance?
    var outbox = Outbox()
    let timer = LoopTimer()
    /// Set by a reply: the first byte of a next request ends the connection, with an RST or not.
    var dropsNextRequest: Bool?
    /// Input may be waiting in the socket: the edge that told so has passed.
    private var mayRead = false
    private var hasPeerClosed = false

    init(descriptor: Int32, number: Int, station: Station) {
        self.descriptor = descriptor
        self.station = station
        reader = RequestReader(connection: number, bodyLimit: station.shared.configuration.bodyLimit)
    }

    /// Whether no request is under way.
    var isIdle: Bool { phase == .reading && !reader.isInsideRequest && input.isEmpty }

    func ready(_ readiness: Readiness) {
        if readiness.contains(.readable) { mayRead = true }
        if !readiness.isDisjoint(with: [.peerClosed, .hungUp, .failed]) {
            hasPeerClosed = true
            mayRead = true
        }
        if readiness.contains(.writable), performance?.hold == .writable { play() }
        run()
        if hasPeerClosed, phase == .answering { clientLeft() }
    }

    func timerFired(_ timer: LoopTimer) {
        if phase == .lingering { return end(byReset: false) }
        guard performance?.hold == .timer else { return }
        play()
        run()
    }

    /// Goes on with a reply that waits for this gate.
    func gateOpened(_ name: String) {
        guard performance?.hold == .gate(name) else { return }
        play()
        run()
    }

    /// Reads and serves as far as the bytes go.
    private func run() {
        while true {
            switch phase {
            case .reading:
                if serveInput() { continue }
                guard mayRead else { return }
                receive()
            case .lingering:
                guard mayRead else { return }
                receive()
            case .answering, .ended:
                return
            }
        }
    }

    /// Reads once.
    ///
    /// Less than was asked for means that the socket is empty (epoll(7), question 9), unless the FIN, which makes no
    /// second edge, is still to be read.
    private func receive() {
        let capacity = station.scratch.count
        let count = unsafe station.scratch.withUnsafeMutableBytes { buffer in
            unsafe recv(descriptor, buffer.baseAddress, capacity, 0)
        }
        if count < 0, errno == EAGAIN || errno == EINTR {
            mayRead = errno == EINTR
            return
        }
        if count <= 0 { return clientLeft() }
        if count < capacity, !hasPeerClosed { mayRead = false }
        if phase == .lingering { return }
        if let byReset = dropsNextRequest { return end(byReset: byReset) }
        input.append(contentsOf: station.scratch[..<count])
    }
}

// MARK: Ending

extension Connection {
    /// The client has closed: where it was owed an answer, or had not sent all of its request, that is an abort.
    func clientLeft() {
        if let performance, !performance.isAnswered, performance.number > 0 {
            reportAbort(of: performance.request, whileSending: false)
        } else if let request = reader.abandon() {
            reportAbort(of: station.shared.journal.change { $0.requestArrived(request) }, whileSending: true)
        }
        performance = nil
        end(byReset: false)
    }

    /// Sends the FIN and waits for the client's, so that no RST for unread input overtakes the answer.
    func linger() {
        endExchange(.cut)
        shutdown(descriptor, Int32(SHUT_WR))
        phase = .lingering
        input = []
        station.reactor.arm(timer, at: station.reactor.now + .seconds(5), for: self)
        if hasPeerClosed { end(byReset: false) }
    }

    /// Closes the descriptor.
    ///
    /// What the client had not yet got of an answer, it was not to get.
    func end(byReset: Bool) {
        guard phase != .ended else { return }
        endExchange(.cut)
        phase = .ended
        station.reactor.disarm(timer)
        station.reactor.forget(descriptor)
        if byReset {
            _ = kw_close_with_reset(descriptor)
        } else {
            close(descriptor)
        }
        station.connectionEnded(descriptor)
    }
}
