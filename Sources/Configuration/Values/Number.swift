/// Whole numbers, durations and sizes as people write them.
///
/// Every overflow is a nil, never a trap.
package enum Number {
    /// Digits and nothing else.
    package static func whole(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(isDigit) else { return nil }
        return Int(text)
    }

    /// Seconds, also with a fraction, or a number with `ms`, `s`, `m`, `h` or `d`.
    package static func duration(_ text: some StringProtocol) -> Duration? {
        let number = text.prefix { $0.isNumber || $0 == "." }
        let unit = text[number.endIndex...].drop(while: { $0 == " " })
        guard let nanosecondsPerUnit = nanoseconds(in: unit), let billionths = billionths(number) else { return nil }
        // A billionth of a second is a nanosecond; of a unit as many as the unit has seconds.
        let product = billionths.multipliedFullWidth(by: nanosecondsPerUnit)
        guard product.high < 500_000_000 else { return nil }
        let nanoseconds = UInt64(1_000_000_000).dividingFullWidth(product).quotient
        return Int64(exactly: nanoseconds).map { .nanoseconds($0) }
    }

    /// Bytes, or a number with `KiB`, `MiB`, `GiB`, `kB`, `MB` or `GB`.
    package static func size(_ text: some StringProtocol) -> Int? {
        let number = text.prefix(while: \.isNumber)
        let unit = text[number.endIndex...].drop(while: { $0 == " " })
        guard let count = whole(number), let bytes = bytes(in: unit) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: bytes)
        return overflow ? nil : product
    }

    /// `1KiB/s after 30s`; without `after`, the default grace.
    package static func rate(_ text: some StringProtocol) -> BodyRate? {
        let words = text.split(separator: " ")
        guard let speed = words.first, speed.hasSuffix("/s"), let bytes = size(speed.dropLast(2)), bytes > 0 else {
            return nil
        }
        if words.count == 1 { return BodyRate(bytesPerSecond: bytes, after: BodyRate().grace) }
        guard words.count == 3, words[1] == "after", let grace = duration(words[2]) else { return nil }
        return BodyRate(bytesPerSecond: bytes, after: grace)
    }

    /// A decimal number times 10^9; finer digits are refused.
    private static func billionths(_ text: some StringProtocol) -> UInt64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = whole(first) else { return nil }
        var fraction = 0
        if parts.count == 2 {
            guard parts[1].utf8.count <= 9 else { return nil }
            let padded = parts[1] + String(repeating: "0", count: 9 - parts[1].utf8.count)
            guard !parts[1].isEmpty, let value = Number.whole(padded) else { return nil }
            fraction = value
        }
        let (product, overflow) = UInt64(whole).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return nil }
        let (sum, carried) = product.addingReportingOverflow(UInt64(fraction))
        return carried ? nil : sum
    }

    private static func nanoseconds(in unit: some StringProtocol) -> UInt64? {
        switch unit {
        case "ms": 1_000_000
        case "", "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        case "d": 86_400_000_000_000
        default: nil
        }
    }

    private static func bytes(in unit: some StringProtocol) -> Int? {
        switch unit.lowercased() {
        case "", "b": 1
        case "kib": 1 << 10
        case "mib": 1 << 20
        case "gib": 1 << 30
        case "kb": 1_000
        case "mb": 1_000_000
        case "gb": 1_000_000_000
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
