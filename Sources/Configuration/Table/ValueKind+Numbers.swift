extension ValueKind<UInt16> {
    static let port = text(
        "a port",
        "give a number from 0 to 65535",
        parse: { Number.whole($0).flatMap(UInt16.init(exactly:)) },
        show: { "\($0)" }
    )
}

extension ValueKind<Int> {
    static func count(_ range: ClosedRange<Int>) -> Self {
        text(
            "a number that fits",
            "give a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { Number.whole($0).flatMap { range.contains($0) ? $0 : nil } },
            show: { "\($0)" }
        )
    }

    static func size(_ range: ClosedRange<Int>) -> Self {
        text(
            "a size that fits",
            "give bytes, or 10KiB, 64MiB, 1GiB, from \(Number.text(bytes: range.lowerBound)) to "
                + Number.text(bytes: range.upperBound),
            parse: { Number.size($0).flatMap { range.contains($0) ? $0 : nil } },
            show: { Number.text(bytes: $0) }
        )
    }
}

extension ValueKind<BodyLimits> {
    static let bodyLimits = ValueKind(
        advice: ValueKind<Int>.bodySize.advice,
        read: { node, reading in ValueKind<Int>.bodySize.read(node, &reading).map { BodyLimits(everywhere: $0) } },
        show: { limits in
            let general = Number.text(bytes: limits.general)
            return limits.general == limits.files
                ? general : "\(general) (\(Number.text(bytes: limits.files)) on /files)"
        }
    )
}

extension ValueKind<Int> {
    fileprivate static let bodySize = size(1...(16 << 30))
}

extension ValueKind<Duration> {
    /// The longest that any deadline may be.
    private static let longest = Duration.seconds(366 * 86_400)

    static func duration(_ lower: Duration = .zero, to upper: Duration = longest) -> Self {
        let most = upper == longest ? "" : " to \(Number.text(upper))"
        return text(
            "a duration that fits",
            "give seconds, or 500ms, 5s, 10m, 4h, from \(Number.text(lower))\(most)",
            parse: { Number.duration($0).flatMap { $0 >= lower && $0 <= upper ? $0 : nil } },
            show: { Number.text($0) }
        )
    }
}

extension ValueKind<Duration?> {
    /// A deadline that may be switched off.
    static let deadline = ValueKind<Duration>.duration(.milliseconds(1))
        .orNone(["0", "0s", "never", "off"], shown: "never", advice: ", or never")
}

extension ValueKind<BodyRate?> {
    static let bodyRate = ValueKind<BodyRate>.text(
        "a rate",
        "give bytes in a second and when they begin to count, as in 1KiB/s after 30s",
        parse: { Number.rate($0) },
        show: { Number.text($0) }
    ).orNone(["0", "never", "off"], shown: "off", advice: ", or off")
}
