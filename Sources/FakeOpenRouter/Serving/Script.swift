internal import Synchronization

/// What a test wants answered: replies in a queue, then a closure.
final class Script: Sendable {
    private let state = Mutex(State())

    private struct State {
        var queue: [Reply] = []
        var handler: FakeOpenRouter.Handler?
    }

    func append(_ replies: [Reply]) {
        state.withLock { $0.queue.append(contentsOf: replies) }
    }

    func setHandler(_ handler: FakeOpenRouter.Handler?) {
        state.withLock { $0.handler = handler }
    }

    /// The next of the queue, which is taken out.
    func takeNext() -> Reply? {
        state.withLock { $0.queue.isEmpty ? nil : $0.queue.removeFirst() }
    }

    /// What the closure says; called without the lock.
    func reply(to request: ReceivedRequest) -> Reply? {
        let handler = state.withLock { $0.handler }
        return handler?(request)
    }

    func clear() {
        state.withLock { $0 = State() }
    }
}
