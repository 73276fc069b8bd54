internal import CLinux
internal import Glibc
internal import Synchronization

/// Runs the jobs of one loop on that loop's thread.
///
/// From its own thread, which is nearly always, a job is appended to an array: no lock, no system call. From elsewhere
/// it goes into a second array under a lock, and the first of a burst writes the eventfd that wakes the loop.
///
/// It is the actor's serial executor and the tasks' preferred one: a continuation resumes on the preferred executor
/// first, which would else be the global pool, and a hop there and back costs 7 µs.
///
/// `@unchecked`: `local` and `running` are touched by the loop's thread only, which `enqueue` makes sure of by asking
/// for the thread's identity; everything else is immutable, atomic or inside the lock.
package final class LoopExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private let remote = Mutex<[UnownedJob]>([])
    private let thread = Atomic<UInt>(0)
    /// The descriptor that wakes the loop.
    let wakeUp: Int32
    private var local: [UnownedJob] = []
    private var running: [UnownedJob] = []

    init() throws(SystemError) {
        wakeUp = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        if wakeUp < 0 { throw SystemError("eventfd") }
    }

    deinit {
        close(wakeUp)
    }

    /// Makes the calling thread the loop's own.
    func adoptThread() {
        thread.store(UInt(pthread_self()), ordering: .releasing)
    }

    private var isOwnThread: Bool {
        thread.load(ordering: .relaxed) == UInt(pthread_self())
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isOwnThread {
            local.append(job)
            return
        }
        let first = remote.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
        if first { wake() }
    }

    /// Wakes the loop if it sleeps.
    ///
    /// Safe from any thread.
    func wake() {
        var one: UInt64 = 1
        _ = unsafe write(wakeUp, &one, MemoryLayout<UInt64>.size)
    }

    /// Empties the wake-up descriptor and takes over the jobs that other threads brought.
    func takeRemoteJobs() {
        var count: UInt64 = 0
        _ = unsafe read(wakeUp, &count, MemoryLayout<UInt64>.size)
        remote.withLock { jobs in
            local.append(contentsOf: jobs)
            jobs.removeAll(keepingCapacity: true)
        }
    }

    var hasJobs: Bool { !local.isEmpty }

    /// Runs the jobs that are there; what they enqueue waits for the next round, so that no job starves the sockets.
    func runJobs() {
        swap(&local, &running)
        for job in running {
            unsafe job.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(),
                taskExecutor: asUnownedTaskExecutor()
            )
        }
        running.removeAll(keepingCapacity: true)
    }

    package func isIsolatingCurrentContext() -> Bool? { isOwnThread }

    package func checkIsolated() {
        precondition(isOwnThread, "code of a loop ran outside its thread")
    }
}
