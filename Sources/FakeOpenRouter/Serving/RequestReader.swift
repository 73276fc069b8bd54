internal import EventLoop
internal import HTTPWire

/// Why a request is refused before it is understood.
enum RequestFault: Error, Equatable {
    case malformed(RequestRejection)
    case bodyTooLarge

    /// What a client is told.
    var error: UpstreamError {
        switch self {
        case .malformed(let rejection): UpstreamError(code: rejection.status, message: "\(rejection.sentence)")
        case .bodyTooLarge: UpstreamError(status: 413)
        }
    }
}

/// Turns the bytes of a connection into requests, one at a time.
///
/// A pure value: it is handed the bytes.
struct RequestReader {
    /// What the bytes so far have come to.
    enum Event {
        /// More bytes are needed.
        case waiting
        /// The head is complete; the body follows.
        case head
        /// The body is complete.
        case request(ReceivedRequest)
    }

    private enum Phase {
        case head
        case body(left: Int)
        case chunks(ChunkedBodyDecoder)
    }

    /// Generous: what is too much for a client to send is for the gateway to say.
    private static let limits = HeadLimits(head: 1 << 20, line: 1 << 16, fields: 20_000)

    private let connection: Int
    private let bodyLimit: Int
    private var parser = RequestHeadParser(limits: RequestReader.limits)
    private var phase = Phase.head
    /// The request that is being read; its body grows.
    private(set) var current: ReceivedRequest?

    init(connection: Int, bodyLimit: Int) {
        self.connection = connection
        self.bodyLimit = bodyLimit
    }

    /// Whether a head has arrived and the end of its body has not.
    var isInsideRequest: Bool { current != nil }

    /// Gives up the request that is being read, and returns what has come of it.
    mutating func abandon() -> ReceivedRequest? {
        phase = .head
        guard var request = current.take() else { return nil }
        request.bodyLength = request.body.count
        return request
    }

    /// Goes one event further, taking what it has used out of the input.
    mutating func next(_ input: inout [UInt8], now: Instant) throws(RequestFault) -> Event {
        switch phase {
        case .head: try readHead(&input, now: now)
        case .body(let left): takeBody(&input, left: left)
        case .chunks(let decoder): try takeChunks(&input, decoder)
        }
    }

    private mutating func readHead(_ input: inout [UInt8], now: Instant) throws(RequestFault) -> Event {
        guard let facts = try parse(input) else { return .waiting }
        let head = Array(input[..<facts.length])
        Self.drop(facts.length, from: &input)
        switch facts.framing {
        case .none: phase = .body(left: 0)
        case .length(let length):
            guard length <= bodyLimit else { throw .bodyTooLarge }
            phase = .body(left: length)
        case .chunked: phase = .chunks(ChunkedBodyDecoder())
        }
        current = ReceivedRequest(head: head, facts: facts, connection: connection, arrived: now)
        return .head
    }

    private mutating func parse(_ input: [UInt8]) throws(RequestFault) -> RequestHead? {
        do { return try parser.parse(input.span) } catch { throw .malformed(error) }
    }

    private mutating func takeBody(_ input: inout [UInt8], left: Int) -> Event {
        let taken = min(left, input.count)
        if taken > 0 {
            if current?.body.isEmpty == true { current?.body.reserveCapacity(left) }
            current?.body.append(contentsOf: input[..<taken])
            Self.drop(taken, from: &input)
        }
        phase = .body(left: left - taken)
        return taken == left ? finish() : .waiting
    }

    private mutating func takeChunks(
        _ input: inout [UInt8],
        _ decoder: ChunkedBodyDecoder
    ) throws(RequestFault) -> Event {
        var decoder = decoder
        var offset = 0
        while true {
            let step: ChunkStep
            do { step = try decoder.next(input.span, from: offset) } catch { throw .malformed(error) }
            switch step {
            case .data(let range):
                current?.body.append(contentsOf: input[range])
                guard current?.body.count ?? 0 <= bodyLimit else { throw .bodyTooLarge }
                offset = range.upperBound
            case .needMore(let consumed):
                Self.drop(consumed, from: &input)
                phase = .chunks(decoder)
                return .waiting
            case .end(let consumed):
                Self.drop(consumed, from: &input)
                return finish()
            }
        }
    }

    private mutating func finish() -> Event {
        guard let request = abandon() else { preconditionFailure("a body ended that had no head") }
        return .request(request)
    }

    /// Nearly always all of it, which then keeps its memory for the next read.
    private static func drop(_ count: Int, from input: inout [UInt8]) {
        if count == input.count {
            input.removeAll(keepingCapacity: true)
        } else {
            input.removeSubrange(..<count)
        }
    }
}
