internal import CLinux
internal import EventLoop
internal import Glibc
internal import Synchronization

/// Accepts on one loop and deals each connection to the loop that has fewest.
///
/// Out of descriptors, a level-triggered listener would spin: it stops listening for a moment instead, and the kernel's
/// queue keeps who knocks.
final class Listener: ReadinessTarget, TimerTarget {
    private let descriptor: Int32
    private let reactor: Reactor
    private let loops: [LoopBound<ServerLoop>]
    private let loads: [LoopLoad]
    private let limit: Int
    private let timer = LoopTimer()
    private static let pause = Duration.milliseconds(100)

    init(
        descriptor: Int32,
        loops: [LoopBound<ServerLoop>],
        loads: [LoopLoad],
        limit: Int,
        on reactor: Reactor
    )
        throws(SystemError)
    {
        self.descriptor = descriptor
        self.reactor = reactor
        self.loops = loops
        self.loads = loads
        self.limit = limit
        try reactor.watch(descriptor, for: .readable, target: self)
    }

    func ready(_ readiness: Readiness) {
        acceptAll()
    }

    func timerFired(_ timer: LoopTimer) {
        reactor.change(descriptor, to: .readable)
    }

    /// Takes what is queued, then closes: closing first would reset it.
    func close() {
        acceptAll()
        reactor.disarm(timer)
        reactor.forget(descriptor)
        Glibc.close(descriptor)
    }

    private func acceptAll() {
        while true {
            if loads.reduce(0, { $0 + $1.connections.load(ordering: .relaxed) }) >= limit {
                pauseAccepting()
                return
            }
            var address = sockaddr_storage()
            let accepted = unsafe kw_accept(descriptor, &address)
            if accepted >= 0 {
                deal(accepted, PeerAddress(address))
                continue
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EAGAIN: return
            default:
                pauseAccepting()
                return
            }
        }
    }

    private func pauseAccepting() {
        reactor.change(descriptor, to: [])
        reactor.arm(timer, at: reactor.now + Self.pause, for: self)
    }

    private func deal(_ accepted: Int32, _ peer: PeerAddress) {
        var chosen = 0
        for index in loads.indices where count(index) < count(chosen) { chosen = index }
        loads[chosen].connections.add(1, ordering: .relaxed)
        loops[chosen].post { $0.adopt(accepted, peer: peer) }
    }

    private func count(_ index: Int) -> Int {
        loads[index].connections.load(ordering: .relaxed)
    }
}
