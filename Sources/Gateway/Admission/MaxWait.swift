internal import EventLoop
internal import HTTPServer
internal import HTTPWire

/// How long a request may wait for its last attempt to begin: the operator's word, or the client's in `X-Max-Wait`.
enum MaxWait {
    private static let mostByClient = 600.0

    /// The end of the wait of a request that began at that moment.
    static func deadline(of exchange: Exchange, began: Instant, policy: Policy) -> Instant {
        if exchange.head.known.contains(.xMaxWait), let seconds = seconds(exchange.fieldText(.xMaxWait)) {
            return began + TimeSpan(nanoseconds: Int64(seconds * 1e9))
        }
        return began + policy.settings.maxWait
    }

    private static let units: [(suffix: String, seconds: Double)] = [
        ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1),
    ]

    /// What a client writes, such as `2.5`, `500ms` or `2m`, in seconds, up to ten minutes; nil where it makes no sense.
    static func seconds(_ text: String?) -> Double? {
        guard let text, let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard let first = digits.utf8.first, (0x30...0x39).contains(first), let number = Double(digits), number.isFinite
        else { return nil }
        return min(number * unit.seconds, mostByClient)
    }
}
