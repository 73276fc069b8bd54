internal import EventLoop
internal import Testing

struct InstantTests {
    @Test func `what lies beyond the end of time is never`() {
        let late = Instant(nanoseconds: .max - 5)

        #expect(late + .nanoseconds(5) == .never)
        #expect(late + .nanoseconds(6) == .never)
        #expect(late + TimeSpan(nanoseconds: 6) == .never)
        #expect(Instant.never + TimeSpan.seconds(1) == .never)
        #expect(Instant.current + TimeSpan.seconds(.max) == .never)
        #expect(Instant.current + Duration.seconds(Int64.max) == .never)
    }

    @Test(arguments: [
        (Duration.zero, Int64(0)), (.nanoseconds(1), 1), (.milliseconds(1500), 1_500_000_000),
        (.seconds(-3), -3_000_000_000), (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
        (.nanoseconds(Int64.max), .max), (.nanoseconds(Int64.min), .min),
        (.nanoseconds(Int64.max) + .nanoseconds(1), .max), (.nanoseconds(Int64.min) - .nanoseconds(1), .min),
    ])
    func `a duration in nanoseconds is cut to what fits`(duration: Duration, nanoseconds: Int64) {
        #expect(duration.nanoseconds == nanoseconds)
        #expect(TimeSpan(duration).nanoseconds == nanoseconds)
    }

    @Test func `a difference is the way back`() {
        let start = Instant(nanoseconds: 1_000)
        let end = start + .milliseconds(2)

        #expect(end - start == .milliseconds(2))
        #expect(start - end == .milliseconds(-2))
        #expect(start < end)
    }
}
