internal import HTTPClient

// When an attempt that failed before the commit is repeated.
//
// Nothing was sent (no name, no connection): another try repeats nothing, so it is made, after a wait that doubles and
// is drawn at random below its bound, until the attempts are used up.
// Sent on a connection that had been kept, and not a byte came back: the upstream had closed it before it saw the
// request. libcurl repeats this by itself; where it gave up, we do it once on a fresh connection.
// Sent on a fresh connection and not answered: one more try, unless the operator says never; the client is told by
// X-Keywheel-Attempts.
// A certificate that is not trusted, an answer that is no HTTP, a deadline, an answer that broke off: no other try
// helps, or it might do the work twice.
//
// All repeats together stay within a budget, so that a failing upstream is not asked several times as often as a
// healthy one.

/// What follows a failed attempt.
enum NextStep: Equatable {
    case fail
    /// Try again after the wait.
    case retry(after: Duration, freshConnection: Bool)
}

/// Decides about one request's attempts.
struct RetryPolicy {
    let rules: RetryRules
    private(set) var attempts = 0
    private var unansweredRepeats = 0

    init(rules: RetryRules) {
        self.rules = rules
    }

    /// Another attempt begins.
    mutating func attemptBegan() {
        attempts += 1
    }

    /// Judges the attempt that just failed.
    ///
    /// The random number is from 0 up to 1.
    mutating func attemptFailed(_ error: TransferError, onKeptConnection: Bool, random: Double) -> NextStep {
        guard attempts < rules.maxAttempts else { return .fail }
        switch error.kind {
        case .dns, .unreachable, .timedOut(.connect):
            return .retry(after: backoff(random), freshConnection: false)
        case .unanswered:
            guard onKeptConnection || rules.repeatsUnanswered, unansweredRepeats == 0 else { return .fail }
            unansweredRepeats += 1
            return .retry(after: .zero, freshConnection: true)
        case .tls, .invalid, .incomplete, .timedOut, .cancelled:
            return .fail
        }
    }

    /// Full jitter below a bound that doubles with each attempt.
    private func backoff(_ random: Double) -> Duration {
        let doublings = min(attempts - 1, 16)
        return min(rules.baseDelay * (1 << doublings), rules.maxDelay) * random
    }
}
