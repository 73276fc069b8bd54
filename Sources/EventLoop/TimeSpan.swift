/// A length of time in whole nanoseconds.
///
/// `Duration` counts attoseconds in 128 bits; adding one to an instant takes a division of that width, which deadlines
/// that move with every byte should not pay. Settings keep `Duration`, the hot path keeps this.
package struct TimeSpan: Hashable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The duration, cut to what fits.
    package init(_ duration: Duration) {
        nanoseconds = duration.nanoseconds
    }

    /// So many seconds, cut to what fits.
    package static func seconds(_ seconds: Int64) -> TimeSpan {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return TimeSpan(nanoseconds: overflow ? (seconds < 0 ? .min : .max) : product)
    }
}

extension Instant {
    /// Saturates, so that an endless span means `never`.
    package static func + (instant: Instant, span: TimeSpan) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(span.nanoseconds)
        return overflow ? .never : Instant(nanoseconds: sum)
    }
}
