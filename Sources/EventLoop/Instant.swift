internal import CLinux

/// A point on the clock that never steps and goes on while the machine sleeps (CLOCK_BOOTTIME).
package struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the machine started.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The end of time: what a timer that is not armed carries.
    package static let never = Instant(nanoseconds: .max)

    package static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Saturates, so that an endless duration means `never`.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return overflow ? .never : Instant(nanoseconds: sum)
    }

    package static func - (left: Instant, right: Instant) -> Duration {
        .nanoseconds(left.nanoseconds &- right.nanoseconds)
    }

    /// What the clock says at this moment; inside a loop, `Reactor.now` is cheaper.
    package static var current: Instant {
        Instant(nanoseconds: kw_nanoseconds(CLOCK_BOOTTIME))
    }
}

extension Duration {
    /// The whole of it in nanoseconds; what does not fit saturates.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
}
