internal import EventLoop

/// The latest exchanges and aborts, and counts of all.
///
/// A pure value.
struct JournalRecords: Sendable {
    private let capacity: Int
    private let bodyLimit: Int
    /// A ring: the exchange of number n stands at n modulo capacity.
    private var ring: [Exchange] = []
    private(set) var aborts: [Abort] = []
    /// Requests since the start or the last `forget`.
    private(set) var requestCount = 0
    private(set) var abortCount = 0
    /// Exchanges that have ended, one way or another.
    private(set) var endCount = 0
    private(set) var connectionCount = 0
    /// Numbers are never used twice, also after `forget`.
    private var lastNumber = 0
    /// The number of the first request that is remembered.
    private var firstNumber = 1

    init(capacity: Int, bodyLimit: Int) {
        self.capacity = max(capacity, 1)
        self.bodyLimit = bodyLimit
    }

    mutating func connectionOpened() -> Int {
        connectionCount += 1
        return connectionCount
    }

    /// Enters a request and returns it with its number.
    mutating func requestArrived(_ request: ReceivedRequest) -> ReceivedRequest {
        var request = request
        lastNumber += 1
        requestCount += 1
        request.number = lastNumber
        let exchange = Exchange(request: request.keeping(bodyLimit))
        if ring.count < capacity {
            ring.append(exchange)
        } else {
            ring[slot(of: lastNumber)] = exchange
            firstNumber = lastNumber - capacity + 1
        }
        return request
    }

    /// Enters how an exchange ended.
    mutating func exchangeEnded(_ number: Int, _ outcome: Exchange.Outcome, after duration: Duration, bytesSent: Int) {
        if number > base { endCount += 1 }
        guard number >= firstNumber, number <= lastNumber else { return }
        ring[slot(of: number)].outcome = outcome
        ring[slot(of: number)].bytesSent = bytesSent
        ring[slot(of: number)].duration = duration
    }

    /// Enters that a client left, which ends its exchange.
    mutating func clientLeft(_ abort: Abort) {
        exchangeEnded(abort.request, .aborted, after: abort.after, bytesSent: abort.bytesSent)
        abortCount += 1
        if aborts.count == capacity { aborts.removeFirst() }
        aborts.append(abort)
    }

    /// The exchanges that are remembered, in the order of arrival.
    var exchanges: [Exchange] {
        (firstNumber..<(lastNumber + 1)).map { ring[slot(of: $0)] }
    }

    mutating func forget() {
        ring = []
        aborts = []
        requestCount = 0
        abortCount = 0
        endCount = 0
        firstNumber = lastNumber + 1
        base = lastNumber
    }

    /// The number before the ring's first.
    private var base = 0

    private func slot(of number: Int) -> Int { (number - base - 1) % capacity }
}
