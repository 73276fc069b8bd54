/// How the end of a message's body is known.
package enum BodyFraming: Equatable, Sendable {
    /// There is no body.
    case none
    /// Content-Length says so; 0 is possible.
    case length(Int)
    /// Chunks, the last one empty.
    case chunked
}

/// What a request's `Expect` asks for.
package enum Expectation: Equatable, Sendable {
    /// Nothing, or something that HTTP/1.0 does not know.
    case none
    /// `100-continue`.
    case `continue`
    /// Anything else: to be answered with 417.
    case unsupported
}

/// A request's head, checked; all ranges are offsets into the bytes that were parsed.
package struct RequestHead: Equatable, Sendable {
    /// The method; `methodName` spells out `.other`.
    package var method = HTTPMethod.other
    /// Where the method stands.
    package var methodName = 0..<0
    /// The whole target as it was sent.
    package var target = 0..<0
    /// The target's path without scheme, authority and query; `*` for OPTIONS on the server itself.
    ///
    /// Empty only for an absolute target that has none: take it as `/`.
    package var path = 0..<0
    /// What follows the first `?`.
    package var query: Range<Int>?
    /// The host as named by `Host`, or by an absolute target in HTTP/1.0; with its port.
    package var host: Range<Int>?
    /// The version of the request line.
    package var version = HTTPVersion.http11
    /// All fields but those with an underscore in their name, in the order they came.
    package var fields: [HeadField] = []
    /// The known ones among `fields`.
    package var known = KnownFieldSet()
    /// How the body ends.
    package var framing = BodyFraming.none
    /// Whether the client means to send another request.
    package var keepAlive = true
    /// What `Expect` asks for.
    package var expectation = Expectation.none
    /// Bytes of the head, with a skipped empty line in front and the blank line at its end.
    package var length = 0

    /// Whether the client holds its body back until it gets a 100.
    package var expectsContinue: Bool { expectation == .continue && framing != .none && framing != .length(0) }
}
