internal import CLinux
internal import Glibc

/// Takes the process's signals on one thread and hands them over as a sequence.
final class SignalReader: Sendable {
    enum Signal: Sendable {
        /// Read the configuration again.
        case reload
        /// Stop; the second time at once.
        case stop
    }

    let signals: AsyncStream<Signal>
    private let continuation: AsyncStream<Signal>.Continuation

    /// Blocks the signals for the calling thread and all that are started from it.
    static func block() {
        kw_ignore_signal(SIGPIPE)
        var set = handled()
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Starts the thread that waits for them; they must have been blocked before any other thread was made.
    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Signal.self)
        signals = stream
        self.continuation = continuation
        Self.startThread(Self.handled(), continuation)
    }

    /// Says what a signal would have said.
    func reload() {
        continuation.yield(.reload)
    }

    private static func handled() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
        return set
    }

    private final class Context {
        var set: sigset_t
        let continuation: AsyncStream<Signal>.Continuation

        init(set: sigset_t, continuation: AsyncStream<Signal>.Continuation) {
            self.set = set
            self.continuation = continuation
        }
    }

    private static func startThread(_ set: sigset_t, _ continuation: AsyncStream<Signal>.Continuation) {
        let context = unsafe Unmanaged.passRetained(Context(set: set, continuation: continuation)).toOpaque()
        var thread = pthread_t()
        unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                SignalReader.read(unsafe Unmanaged<Context>.fromOpaque(context).takeRetainedValue())
            },
            context
        )
        pthread_detach(thread)
    }

    private static func read(_ context: Context) -> Never {
        var stops = 0
        while true {
            var number: Int32 = 0
            guard unsafe sigwait(&context.set, &number) == 0 else { continue }
            if number == SIGHUP {
                context.continuation.yield(.reload)
                continue
            }
            stops += 1
            // The second one does not wait for anybody.
            if stops > 1 { _exit(ExitCode.success) }
            context.continuation.yield(.stop)
        }
    }
}
