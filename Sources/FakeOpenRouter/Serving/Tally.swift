internal import Synchronization

/// Counts how often each scenario was asked for, for faults that pass after some times.
final class Tally: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// Counts one more and says which it is, from 1.
    func next(of name: String) -> Int {
        counts.withLock { counts in
            counts[name, default: 0] += 1
            return counts[name, default: 1]
        }
    }

    func clear() {
        counts.withLock { $0 = [:] }
    }
}
