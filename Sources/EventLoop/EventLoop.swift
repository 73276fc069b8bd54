internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread with its epoll, its timers and everything that lives on it.
///
/// The loop is the serial executor of this actor: code isolated to the actor runs on the loop's thread, and what is
/// stored in it (connections, transfers) cannot be reached from any other. Events enter by `assumeIsolated`, once a
/// turn.
package actor EventLoop {
    /// Where this actor's jobs run.
    nonisolated let executor: LoopExecutor
    /// Descriptors, timers, clock.
    package let reactor: Reactor
    /// Things that live as long as the loop, such as its server and its client.
    private var residents: [AnyObject] = []
    private var alarm: WakeUpAlarm?
    private nonisolated let stopping = Atomic<Bool>(false)
    /// Signalled when the thread has left the loop.
    private nonisolated let ended = EndSignal()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private init(executor: LoopExecutor, reactor: sending Reactor) {
        self.executor = executor
        self.reactor = reactor
    }

    /// Makes a loop and starts its thread.
    package static func start(name: String) throws -> EventLoop {
        let loop = try EventLoop(executor: LoopExecutor(), reactor: Reactor())
        try loop.startThread(name: name)
        return loop
    }

    /// Keeps something alive for as long as the loop.
    package func keep(_ resident: AnyObject) {
        residents.append(resident)
    }

    /// Runs asynchronous code on this loop; wherever it waits, it goes on here.
    ///
    /// Every asynchronous function on the way takes the loop as an isolated parameter, and a task made inside needs to be
    /// begun here again: it does not inherit the preference for this loop.
    package func begin(_ work: @escaping (isolated EventLoop) async -> Void) {
        // Called on this loop, run on this loop: the work never meets another thread.
        nonisolated(unsafe) let work = work
        Task(executorPreference: executor) { await unsafe work(self) }
    }

    /// Asks the thread to leave; `join` waits for it.
    package nonisolated func stop() {
        stopping.store(true, ordering: .releasing)
        executor.wake()
    }

    /// Waits until the thread has left the loop.
    package nonisolated func join() async {
        await ended.wait()
    }

    private nonisolated func startThread(name: String) throws(SystemError) {
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                let loop = unsafe Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue()
                loop.threadMain()
                return nil
            },
            context
        )
        if code != 0 { throw SystemError("pthread_create", code: code) }
        unsafe pthread_setname_np(thread, String(name.prefix(15)))
        pthread_detach(thread)
    }

    private nonisolated func threadMain() {
        executor.adoptThread()
        assumeIsolated { $0.prepare() }
        while !stopping.load(ordering: .acquiring) {
            assumeIsolated { $0.turn() }
            executor.runJobs()
            assumeIsolated { $0.reactor.flushAll() }
        }
        assumeIsolated { $0.letGo() }
        ended.signal()
    }

    /// What lives on the loop holds the loop: with the thread gone, one of the two must let go.
    private func letGo() {
        residents = []
        alarm = nil
        reactor.letGo()
    }

    private func prepare() {
        let alarm = WakeUpAlarm(executor: executor)
        self.alarm = alarm
        do {
            try reactor.watch(executor.wakeUp, for: .readable, target: alarm)
        } catch {
            preconditionFailure("a loop cannot watch its own wake-up: \(error)")
        }
    }

    private func turn() {
        reactor.turn(mayWait: !executor.hasJobs)
    }
}

/// Turns the wake-up descriptor's event into the jobs that other threads brought.
private final class WakeUpAlarm: ReadinessTarget {
    private let executor: LoopExecutor

    init(executor: LoopExecutor) {
        self.executor = executor
    }

    func ready(_ readiness: Readiness) {
        executor.takeRemoteJobs()
    }
}

/// A one-time signal that tasks can wait for.
private final class EndSignal: Sendable {
    private let state = Mutex<State>(State())

    private struct State {
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    func signal() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let over = state.withLock { state in
                if !state.hasEnded { state.waiters.append(continuation) }
                return state.hasEnded
            }
            if over { continuation.resume() }
        }
    }
}
