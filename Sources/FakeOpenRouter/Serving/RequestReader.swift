internal import EventLoop

/// Turns the bytes of a connection into requests, one at a time. A pure value: it is handed the bytes.
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
        case chunkedBody
    }

    private let connection: Int
    private let bodyLimit: Int
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
        guard var request = current.take() else { return nil }
        request.bodyLength = request.body.count
        return request
    }

    /// Goes one event further, taking what it has used out of the input.
    mutating func next(_ input: inout [UInt8], now: Instant) throws(MalformedRequest) -> Event {
        switch phase {
        case .head: try readHead(&input, now: now)
        case .body(let left): takeBody(&input, left: left)
        case .chunkedBody: throw MalformedRequest(reason: "chunked bodies are not read yet")
        }
    }

    private mutating func readHead(_ input: inout [UInt8], now: Instant) throws(MalformedRequest) -> Event {
        guard let facts = try HeadFacts(input) else { return .waiting }
        let head = Array(input[..<facts.length])
        Self.drop(facts.length, from: &input)
        current = ReceivedRequest(head: head, facts: facts, connection: connection, arrived: now)
        switch facts.framing {
        case .none: phase = .body(left: 0)
        case .length(let length):
            guard length <= bodyLimit else { throw MalformedRequest(reason: "the body is larger than \(bodyLimit)") }
            phase = .body(left: length)
        case .chunked: phase = .chunkedBody
        }
        return .head
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

    private mutating func finish() -> Event {
        guard let request = abandon() else { preconditionFailure("a body ended that had no head") }
        phase = .head
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
