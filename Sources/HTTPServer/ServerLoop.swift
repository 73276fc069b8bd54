internal import CLinux
package import EventLoop
internal import Synchronization

/// The server's part on one loop: its connections and who answers them.
package final class ServerLoop {
    package private(set) var limits: ServerLimits
    private(set) var spans: ServerSpans
    package let handler: any RequestHandler
    let reactor: Reactor
    private let loop: EventLoop
    private var connections: [Connection?] = []
    private var dateField = DateField()
    /// No new requests: answers carry `Connection: close`, idle connections are closed.
    package private(set) var isDraining = false
    /// How many connections all loops have; shared with the listener.
    let load: LoopLoad

    package init(loop: isolated EventLoop, limits: ServerLimits, handler: any RequestHandler) {
        self.loop = loop
        reactor = loop.reactor
        self.limits = limits
        spans = ServerSpans(limits)
        self.handler = handler
        load = LoopLoad()
    }

    /// Takes over a connection that the listener has accepted.
    func adopt(_ descriptor: Int32, peer: PeerAddress) {
        let connection = Connection(descriptor: descriptor, peer: peer, server: self)
        let slot = Int(descriptor)
        while connections.count <= slot { connections.append(nil) }
        connections[slot] = connection
        connection.open()
    }

    func closed(_ connection: Connection) {
        connections[Int(connection.descriptor)] = nil
        load.connections.subtract(1, ordering: .relaxed)
    }

    func date() -> [UInt8] {
        dateField.current()
    }

    /// New limits hold for what begins from now on.
    package func setLimits(_ limits: ServerLimits) {
        self.limits = limits
        spans = ServerSpans(limits)
    }

    /// Has the handler answer, in a task on this loop.
    func start(_ exchange: Exchange) {
        // Both live on this loop and are touched by its thread only; `assumeIsolated` checks that we are on it.
        nonisolated(unsafe) let exchange = exchange
        nonisolated(unsafe) let handler = handler
        loop.assumeIsolated { loop in
            loop.begin { loop in
                await unsafe handler.respond(to: exchange, on: loop)
                unsafe exchange.handlerReturned()
            }
        }
    }

    /// Stops taking requests; what is under way goes on.
    package func drain() {
        isDraining = true
        for case let connection? in connections where connection.phase == .idle && connection.filled == 0 {
            connection.linger()
        }
    }

    /// Ends what is still under way.
    package func endGrace() {
        for case let connection? in connections { connection.exchange?.graceEnded() }
    }

    /// Closes everything as it is.
    package func closeAll() {
        for case let connection? in connections { connection.gone() }
    }

    package var connectionCount: Int { load.connections.load(ordering: .relaxed) }
}

/// How many connections a loop has, for whoever deals out new ones.
final class LoopLoad: Sendable {
    let connections = Atomic<Int>(0)
}
