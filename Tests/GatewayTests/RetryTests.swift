internal import EventLoop
internal import HTTPClient
internal import Testing

@testable internal import Gateway

struct RetryPolicyTests {
    private func policy(_ change: (inout RetryRules) -> Void = { _ in }) -> RetryPolicy {
        var rules = RetryRules()
        change(&rules)
        var policy = RetryPolicy(rules: rules)
        policy.attemptBegan()
        return policy
    }

    private func step(
        _ policy: inout RetryPolicy,
        _ kind: TransferError.Kind,
        kept: Bool = false,
        random: Double = 0.5
    ) -> NextStep {
        policy.attemptFailed(TransferError(kind), onKeptConnection: kept, random: random)
    }

    @Test(arguments: [TransferError.Kind.dns, .unreachable, .timedOut(.connect)])
    func `what never left is tried again, after a wait that doubles, until the attempts are used up`(
        kind: TransferError.Kind
    ) {
        var policy = policy()

        let first = step(&policy, kind)
        policy.attemptBegan()
        let second = step(&policy, kind)
        policy.attemptBegan()
        let third = step(&policy, kind)

        #expect(first == .retry(after: .milliseconds(250), freshConnection: false))
        #expect(second == .retry(after: .milliseconds(500), freshConnection: false))
        #expect(third == .fail)
    }

    @Test func `a wait lies between nothing and its bound, which grows no further than the longest`() {
        var policy = policy { $0.maxAttempts = 100 }
        for _ in 0..<40 {
            #expect(step(&policy, .dns, random: 0) == .retry(after: .zero, freshConnection: false))
            guard case .retry(let wait, _) = step(&policy, .dns, random: 0.999) else {
                Issue.record("no retry")
                return
            }
            #expect(wait > .zero && wait < .seconds(8))
            policy.attemptBegan()
        }
        #expect(step(&policy, .dns, random: 0.5) == .retry(after: .seconds(4), freshConnection: false))
    }

    @Test(arguments: [true, false])
    func `an unanswered request is sent once more, at once and on a fresh connection, and never again`(kept: Bool) {
        var policy = policy { $0.maxAttempts = 5 }

        #expect(step(&policy, .unanswered, kept: kept) == .retry(after: .zero, freshConnection: true))
        policy.attemptBegan()
        #expect(step(&policy, .unanswered, kept: kept) == .fail)
    }

    @Test func `with unanswered repeats switched off only a kept connection's death is repeated`() {
        var onFresh = policy { $0.repeatsUnanswered = false }
        var onKept = onFresh

        #expect(step(&onFresh, .unanswered, kept: false) == .fail)
        #expect(step(&onKept, .unanswered, kept: true) == .retry(after: .zero, freshConnection: true))
    }

    @Test(arguments: [
        TransferError.Kind.tls, .invalid, .incomplete, .cancelled, .timedOut(.firstByte), .timedOut(.silence),
        .timedOut(.total),
    ])
    func `what another try cannot help, or would do twice, is not tried again`(kind: TransferError.Kind) {
        var policy = policy()

        #expect(step(&policy, kind) == .fail)
        #expect(step(&policy, kind, kept: true) == .fail)
    }

    @Test(arguments: [TransferError.Kind.dns, .unanswered])
    func `one attempt means one`(kind: TransferError.Kind) {
        var policy = policy { $0.maxAttempts = 1 }

        #expect(step(&policy, kind, kept: true) == .fail)
    }
}

struct RetryBudgetTests {
    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64((1000 + seconds) * 1e9)) }

    /// How many repeats are granted at this time.
    private func granted(_ budget: inout RetryBudget, _ now: Instant) -> Int {
        var count = 0
        while count < 1000, budget.takeRepeat(at: now) { count += 1 }
        return count
    }

    @Test func `ten repeats are free`() {
        var budget = RetryBudget()

        #expect(granted(&budget, at(0)) == 10)
    }

    @Test func `beyond them a fifth of the requests may be repeated`() {
        var budget = RetryBudget()
        for number in 0..<100 { budget.requestBegan(at: at(Double(number) / 20)) }

        #expect(granted(&budget, at(5)) == 10 + 20)
    }

    @Test func `after ten seconds the past is forgotten, second by second`() {
        var budget = RetryBudget()
        for _ in 0..<50 { budget.requestBegan(at: at(0)) }
        #expect(granted(&budget, at(0)) == 20)
        #expect(granted(&budget, at(9.9)) == 0)

        #expect(granted(&budget, at(10)) == 10)
        #expect(granted(&budget, at(19.9)) == 0)
        #expect(granted(&budget, at(20)) == 10)
    }

    @Test func `a long pause leaves nothing behind`() {
        var budget = RetryBudget()
        for second in 0..<10 { for _ in 0..<100 { budget.requestBegan(at: at(Double(second))) } }

        #expect(granted(&budget, at(3600)) == 10)
    }
}
