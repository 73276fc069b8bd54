internal import CLinux

/// What the kernel says about a descriptor, and what one wants to hear about.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    package static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has sent its FIN.
    package static let peerClosed = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Reported always, asked for or not.
    package static let failed = Readiness(rawValue: EPOLLERR.rawValue)
    /// Reported always: both directions are shut.
    package static let hungUp = Readiness(rawValue: EPOLLHUP.rawValue)
    /// Report changes only, never a state that lasts: one registration serves a connection's whole life.
    package static let edgeTriggered = Readiness(rawValue: 1 << 31)
}

/// What a descriptor's events are delivered to, on the loop's thread.
package protocol ReadinessTarget: AnyObject {
    func ready(_ readiness: Readiness)
}

/// Something with output to send before the loop sleeps again; see `Reactor.flushLater`.
package protocol Flushable: AnyObject {
    func flush()
}
