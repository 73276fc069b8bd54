internal import EventLoop
internal import HTTPWire

/// A reply that is being played, and the request that it answers.
struct Performance {
    /// What the reply waits for before it goes on.
    enum Hold: Hashable {
        case nothing
        /// The socket to take more.
        case writable
        /// The connection's timer.
        case timer
        /// The gate of this name to open.
        case gate(String)
        /// The client's leaving.
        case clientLeaving
    }

    /// What is answered; its number also makes the answer's id.
    ///
    /// The fake's own pages have number 0.
    let request: ReceivedRequest
    var player: Player
    var hold = Hold.nothing
    /// The moment up to which waits have been played: what the next wait counts from.
    var position: Instant
    /// The client has all of the answer.
    var isAnswered = false
    /// The connection serves another request afterwards.
    let keepsAlive: Bool

    init(request: ReceivedRequest, reply: Reply, now: Instant) {
        self.request = request
        player = Player(reply.steps)
        position = now
        keepsAlive = request.facts.keepAlive && !reply.answersBeforeBody
    }

    var number: Int { request.number }
    var id: GenerationID { GenerationID(number: UInt64(request.number)) }
}
