internal import CLinux
internal import EventLoop
internal import Glibc

/// The fake on one loop: accepts connections and holds them.
///
/// Lives in the loop's region. Where there are several loops they share the listening socket, and the kernel wakes one
/// of them for each connection (EPOLLEXCLUSIVE, https://man7.org/linux/man-pages/man2/epoll_ctl.2.html).
final class Station: ReadinessTarget, TimerTarget {
    let reactor: Reactor
    let shared: Shared
    /// What every connection reads into; copied out before the next one reads.
    var scratch = [UInt8](repeating: 0, count: 64 * 1024)
    let replies: ReplyCache

    private let listener: Int32
    private var connections: [Int32: Connection] = [:]
    private var isListening = false
    /// Rests the listener when there are no descriptors left.
    private let rest = LoopTimer()
    private static let exclusive = Readiness(rawValue: 1 << 28)

    init(listener: Int32, reactor: Reactor, shared: Shared) throws(SystemError) {
        self.listener = listener
        self.reactor = reactor
        self.shared = shared
        replies = ReplyCache(shared: shared)
        try startListening()
    }

    func ready(_ readiness: Readiness) {
        // A few at a time where other loops may take the rest.
        for _ in 0..<16 {
            guard acceptOne() else { return }
        }
    }

    func timerFired(_ timer: LoopTimer) {
        try? startListening()
    }

    /// Lets every connection know that a gate is open.
    func gateOpened(_ name: String) {
        for connection in connections.values { connection.gateOpened(name) }
    }

    /// Closes the connections on which nothing is going on, as a server does whose idle time is over.
    func closeIdleConnections(byReset: Bool) {
        for connection in connections.values where connection.isIdle { connection.end(byReset: byReset) }
    }

    /// Ends everything; nothing of the station is left in the loop.
    func shutDown() {
        if isListening { reactor.unwatch(listener) }
        isListening = false
        reactor.disarm(rest)
        close(listener)
        for connection in connections.values { connection.end(byReset: true) }
    }

    /// Forgets a connection that has closed its descriptor.
    func connectionEnded(_ descriptor: Int32) {
        connections[descriptor] = nil
    }
}

extension Station {
    private func startListening() throws(SystemError) {
        try reactor.watch(listener, for: [.readable, Self.exclusive], target: self)
        isListening = true
    }

    /// Whether there may be more to accept.
    private func acceptOne() -> Bool {
        var address = sockaddr_storage()
        let descriptor = unsafe kw_accept(listener, &address)
        guard descriptor >= 0 else {
            if errno == EMFILE || errno == ENFILE { restListener() }
            return errno == ECONNABORTED
        }
        _ = kw_set_int_option(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        let number = shared.journal.change { $0.connectionOpened() }
        let connection = Connection(descriptor: descriptor, number: number, station: self)
        do {
            try reactor.watch(
                descriptor,
                for: [.readable, .writable, .peerClosed, .edgeTriggered],
                target: connection
            )
            connections[descriptor] = connection
        } catch {
            close(descriptor)
        }
        return true
    }

    /// Level-triggered, a listener that cannot accept would keep the loop spinning.
    private func restListener() {
        reactor.unwatch(listener)
        isListening = false
        reactor.arm(rest, at: reactor.now + .milliseconds(100), for: self)
    }
}
