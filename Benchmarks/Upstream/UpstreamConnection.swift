internal import CLinux
internal import EventLoop
internal import Glibc

/// A buffer that all connections of the loop read into.
final class ReadBuffer {
    var bytes = [UInt8](repeating: 0, count: 65_536)
}

/// One client of the upstream: answers each request at once, or with a stream.
///
/// A client that does not read is dropped when the kernel's buffer is full: nothing is kept for it here.
final class UpstreamConnection: ReadinessTarget, TimerTarget {
    private let descriptor: Int32
    private let reactor: Reactor
    private let buffer: ReadBuffer
    private var scanner = RequestScanner()
    private let timer = LoopTimer()
    private var interval = Duration.zero
    private var eventsLeft = 0
    private var dueAt = Instant.never
    private var isOpen = true

    init(descriptor: Int32, reactor: Reactor, buffer: ReadBuffer) {
        self.descriptor = descriptor
        self.reactor = reactor
        self.buffer = buffer
    }

    func ready(_ readiness: Readiness) {
        let count = unsafe buffer.bytes.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count < 0, errno == EAGAIN { return }
        if count <= 0 { return close() }
        let bytes = buffer.bytes
        do {
            for request in try scanner.feed(bytes.span.extracting(0..<count)) { answer(request) }
        } catch {
            send(Answers.refusal)
            close()
        }
    }

    /// The next event is due.
    ///
    /// The deadline moves by whole intervals, so that a late wake-up does not add up.
    func timerFired(_ timer: LoopTimer) {
        if eventsLeft == 0 { return send(Answers.streamEnd) }
        eventsLeft -= 1
        dueAt = dueAt + interval
        reactor.arm(timer, at: dueAt, for: self)
        send(Answers.event)
    }
}

extension UpstreamConnection {
    private func answer(_ request: RequestScanner.Request) {
        guard let milliseconds = request.interval else { return send(Answers.completion) }
        interval = .milliseconds(milliseconds)
        eventsLeft = request.events ?? .max
        dueAt = reactor.now + interval
        reactor.arm(timer, at: dueAt, for: self)
        send(Answers.streamHead)
    }

    private func send(_ bytes: [UInt8]) {
        guard isOpen else { return }
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count != bytes.count { close() }
    }

    private func close() {
        guard isOpen else { return }
        isOpen = false
        reactor.disarm(timer)
        reactor.forget(descriptor)
        Glibc.close(descriptor)
    }
}
