internal import HTTPServer
internal import HTTPWire
internal import OpenRouter

/// What the one look at a request's body showed.
enum BodyLook: Equatable {
    /// A JSON object that asks for a stream.
    case stream
    /// Any other body, or none.
    case plain
    /// A policy field stands in it twice.
    case ambiguous

    init(_ body: BodyBuffer, of exchange: Exchange) {
        guard !body.isEmpty, Self.mayBeJSON(exchange) else {
            self = .plain
            return
        }
        switch unsafe RequestFacts(paddedJSON: body.bytes) {
        case .object(let streams, _): self = streams ? .stream : .plain
        case .unreadable: self = .plain
        case .ambiguous: self = .ambiguous
        }
    }

    private static let otherTypes: [StaticString] = [
        "multipart/", "audio/", "image/", "video/", "application/octet-stream",
    ]

    /// Not uploads: reading megabytes of sound as JSON costs time and finds nothing.
    private static func mayBeJSON(_ exchange: Exchange) -> Bool {
        guard let value = exchange.field(.contentType) else { return true }
        return exchange.withHeadBytes { bytes in
            let type = bytes.extracting(value)
            return !otherTypes.contains { type.startsIgnoringCase(with: $0) }
        }
    }
}
