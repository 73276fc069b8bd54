internal import EventLoop

/// Sends a set number of requests over a few kept connections, as fast as answers come.
///
/// wrk does the same and measures more, but knows no number of requests; and a count is what the soak needs.
final class RequestLoad: ConnectionOwner {
    private let options: Options
    private let finished: @Sendable (Faults) -> Void
    private var connections: [LoadConnection] = []
    private var begun = 0
    private var answered = 0
    private var faults = Faults()

    init(options: Options, finished: @escaping @Sendable (Faults) -> Void) {
        self.options = options
        self.finished = finished
    }

    func begin(target: Target, reactor: Reactor) {
        let buffer = ReadBuffer()
        connections = (0..<min(options.connections, options.requests)).map { _ in
            LoadConnection(target: target, reactor: reactor, buffer: buffer, owner: self)
        }
        begun = connections.count
        for connection in connections { connection.open() }
    }

    func received(on connection: LoadConnection, at instant: Instant) {}

    func completed(_ connection: LoadConnection) {
        if connection.reader.status != 200 { faults.add(.status(connection.reader.status)) }
        next(on: connection)
    }

    func failed(_ connection: LoadConnection, fault: Fault) {
        faults.add(fault)
        next(on: connection)
    }

    private func next(on connection: LoadConnection) {
        answered += 1
        if answered.isMultiple(of: options.reportEvery) || answered == options.requests { report() }
        if answered == options.requests { return finished(faults) }
        guard begun < options.requests else { return }
        begun += 1
        if connection.isOpen {
            connection.repeatRequest()
        } else {
            connection.open()
        }
    }

    private func report() {
        var line = JSONObject()
        line.set("answered", answered)
        line.set("errors", faults.total)
        line.set("faults", faults.json)
        printLine(line.description)
    }
}
