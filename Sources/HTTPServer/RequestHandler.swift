package import EventLoop

/// Answers the requests of one loop.
package protocol RequestHandler: AnyObject {
    /// Called when a request's head is there. When it returns, the exchange must be answered to its end or cut.
    func respond(to exchange: Exchange, on loop: isolated EventLoop) async

    /// What a client gets whose bytes are no request, or which was too slow; the connection closes after it.
    func refusal(of fault: RequestFault, status: Int, path: [UInt8]) -> Answer
}

/// Why the server itself refuses a request.
package enum RequestFault: Equatable, Sendable {
    case badRequest(String)
    case headTooLarge
    case uriTooLong
    case methodNotAllowed
    case versionNotSupported
    case requestTimeout
    case expectationFailed
}

/// A whole small answer of ours.
package struct Answer: Sendable {
    package var status: Int
    /// Complete field lines, each with its line end; no framing, no Date.
    package var fields: [UInt8]
    package var body: [UInt8]

    package init(status: Int, fields: [UInt8] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The same with one more field.
    ///
    /// The caller vouches that neither part has a line end.
    package mutating func add(_ name: StaticString, _ value: String) {
        unsafe fields.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        fields.append(contentsOf: ": \(value)\r\n".utf8)
    }
}

/// Hears what becomes of the client while its answer is under way.
///
/// Called on the loop's thread, from outside of any call into the exchange.
package protocol ExchangeObserver: AnyObject {
    /// The client has gone; nothing written from now on reaches anybody.
    func clientGone()
    /// All buffered output has left: the source may go on.
    func outputDrained()
    /// The server is stopping and the grace is over: end the answer now.
    func graceEnded()
}
