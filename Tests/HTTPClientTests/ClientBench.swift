internal import EventLoop
internal import FakeOpenRouter
internal import HTTPClient
internal import HTTPWire

/// What came of one transfer.
struct Received: Sendable {
    var status = 0
    var body: [UInt8] = []
    var error: TransferError?
    var ended = 0
    var sendings = 0
    var usedKeptConnection = false

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A client on a loop, and the transfers that a test has begun.
final class ClientBench {
    let client: HTTPClient
    private(set) var recorders: [Recorder] = []

    init(_ client: HTTPClient) {
        self.client = client
    }

    /// Begins a transfer; `done` is called at its end.
    func begin(_ request: Request, done: @escaping (Received) -> Void) {
        let recorder = Recorder(request, transfer: client.transfer(), done: done)
        recorders.append(recorder)
        recorder.transfer.headers.add("Authorization: Bearer sk-or-v1-0123")
        if let scenario = request.scenario { recorder.transfer.headers.add("X-Fake-Scenario", value: scenario) }
        recorder.transfer.headers.add("Content-Type: application/json")
        recorder.transfer.headers.add("Expect:")
        let body = unsafe recorder.body.map { UnsafeRawBufferPointer($0) }
        let (origin, target) = request.parts
        var outgoing = unsafe OutgoingRequest(method: request.method, origin: origin, target: target, body: body)
        outgoing.freshConnection = request.freshConnection
        outgoing.resolved = request.resolved
        client.start(recorder.transfer, outgoing, delegate: recorder)
    }
}

/// A request to be made.
struct Request: Sendable {
    var method = "GET"
    var url: String
    var body: String?
    var scenario: String?
    var freshConnection = false
    var resolved: [ResolvedHost] = []

    /// The URL's origin, and its path with the zero that libcurl wants.
    var parts: (origin: String, target: [UInt8]) {
        let afterScheme = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let origin = afterScheme.prefix(3).joined(separator: "/")
        return (origin, Array(url.utf8.dropFirst(origin.utf8.count)) + [0])
    }
    /// Pause at the first bytes of the body.
    var pauses = false
    /// Abort at the first bytes of the body.
    var aborts = false
}

/// Hears one transfer out.
@safe final class Recorder: TransferDelegate {
    let transfer: Transfer
    private let request: Request
    private let done: (Received) -> Void
    private(set) var received = Received()
    private var hasPaused = false
    /// What is sent, in memory that stays.
    let body: UnsafeMutableRawBufferPointer?

    init(_ request: Request, transfer: Transfer, done: @escaping (Received) -> Void) {
        self.request = request
        self.transfer = transfer
        self.done = done
        if let text = request.body {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
            unsafe memory.copyBytes(from: text.utf8)
            unsafe body = memory
        } else {
            unsafe body = nil
        }
    }

    deinit {
        unsafe body?.deallocate()
    }

    func transfer(_ transfer: Transfer, received head: ResponseHeadParser) -> TransferFlow {
        received.status = head.status
        return .proceed
    }

    func transfer(_ transfer: Transfer, received bytes: UnsafeRawBufferPointer) -> TransferFlow {
        unsafe received.body.append(contentsOf: bytes)
        if request.aborts { return .abort }
        guard request.pauses, !hasPaused else { return .proceed }
        hasPaused = true
        return .pause
    }

    func transferEnded(_ transfer: Transfer, error: TransferError?) {
        received.ended += 1
        received.error = error
        received.sendings = transfer.sendings
        received.usedKeptConnection = transfer.usedKeptConnection
        done(received)
    }
}

/// A fake upstream and a client for it.
struct Bench: Sendable {
    let fake: FakeOpenRouter
    private let bench: LoopBound<ClientBench>

    private static let prepared: Void = HTTPClient.prepareProcess()

    static func run(
        _ change: (inout ClientSettings) -> Void = { _ in },
        fake configuration: FakeConfiguration = FakeConfiguration(),
        _ body: (Bench) async throws -> Void
    ) async throws {
        _ = prepared
        var settings = ClientSettings()
        change(&settings)
        let fake = try await FakeOpenRouter.start(configuration)
        let loop = try EventLoop.start(name: "test-client")
        let bench = Bench(fake: fake, bench: await loop.makeBench(settings))
        do {
            try await body(bench)
        } catch {
            await bench.end(loop)
            throw error
        }
        await bench.end(loop)
    }

    private func end(_ loop: EventLoop) async {
        loop.stop()
        await loop.join()
        await fake.stop()
    }

    /// One request to its end.
    func fetch(
        _ path: String = "/models/count",
        method: String = "GET",
        scenario: String? = nil,
        _ change: (inout Request) -> Void = { _ in }
    ) async -> Received {
        var request = Request(method: method, url: fake.baseURL + path, scenario: scenario)
        change(&request)
        let made = request
        return await withCheckedContinuation { continuation in
            bench.post { $0.begin(made) { continuation.resume(returning: $0) } }
        }
    }

    /// Begins a request that is looked after by the test.
    func begin(_ path: String, scenario: String? = nil, _ change: (inout Request) -> Void = { _ in }) async {
        var request = Request(url: fake.baseURL + path, scenario: scenario)
        change(&request)
        let made = request
        await bench.run { $0.begin(made) { _ in } }
    }

    /// Does something with the transfer begun first.
    @discardableResult
    func withFirst<Result: Sendable>(_ body: @escaping @Sendable (Recorder) -> Result) async -> Result? {
        await bench.run { $0.recorders.first.map(body) }
    }
}

extension EventLoop {
    fileprivate func makeBench(_ settings: ClientSettings) -> LoopBound<ClientBench> {
        let bench = ClientBench(HTTPClient(reactor: reactor, settings: settings))
        keep(bench)
        return LoopBound(bench, on: self)
    }
}
