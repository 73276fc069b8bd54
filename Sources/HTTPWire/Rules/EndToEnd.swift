// Which fields go on from one side to the other: Documentation/Security.md.
//
// What belongs to one connection only is never passed on: the hop-by-hop names, whatever `Connection` nominates, and what
// frames the body, as the next hop frames it anew. The rest is dropped for a reason that stands at its set. All else
// passes, known or not.

/// Decides field by field what of a head goes on.
package struct EndToEnd: Sendable {
    /// Which way a head goes.
    package enum Direction: Sendable {
        /// From a client to the upstream.
        case up
        /// From the upstream to a client.
        case down
    }

    /// Belongs to one connection. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
    package static let hopByHop: KnownFieldSet = [
        .connection, .keepAlive, .te, .trailer, .transferEncoding, .upgrade, .http2Settings,
        .proxyConnection, .proxyAuthorization, .proxyAuthenticate, .proxyAuthenticationInfo,
    ]

    /// Besides: what is framed or named anew, who the client is, and what was meant for us.
    package static let keptFromUpstream = hopByHop.union([
        .host, .contentLength, .expect, .acceptEncoding,
        .authorization, .cookie, .xAPIKey, .apiKey, .origin,
        .forwarded, .xForwardedFor, .xForwardedHost, .xForwardedProto, .xRealIP, .via,
        .xMaxWait,
    ])

    /// Besides: what is framed anew, what we say ourselves, and what would speak for our own origin.
    package static let keptFromClient = hopByHop.union([
        .contentLength, .date, .server, .xRequestID, .xProcessTime,
        .setCookie, .altSvc, .strictTransportSecurity, .accessControlRequestMethod, .accessControlRequestHeaders,
    ])

    private let direction: Direction
    private var dropped: KnownFieldSet
    /// Names that `Connection` nominates and that we do not know.
    private var nominated: [Range<Int>] = []

    /// The rules for one head; its `fields` are ranges of `bytes`.
    package init(_ direction: Direction, _ fields: [HeadField], in bytes: Span<UInt8>) {
        self.direction = direction
        dropped = direction == .up ? Self.keptFromUpstream : Self.keptFromClient
        for field in fields where field.known == .connection { nominate(field.value, bytes) }
    }

    /// Whether `field` goes on.
    package func passes(_ field: HeadField, in bytes: Span<UInt8>) -> Bool {
        guard let known = field.known else { return passesUnknown(field.name, bytes) }
        guard !dropped.contains(known) else { return false }
        // An id that is not fit to be echoed is replaced by ours, and the upstream shall see that one or none.
        return known != .xRequestID || RequestID.isValid(bytes.extracting(field.value))
    }

    private mutating func nominate(_ list: Range<Int>, _ bytes: Span<UInt8>) {
        var rest = ListElements(list)
        while let element = rest.next(in: bytes) {
            if let known = KnownField.named(bytes.extracting(element)) {
                dropped.insert(known)
            } else if nominated.count < MessageFacts.connectionOptionLimit {
                let option = bytes.extracting(element)
                if !option.equalsIgnoringCase("close") { nominated.append(element) }
            }
        }
    }

    private func passesUnknown(_ name: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        let text = bytes.extracting(name)
        for option in nominated where bytes.extracting(option).equalsIgnoringCase(text) { return false }
        switch text[0].lowercased {
        case UInt8(ascii: "x"):
            if text.startsIgnoringCase(with: "x-keywheel-") { return false }
            return direction == .down || !text.startsIgnoringCase(with: "x-forwarded-")
        case UInt8(ascii: "p"):
            return !text.startsIgnoringCase(with: "proxy-")
        case UInt8(ascii: "a"):
            return direction == .up || !text.startsIgnoringCase(with: "access-control-")
        default:
            return true
        }
    }
}
