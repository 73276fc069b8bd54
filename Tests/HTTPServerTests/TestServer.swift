internal import EventLoop
internal import HTTPServer
internal import HTTPWire
internal import TestSupport

/// A server on a loop of its own, with a handler that does what the path says.
struct TestServer: Sendable {
    let loop: EventLoop
    let server: Server
    let budget: BufferBudget
    /// What the handler has noticed, in order.
    let events: AsyncStream<String>

    var host: String { server.addresses.first?.host ?? "" }
    var port: Int { server.addresses.first.map { Int($0.port) } ?? 0 }

    /// Runs the body against a server that ends afterwards.
    static func run(
        host: String = "127.0.0.1",
        _ change: (inout ServerLimits) -> Void = { _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        var limits = ServerLimits()
        limits.head = HeadLimits(head: 4096, line: 1024, fields: 20)
        change(&limits)
        let loop = try EventLoop.start(name: "test-server")
        let (events, continuation) = AsyncStream.makeStream(of: String.self)
        let budget = BufferBudget(limit: 1 << 20)
        let part = await loop.makeServerLoop(limits, Handler(budget: budget, notices: continuation))
        let server = try await Server.start(
            on: [part],
            addresses: [ListenAddress(host: host, port: 0)],
            connections: 100
        )
        let running = TestServer(loop: loop, server: server, budget: budget, events: events)
        do {
            try await body(running)
            await running.end()
        } catch {
            await running.end()
            throw error
        }
    }

    private func end() async {
        await server.drain()
        await server.closeAll()
        loop.stop()
        await loop.join()
    }

    func connect() throws -> RawClient { try RawClient(port: port, host: host) }

    /// Sends on a connection of its own, and reads to its end.
    func exchange(_ request: String) throws -> String {
        let client = try connect()
        try client.send(request)
        return try client.readToEnd().text
    }

    /// The status with which a request on a connection of its own is answered.
    func status(_ request: String) throws -> Int {
        try Int(exchange(request).split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    /// The next thing that the handler notices.
    func nextEvent() async -> String? {
        for await event in events { return event }
        return nil
    }
}

extension EventLoop {
    fileprivate func makeServerLoop(_ limits: ServerLimits, _ handler: sending Handler) -> LoopBound<ServerLoop> {
        let server = ServerLoop(loop: self, limits: limits, handler: handler)
        keep(server)
        return LoopBound(server, on: self)
    }
}

/// Answers by path.
final class Handler: RequestHandler {
    private let budget: BufferBudget
    private let notices: AsyncStream<String>.Continuation

    init(budget: BufferBudget, notices: AsyncStream<String>.Continuation) {
        self.budget = budget
        self.notices = notices
    }

    func respond(to exchange: Exchange, on loop: isolated EventLoop) async {
        switch exchange.text(exchange.head.path) {
        case "/echo": await echo(exchange, on: loop)
        case "/stream": stream(exchange, ["one", "two", "", "three"])
        case "/short":
            exchange.begin(status: 200, framing: .length(10)) { _ in }
            write("01234", to: exchange)
            exchange.end()
        case "/cut":
            exchange.begin(status: 200, framing: .stream) { _ in }
            write("part", to: exchange)
            exchange.cut()
        case "/empty":
            exchange.begin(status: 204, framing: .none(nil)) { _ in }
            exchange.end()
        case "/nothing": break
        case "/wait": await waitForClient(exchange, on: loop)
        case "/flood": await flood(exchange, on: loop)
        default: exchange.answer(Answer(status: 200, body: Array(exchange.text(exchange.head.path).utf8)))
        }
    }

    func refusal(of fault: RequestFault, status: Int, path: [UInt8]) -> Answer {
        Answer(status: status, body: Array("\(fault) \(String(decoding: path, as: UTF8.self))".utf8))
    }

    private func echo(_ exchange: Exchange, on loop: isolated EventLoop) async {
        do throws(BodyError) {
            let body = try await exchange.readBody(limit: 64 * 1024, budget: budget, on: loop)
            exchange.begin(status: 200, framing: .length(body.count)) { _ in }
            _ = unsafe exchange.write(body.bytes)
            exchange.end()
        } catch {
            notices.yield("\(error)")
            let status =
                switch error {
                case .tooLarge: 413
                case .tooSlow: 408
                case .malformed: 400
                case .noRoom: 503
                case .clientGone: 499
                }
            exchange.answer(Answer(status: status))
        }
    }

    private func stream(_ exchange: Exchange, _ parts: [String]) {
        exchange.begin(status: 200, framing: .stream) { $0.append("X-Test: yes\r\n" as StaticString) }
        for part in parts { write(part, to: exchange) }
        exchange.end()
    }

    private func write(_ text: String, to exchange: Exchange) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe exchange.write($0) }
    }

    /// Answers nothing until the client has gone.
    private func waitForClient(_ exchange: Exchange, on loop: isolated EventLoop) async {
        notices.yield("waiting")
        let observer = Observer()
        exchange.observer = observer
        let why = await observer.wait(on: loop)
        notices.yield(why)
        if why == "grace ended" { exchange.answer(Answer(status: 503)) }
    }

    /// Writes 32 MiB, which no socket takes at once, and only when the client has taken what came before.
    private func flood(_ exchange: Exchange, on loop: isolated EventLoop) async {
        let observer = Observer()
        exchange.observer = observer
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1024)
        exchange.begin(status: 200, framing: .length(512 * piece.count)) { _ in }
        var pauses = 0
        for _ in 0..<512 {
            guard unsafe piece.withUnsafeBytes({ unsafe exchange.write($0) }) else { continue }
            pauses += 1
            if pauses == 1 { notices.yield("paused") }
            let why = await observer.wait(on: loop)
            if why != "drained" {
                notices.yield(why)
                return
            }
        }
        exchange.end()
        notices.yield("done")
    }
}

/// Lets a handler wait for what becomes of its client.
private final class Observer: ExchangeObserver {
    private var waiter: CheckedContinuation<String, Never>?
    private var missed: String?

    func wait(on loop: isolated EventLoop) async -> String {
        if let word = missed {
            missed = nil
            return word
        }
        return await withCheckedContinuation { waiter = $0 }
    }

    func clientGone() { tell("client gone") }
    func outputDrained() { tell("drained") }
    func graceEnded() { tell("grace ended") }

    private func tell(_ word: String) {
        guard let waiter else {
            missed = word
            return
        }
        self.waiter = nil
        waiter.resume(returning: word)
    }
}
