internal import EventLoop
package import HTTPWire

/// What the server allows a client in bytes and time; Documentation/Operating.md has the names.
package struct ServerLimits: Sendable {
    /// Bounds of a request's head: beyond them 431 and 414.
    package var head = HeadLimits()
    /// From a head's first byte to its last.
    package var headTimeout = Duration.seconds(10)
    /// Slowest acceptable body in bytes a second, and how long it may be slower at first.
    package var bodyRate = 1024
    package var bodyGrace = Duration.seconds(30)
    /// How long a connection may wait between requests.
    package var idleTimeout = Duration.seconds(75)
    /// How long a response may make no progress because the client does not read.
    package var writeStall = Duration.seconds(60)
    /// A FIN while the answer is pending is a farewell, unless this is set.
    package var servesHalfClosed = false
    /// Open connections in all; more wait in the listener's queue.
    package var connections = Int.max

    package init() {}
}

/// The limits of time in the form that the hot path counts in.
struct ServerSpans {
    let head: TimeSpan
    let idle: TimeSpan
    let stall: TimeSpan
    let bodyGrace: TimeSpan

    init(_ limits: ServerLimits) {
        head = TimeSpan(limits.headTimeout)
        idle = TimeSpan(limits.idleTimeout)
        stall = TimeSpan(limits.writeStall)
        bodyGrace = TimeSpan(limits.bodyGrace)
    }
}
