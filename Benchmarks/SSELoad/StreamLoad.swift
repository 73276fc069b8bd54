internal import EventLoop

/// Opens streams gradually, and counts what comes while all of them are up.
final class StreamLoad: ConnectionOwner, TimerTarget {
    private let options: Options
    private let reactor: Reactor
    private let finished: @Sendable (_ hasFailed: Bool) -> Void
    private var connections: [LoadConnection] = []
    private var phase = Phase.opening
    private let openTimer = LoopTimer()
    private let phaseTimer = LoopTimer()

    private var begunAt = Instant.never
    private var opened = 0
    /// Streams that have begun to answer, or never will.
    private var settled = 0
    private var ended = 0
    private var tally = Tally()
    private var firstBytes = Samples()
    private var faults = Faults()

    private enum Phase {
        /// Streams are being opened; ends when each has begun to answer or failed. Then: `warmingUp`, or `over` on time-out.
        case opening
        /// All are up, nothing counts. Then: `measuring`.
        case warmingUp
        /// What comes is counted. Then: `over`.
        case measuring
        case over
    }

    /// What was counted while measuring.
    private struct Tally {
        var begunAt = Instant.never
        var events = 0
        var bytes = 0
        var gaps = Samples()
    }

    init(options: Options, reactor: Reactor, finished: @escaping @Sendable (_ hasFailed: Bool) -> Void) {
        self.options = options
        self.reactor = reactor
        self.finished = finished
    }

    func begin(target: Target) {
        let buffer = ReadBuffer()
        connections = (0..<options.streams).map { _ in
            LoadConnection(target: target, reactor: reactor, buffer: buffer, owner: self)
        }
        begunAt = .current
        reactor.arm(phaseTimer, at: begunAt + options.upTimeout, for: self)
        openDue()
    }
}

// MARK: Phases

extension StreamLoad {
    func timerFired(_ timer: LoopTimer) {
        if timer === openTimer { return openDue() }
        switch phase {
        case .opening, .measuring: finish()
        case .warmingUp: beginMeasuring()
        case .over: break
        }
    }

    /// Opens as many streams as the rate has come to, and looks again in a millisecond.
    private func openDue() {
        let elapsed = Double((Instant.current - begunAt).nanoseconds) / 1e9
        let due = min(connections.count, Int(elapsed * Double(options.rate)) + 1)
        while opened < due {
            opened += 1
            connections[opened - 1].open()
        }
        if opened < connections.count { reactor.arm(openTimer, at: .current + .milliseconds(1), for: self) }
    }

    private func beginWarmUp() {
        phase = .warmingUp
        printLine("up")
        reactor.disarm(phaseTimer)
        reactor.arm(phaseTimer, at: .current + options.warmup, for: self)
    }

    private func beginMeasuring() {
        phase = .measuring
        tally.begunAt = .current
        printLine("measuring")
        reactor.arm(phaseTimer, at: .current + options.duration, for: self)
    }

    private func finish() {
        guard phase != .over else { return }
        let hasFailed = phase == .opening || faults.total > 0
        phase = .over
        reactor.disarm(openTimer)
        reactor.disarm(phaseTimer)
        printLine(result.description)
        for connection in connections { connection.close() }
        finished(hasFailed)
    }

    private var result: JSONObject {
        var object = JSONObject()
        let isMeasured = tally.begunAt != .never
        object.set("streams_up", connections.count { $0.isOpen && $0.lastEventAt != .never })
        object.set("seconds", isMeasured ? Double((.current - tally.begunAt).nanoseconds) / 1e9 : 0)
        object.set("events", tally.events)
        object.set("bytes", tally.bytes)
        object.set("ended", ended)
        object.set("errors", faults.total)
        object.set("faults", faults.json)
        object.set("gap_us", tally.gaps.json)
        object.set("first_byte_us", firstBytes.json)
        return object
    }
}

// MARK: What connections report

extension StreamLoad {
    func received(on connection: LoadConnection, at instant: Instant) {
        let reader = connection.reader
        if reader.status != 0, connection.lastEventAt == .never { cameUp(connection, at: instant) }
        let new = reader.counter.events - connection.eventsSeen
        if phase == .measuring {
            tally.events += new
            tally.bytes += reader.bodyBytes - connection.bytesSeen
            for index in 0..<new { tally.gaps.add(index == 0 ? instant - connection.lastEventAt : .zero) }
        }
        connection.eventsSeen = reader.counter.events
        connection.bytesSeen = reader.bodyBytes
        if new > 0 { connection.lastEventAt = instant }
    }

    private func cameUp(_ connection: LoadConnection, at instant: Instant) {
        connection.lastEventAt = instant
        firstBytes.add(instant - connection.sentAt)
        settle()
        guard connection.reader.status == 200 else {
            connection.close()
            return failed(connection, fault: .status(connection.reader.status))
        }
    }

    private func settle() {
        settled += 1
        if settled == connections.count, phase == .opening { beginWarmUp() }
    }

    func completed(_ connection: LoadConnection) {
        connection.close()
        ended += 1
        if !options.ends {
            faults.add(.closedEarly)
        } else if !connection.reader.counter.isDone {
            faults.add(.missingDone)
        }
        finishIfNoneIsLeft()
    }

    func failed(_ connection: LoadConnection, fault: Fault) {
        if connection.lastEventAt == .never { settle() }
        faults.add(fault)
        ended += 1
        finishIfNoneIsLeft()
    }

    private func finishIfNoneIsLeft() {
        if ended == connections.count { finish() }
    }
}
