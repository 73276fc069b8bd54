internal import CLinux
internal import Glibc

/// A loop's descriptors, timers and clock.
///
/// Not Sendable: it lives inside its `EventLoop` actor, and whoever holds it is in that actor's region. So connections
/// and transfers call it directly, without hops or checks, and the compiler proves that none leaks to another thread.
package final class Reactor {
    /// The clock as read after the last sleep: every event of one turn sees the same time.
    package private(set) var now = Instant.current

    private let epoll: Int32
    private var registrations: [Registration] = []
    private var timers = TimerHeap()
    private var flushQueue: [any Flushable] = []
    /// The batch being flushed: the two arrays change places, so that neither allocates once grown.
    private var flushing: [any Flushable] = []
    private var events: [kw_event]
    private var generation: UInt32 = 0

    /// A descriptor's slot.
    ///
    /// The generation travels in the event's token: an event that was already fetched for a descriptor which an earlier
    /// event of the same turn closed, and perhaps reopened, does not match and is dropped.
    private struct Registration {
        var target: (any ReadinessTarget)?
        var generation: UInt32 = 0
    }

    init() throws(SystemError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        events = Array(repeating: kw_event(), count: 256)
        if epoll < 0 { throw SystemError("epoll_create1") }
    }

    deinit {
        close(epoll)
    }
}

// MARK: Descriptors

extension Reactor {
    /// Begins to watch a descriptor.
    ///
    /// The target is held until `forget`.
    package func watch(_ descriptor: Int32, for interest: Readiness, target: any ReadinessTarget) throws(SystemError) {
        let slot = Int(descriptor)
        while registrations.count <= slot { registrations.append(Registration()) }
        generation &+= 1
        let token = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        if kw_epoll_set(epoll, EPOLL_CTL_ADD, descriptor, interest.rawValue, token) != 0 {
            throw SystemError("epoll_ctl")
        }
        registrations[slot] = Registration(target: target, generation: generation)
    }

    /// Changes what a watched descriptor is watched for.
    package func change(_ descriptor: Int32, to interest: Readiness) {
        let token = UInt64(registrations[Int(descriptor)].generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        _ = kw_epoll_set(epoll, EPOLL_CTL_MOD, descriptor, interest.rawValue, token)
    }

    /// Stops watching a descriptor that stays open.
    package func unwatch(_ descriptor: Int32) {
        forget(descriptor)
        _ = kw_epoll_set(epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
    }

    /// Forgets a descriptor that is about to be closed; closing takes it out of epoll.
    package func forget(_ descriptor: Int32) {
        let slot = Int(descriptor)
        guard slot < registrations.count else { return }
        registrations[slot] = Registration()
    }
}

extension Reactor {
    /// Holds nobody any longer; the loop has ended.
    func letGo() {
        registrations = []
        timers = TimerHeap()
        flushQueue = []
    }
}

// MARK: Timers

extension Reactor {
    /// Arms the timer; moving a deadline later costs next to nothing.
    ///
    /// What is due at once fires in the next turn: a timer that arms itself anew each time must not keep the loop from
    /// its sockets.
    package func arm(_ timer: LoopTimer, at deadline: Instant, for target: any TimerTarget) {
        timers.arm(timer, at: max(deadline, Instant(nanoseconds: now.nanoseconds &+ 1)), for: target)
    }

    /// Disarms the timer and lets go of it.
    package func disarm(_ timer: LoopTimer) {
        timers.remove(timer)
    }
}

// MARK: Turning

extension Reactor {
    /// Has `flush` called once before the loop sleeps: everything that one turn produced for a peer goes out in one
    /// write.
    ///
    /// The caller sees to it that it asks once only.
    package func flushLater(_ output: any Flushable) {
        flushQueue.append(output)
    }

    /// Sends what the turn has produced.
    func flushAll() {
        while !flushQueue.isEmpty {
            swap(&flushQueue, &flushing)
            for output in flushing { output.flush() }
            flushing.removeAll(keepingCapacity: true)
        }
    }

    /// Waits for events, at most until the next timer and not at all if `mayWait` is false, and delivers them.
    func turn(mayWait: Bool) {
        let timeout = mayWait ? millisecondsToNextTimer() : 0
        let count = unsafe events.withUnsafeMutableBufferPointer { buffer in
            unsafe kw_epoll_wait(epoll, buffer.baseAddress, Int32(buffer.count), timeout)
        }
        now = .current
        var index = 0
        while index < Int(count) {
            deliver(events[index])
            index += 1
        }
        while let timer = timers.popDue(now) {
            let target = timer.target
            timer.target = nil
            target?.timerFired(timer)
        }
    }

    private func deliver(_ event: kw_event) {
        let slot = Int(UInt32(truncatingIfNeeded: event.token))
        guard slot < registrations.count else { return }
        let registration = registrations[slot]
        guard registration.generation == UInt32(truncatingIfNeeded: event.token >> 32) else { return }
        registration.target?.ready(Readiness(rawValue: event.events))
    }

    private func millisecondsToNextTimer() -> Int32 {
        let next = timers.next
        if next == .never { return -1 }
        let wait = next.nanoseconds &- Instant.current.nanoseconds
        if wait <= 0 { return 0 }
        // Rounded up: waking a moment early would spin through zero-length waits until the deadline.
        return Int32(clamping: (wait + 999_999) / 1_000_000)
    }
}
