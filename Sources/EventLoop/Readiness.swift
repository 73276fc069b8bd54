internal import CLinux

/// What the kernel says about a descriptor, and what one wants to hear about.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static var readable: Readiness { Readiness(rawValue: EPOLLIN.rawValue) }
    package static var writable: Readiness { Readiness(rawValue: EPOLLOUT.rawValue) }
    /// The peer has sent its FIN.
    package static var peerClosed: Readiness { Readiness(rawValue: EPOLLRDHUP.rawValue) }
    /// Reported always, asked for or not.
    package static var failed: Readiness { Readiness(rawValue: EPOLLERR.rawValue) }
    /// Reported always: both directions are shut.
    package static var hungUp: Readiness { Readiness(rawValue: EPOLLHUP.rawValue) }
    /// Report changes only, never a state that lasts: one registration serves a connection's whole life.
    package static var edgeTriggered: Readiness { Readiness(rawValue: 1 << 31) }

    /// Any of them is reported.
    ///
    /// An array literal of events would be built on the heap for each question.
    package func has(_ first: Readiness, or second: Readiness, or third: Readiness = []) -> Bool {
        rawValue & (first.rawValue | second.rawValue | third.rawValue) != 0
    }
}

/// What a descriptor's events are delivered to, on the loop's thread.
package protocol ReadinessTarget: AnyObject {
    func ready(_ readiness: Readiness)
}

/// Something with output to send before the loop sleeps again; see `Reactor.flushLater`.
package protocol Flushable: AnyObject {
    func flush()
}
