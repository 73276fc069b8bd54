package import EventLoop

/// A request and what became of its answer.
package struct Exchange: Sendable {
    /// What became of an answer.
    package enum Outcome: Hashable, Sendable {
        /// It is being given.
        case answering
        /// All of it was written.
        case answered
        /// The client closed before the answer was complete.
        case aborted
        /// We cut it ourselves, as the script says.
        case cut
    }

    package let request: ReceivedRequest
    package internal(set) var outcome = Outcome.answering
    /// Bytes of the answer that were written.
    package internal(set) var bytesSent = 0
    /// From the request's head to the end; nil before it.
    package internal(set) var duration: Duration?
}

/// A client that closed its connection before its answer was complete.
package struct Abort: Hashable, Sendable {
    /// The number of the request.
    package let request: Int
    /// The target of the request.
    package let target: String
    /// How long after the request's head.
    package let after: Duration
    /// When, on the loop's clock.
    package let at: Instant
    /// Bytes of the answer that had been written.
    package let bytesSent: Int
    /// Whether it came while the request's body was still being read.
    package let whileSending: Bool
}
