extension Number {
    /// A duration as it is written in a file: `500ms`, `30s`, `1.5s`.
    package static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = attoseconds / 1_000_000_000
        if nanoseconds == 0 { return "\(seconds)s" }
        if seconds == 0, nanoseconds % 1_000_000 == 0 { return "\(nanoseconds / 1_000_000)ms" }
        var digits = String(nanoseconds)
        digits = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(seconds).\(digits)s"
    }

    /// A size as it is written in a file, in the largest unit that divides it.
    package static func text(bytes: Int) -> String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes > 0 && bytes & ((1 << shift) - 1) == 0
        {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }

    /// A rate as it is written in a file.
    package static func text(_ rate: BodyRate) -> String {
        "\(text(bytes: rate.bytesPerSecond))/s after \(text(rate.grace))"
    }
}
