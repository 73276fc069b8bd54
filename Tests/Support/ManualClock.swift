package import EventLoop
internal import Synchronization

/// A clock that only a test moves.
package final class ManualClock: Sendable {
    private let instant: Mutex<Instant>

    package init(seconds: Int64 = 1000) {
        instant = Mutex(Instant(nanoseconds: seconds * 1_000_000_000))
    }

    /// What it shows.
    package var now: Instant { instant.withLock { $0 } }

    /// Moves it.
    package func advance(by duration: Duration) {
        instant.withLock { $0 = $0 + duration }
    }
}
