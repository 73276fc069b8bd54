import Configuration
import Testing

struct NumberTests {
    @Test(
        arguments: [
            ("30", .seconds(30)), ("0", .zero), ("0.5", .milliseconds(500)), ("500ms", .milliseconds(500)),
            ("5s", .seconds(5)),
            ("10m", .seconds(600)), ("4h", .seconds(14_400)), ("1d", .seconds(86_400)), ("1.5 h", .seconds(5_400)),
            ("0.000000001", .nanoseconds(1)), ("0.1ms", .microseconds(100)),
            ("-1", nil), ("+1", nil), ("1e3", nil), ("5x", nil), ("", nil), (".", nil), ("1.", nil), (".5", nil),
            ("5 s s", nil),
            ("1.0000000001", nil), ("99999999999999999999", nil), ("9999999999999999d", nil), ("٣s", nil), ("s", nil),
        ] as [(String, Duration?)]
    )
    func `a duration is seconds or a number with its unit`(text: String, expected: Duration?) {
        #expect(Number.duration(text) == expected)
    }

    @Test(
        arguments: [
            ("0", 0), ("100", 100), ("10KiB", 10_240), ("64MiB", 64 << 20), ("1gib", 1 << 30), ("1 MB", 1_000_000),
            ("5kB", 5_000),
            ("", nil), ("KiB", nil), ("1.5MiB", nil), ("-1", nil), ("9999999999999GiB", nil),
            ("9223372036854775808", nil),
        ] as [(String, Int?)]
    )
    func `a size is bytes or a number with its unit`(text: String, expected: Int?) {
        #expect(Number.size(text) == expected)
    }

    @Test(
        arguments: [
            ("1KiB/s after 30s", BodyRate()), ("500/s", BodyRate(bytesPerSecond: 500, after: .seconds(30))),
            ("2MiB/s after 1m", BodyRate(bytesPerSecond: 2 << 20, after: .seconds(60))),
            ("0/s", nil), ("1KiB", nil), ("1KiB/s later", nil), ("1KiB/s after", nil), ("1KiB/m", nil), ("", nil),
        ] as [(String, BodyRate?)]
    )
    func `a rate is bytes in a second and when they begin to count`(text: String, expected: BodyRate?) {
        #expect(Number.rate(text) == expected)
    }

    @Test(
        arguments: [
            (.seconds(300), "300s"), (.milliseconds(500), "500ms"), (.milliseconds(1500), "1.5s"), (.zero, "0s"),
            (.nanoseconds(1), "0.000000001s"), (.microseconds(1_000_001), "1.000001s"),
        ] as [(Duration, String)]
    )
    func `what is written is read back as the same duration`(duration: Duration, text: String) {
        #expect(Number.text(duration) == text)
        #expect(Number.duration(text) == duration)
    }

    @Test(arguments: [(64 << 20, "64MiB"), (1 << 30, "1GiB"), (1500, "1500"), (0, "0"), (10 << 10, "10KiB")])
    func `what is written is read back as the same size`(bytes: Int, text: String) {
        #expect(Number.text(bytes: bytes) == text)
        #expect(Number.size(text) == bytes)
    }
}
