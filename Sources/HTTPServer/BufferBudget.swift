internal import Synchronization

/// The bytes that all requests and answers hold in memory together, against `server.max_buffered`.
package final class BufferBudget: Sendable {
    private let held = Atomic<Int>(0)
    private let limit: Atomic<Int>

    package init(limit: Int) {
        self.limit = Atomic(limit)
    }

    /// Takes part of the budget, or says that there is not that much left.
    package func take(_ bytes: Int) -> Bool {
        let (_, sum) = held.wrappingAdd(bytes, ordering: .relaxed)
        if sum <= limit.load(ordering: .relaxed) { return true }
        give(bytes)
        return false
    }

    /// Gives back what was taken.
    package func give(_ bytes: Int) {
        held.wrappingSubtract(bytes, ordering: .relaxed)
    }

    /// Changes the limit, at a reload.
    package func setLimit(_ bytes: Int) {
        limit.store(bytes, ordering: .relaxed)
    }

    /// How much is held now.
    package var bytesHeld: Int { held.load(ordering: .relaxed) }
}
