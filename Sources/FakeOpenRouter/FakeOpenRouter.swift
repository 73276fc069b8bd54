internal import EventLoop
internal import Glibc

/// An upstream that speaks like OpenRouter and misbehaves on request.
///
/// A test starts one on a thread of its own, sets what it answers (a queue, a closure, or the `X-Fake-Scenario` header of
/// each request; see `Scenario`), and asks afterwards what has arrived and whether clients aborted.
package final class FakeOpenRouter: Sendable {
    /// Answers a request; nil leaves it to the header and the endpoint.
    ///
    /// Runs on the loop's thread.
    package typealias Handler = @Sendable (ReceivedRequest) -> Reply?

    /// The port that it listens on.
    package let port: Int
    private let shared: Shared

    private init(port: Int, shared: Shared) {
        self.port = port
        self.shared = shared
    }

    /// Listens, and answers from then on.
    package static func start(_ configuration: FakeConfiguration = FakeConfiguration()) async throws -> FakeOpenRouter {
        let socket = try ListeningSocket(host: configuration.host, port: configuration.port)
        let shared = Shared(configuration)
        for number in 0..<max(configuration.loops, 1) {
            let loop = try EventLoop.start(name: "fake-\(number)")
            // Each station closes a descriptor of its own.
            let listener = number == 0 ? socket.descriptor : dup(socket.descriptor)
            let station = try await loop.open(listener: listener, shared: shared)
            shared.stations.add(Stations.Place(loop: loop, station: station))
        }
        return FakeOpenRouter(port: socket.port, shared: shared)
    }

    /// Resets every connection and ends the threads.
    package func stop() async {
        for place in shared.stations.takeAll() {
            await place.loop.use(place.station) { $0.shutDown() }
            place.loop.stop()
            await place.loop.join()
        }
    }

    /// The base URL to give to a client.
    package var baseURL: String {
        let host = shared.configuration.host
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)/api/v1"
    }
}

// MARK: What to answer

extension FakeOpenRouter {
    /// Answers the next requests with these, one each, in the order in which their heads arrive.
    package func script(_ replies: Reply...) {
        shared.script.append(replies)
    }

    /// Answers every request for which no scripted reply is left; nil ends that.
    package func handle(_ handler: Handler?) {
        shared.script.setHandler(handler)
    }

    /// Opens the gate at which `Step.waitForRelease` waits, for good.
    package func release(_ gate: String) async {
        shared.gates.release(gate)
        await shared.stations.onEach { $0.gateOpened(gate) }
    }

    /// Closes the connections on which nothing is going on, as a server does whose idle time is over.
    package func closeIdleConnections(byReset: Bool = false) async {
        await shared.stations.onEach { $0.closeIdleConnections(byReset: byReset) }
    }

    /// Forgets scripts, gates and everything received.
    package func reset() {
        shared.reset()
    }
}

// MARK: What has happened

extension FakeOpenRouter {
    /// The requests that have arrived, oldest first; bodies and all.
    package var requests: [ReceivedRequest] { exchanges.map(\.request) }

    /// The requests with what became of their answers.
    package var exchanges: [Exchange] { shared.journal.read { $0.exchanges } }

    /// The clients that left before their answer was complete.
    package var aborts: [Abort] { shared.journal.read { $0.aborts } }

    /// How many requests have arrived, also those that are no longer remembered.
    package var requestCount: Int { shared.journal.read { $0.requestCount } }

    /// How many connections were accepted.
    package var connectionCount: Int { shared.journal.read { $0.connectionCount } }

    /// Waits until so many requests have arrived; fewer come back only where the task was cancelled.
    package func requests(atLeast count: Int) async -> [ReceivedRequest] {
        await shared.journal.wait { $0.requestCount >= count }
        return requests
    }

    /// Waits until so many answers have ended, one way or another.
    package func exchangesEnded(atLeast count: Int) async -> [Exchange] {
        await shared.journal.wait { $0.endCount >= count }
        return exchanges
    }

    /// Waits until so many clients have left before their answer was complete.
    package func aborts(atLeast count: Int) async -> [Abort] {
        await shared.journal.wait { $0.abortCount >= count }
        return aborts
    }
}

extension EventLoop {
    /// Sets up a station on this loop.
    fileprivate func open(listener: Int32, shared: Shared) throws -> LoopBound<Station> {
        LoopBound(try Station(listener: listener, reactor: reactor, shared: shared), on: self)
    }
}
