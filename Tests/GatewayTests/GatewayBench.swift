internal import EventLoop
internal import FakeOpenRouter
internal import HTTPClient
internal import HTTPServer
internal import Secrets
internal import Telemetry
internal import TestSupport

@testable internal import Gateway

/// A gateway on a loop of its own in front of a fake upstream, all in this process.
struct GatewayBench: Sendable {
    let fake: FakeOpenRouter
    let port: Int
    let status: GatewayStatus
    let budget: BufferBudget

    static let key = "sk-or-v1-00000000000000000000000000000001"
    private static let prepared: Void = HTTPClient.prepareProcess()

    /// Runs the body against a gateway that ends afterwards.
    static func run(
        _ change: (inout GatewaySettings) -> Void = { _ in },
        client changeClient: (inout ClientSettings) -> Void = { _ in },
        fake changeFake: (inout FakeConfiguration) -> Void = { _ in },
        _ body: (GatewayBench) async throws -> Void
    ) async throws {
        _ = prepared
        var configuration = FakeConfiguration()
        changeFake(&configuration)
        let fake = try await FakeOpenRouter.start(configuration)
        var settings = GatewaySettings()
        settings.baseURL = fake.baseURL
        settings.upstreamHost = "127.0.0.1"
        settings.upstreamPort = UInt16(fake.port)
        settings.key = APIKeySecret(key)
        settings.retry.baseDelay = .milliseconds(1)
        change(&settings)
        var clientSettings = ClientSettings()
        changeClient(&clientSettings)
        let shared = Gateway.Shared(
            status: GatewayStatus(),
            resolver: Resolver(),
            budget: BufferBudget(limit: 64 << 20),
            log: EventLog(level: .critical, descriptor: -1),
            version: "test"
        )
        let loop = try EventLoop.start(name: "test-gateway")
        let part = await loop.makeGateway(settings, clientSettings, shared)
        let server = try await Server.start(
            on: [part],
            addresses: [ListenAddress(host: "127.0.0.1", port: 0)],
            connections: 100
        )
        let bench = GatewayBench(
            fake: fake,
            port: server.addresses.first.map { Int($0.port) } ?? 0,
            status: shared.status,
            budget: shared.budget
        )
        var failure: (any Error)?
        do { try await body(bench) } catch { failure = error }
        await server.drain()
        await server.closeAll()
        loop.stop()
        await loop.join()
        await fake.stop()
        if let failure { throw failure }
    }

    func connect() throws -> RawClient { try RawClient(port: port) }

    /// One request on a connection of its own.
    func ask(_ request: String) throws -> RawAnswer {
        let client = try connect()
        try client.send(request)
        return try client.readAnswer()
    }

    /// A request's bytes.
    static func post(
        _ path: String = "/v1/chat/completions",
        scenario: String? = nil,
        fields: String = "",
        body: String = #"{"model":"acme/one","messages":[]}"#
    ) -> String {
        let scenario = scenario.map { "X-Fake-Scenario: \($0)\r\n" } ?? ""
        return "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(scenario)\(fields)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    static func get(_ path: String, fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
    }

    static let streaming = #"{"model":"acme/one","stream":true,"messages":[]}"#
}

extension EventLoop {
    fileprivate func makeGateway(
        _ settings: GatewaySettings,
        _ clientSettings: ClientSettings,
        _ shared: Gateway.Shared
    ) -> LoopBound<ServerLoop> {
        let client = HTTPClient(reactor: reactor, settings: clientSettings)
        let gateway = Gateway(settings: settings, client: client, shared: shared)
        let server = ServerLoop(loop: self, limits: ServerLimits(), handler: gateway)
        keep(client)
        keep(gateway)
        keep(server)
        return LoopBound(server, on: self)
    }
}

extension RawAnswer {
    /// The contract's code of an error of ours.
    var code: String? {
        guard let start = text.firstRange(of: "\"code\":\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}
