internal import Testing

@testable internal import Telemetry

struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"),
        (1_000_000, "1970-01-01T00:00:00.001Z"),
        (951_825_599_999_999_999, "2000-02-29T11:59:59.999Z"),
        (1_791_331_200_000_000_000, "2026-10-07T00:00:00.000Z"),
        (1_798_761_599_010_000_000, "2026-12-31T23:59:59.010Z"),
    ])
    func `the time is shown in UTC to the millisecond`(nanoseconds: Int64, text: String) {
        #expect(Timestamp.text(nanoseconds: nanoseconds) == text)
    }
}
