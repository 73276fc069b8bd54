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

    /// Seconds as a client writes them, `2.5` or `2.5s`, up to ten minutes; nil where they make no sense.
    static func seconds(_ text: String?) -> Double? {
        guard var text else { return nil }
        if text.hasSuffix("s") { text.removeLast() }
        guard let first = text.first, first.isNumber, let seconds = Double(text), seconds.isFinite else { return nil }
        return min(seconds, mostByClient)
    }
}
