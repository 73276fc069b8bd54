internal import CLinux
package import EventLoop

/// The HTTP server: listeners on the first loop, connections on all of them.
package final class Server: Sendable {
    /// Where it listens, with the real ports.
    package let addresses: [ListenAddress]
    private let parts: [LoopBound<ServerLoop>]
    private let listeners: [LoopBound<Listener>]

    private init(addresses: [ListenAddress], parts: [LoopBound<ServerLoop>], listeners: [LoopBound<Listener>]) {
        self.addresses = addresses
        self.parts = parts
        self.listeners = listeners
    }

    /// Opens the listeners.
    ///
    /// With port 0 the first takes a free port and the others the same.
    package static func start(
        on parts: [LoopBound<ServerLoop>],
        addresses wanted: [ListenAddress],
        connections limit: Int
    ) async throws -> Server {
        let sockets = try openSockets(wanted)
        var loads: [LoopLoad] = []
        for part in parts { loads.append(await part.run { $0.load }) }
        var listeners: [LoopBound<Listener>] = []
        for (_, descriptor) in sockets {
            let first = parts[0].loop
            listeners.append(
                try await first.listen(descriptor: descriptor, loops: parts, loads: loads, limit: limit)
            )
        }
        return Server(addresses: sockets.map(\.address), parts: parts, listeners: listeners)
    }

    /// Opens one socket an address.
    ///
    /// A machine without IPv6 is served on the other addresses.
    private static func openSockets(_ wanted: [ListenAddress]) throws -> [(address: ListenAddress, descriptor: Int32)] {
        var sockets: [(address: ListenAddress, descriptor: Int32)] = []
        for var address in wanted {
            if address.port == 0, let first = sockets.first { address.port = first.address.port }
            do throws(SystemError) {
                let (descriptor, port) = try address.listen()
                sockets.append((ListenAddress(host: address.host, port: port), descriptor))
            } catch {
                let isMissing = error.code == EADDRNOTAVAIL || error.code == EAFNOSUPPORT
                if isMissing, wanted.count > 1, address.host.contains(":") { continue }
                for socket in sockets { close(socket.descriptor) }
                throw ListenError(address: address, reason: error)
            }
        }
        return sockets
    }

    /// Takes no new connections; requests under way are answered, idle connections closed.
    package func drain() async {
        for listener in listeners { await listener.run { $0.close() } }
        for part in parts { await part.run { $0.drain() } }
    }

    /// Ends streams that are still live, each with an error event.
    package func endGrace() async {
        for part in parts { await part.run { $0.endGrace() } }
    }

    /// Closes whatever is left.
    package func closeAll() async {
        for part in parts { await part.run { $0.closeAll() } }
    }

    /// Open connections now.
    package func connectionCount() async -> Int {
        var count = 0
        for part in parts { count += await part.run { $0.connectionCount } }
        return count
    }

    /// New limits for what begins from now on.
    package func setLimits(_ limits: ServerLimits) async {
        for part in parts { await part.run { $0.setLimits(limits) } }
    }
}

/// An address that cannot be listened on.
package struct ListenError: Error, Sendable {
    package let address: ListenAddress
    package let reason: SystemError

    package var isInUse: Bool { reason.code == EADDRINUSE }
    package var needsPrivilege: Bool { reason.code == EACCES }
}

extension EventLoop {
    /// Makes a listener on this loop.
    func listen(
        descriptor: Int32,
        loops: [LoopBound<ServerLoop>],
        loads: [LoopLoad],
        limit: Int
    ) throws
        -> LoopBound<Listener>
    {
        let listener = try Listener(descriptor: descriptor, loops: loops, loads: loads, limit: limit, on: reactor)
        keep(listener)
        return LoopBound(listener, on: self)
    }
}
