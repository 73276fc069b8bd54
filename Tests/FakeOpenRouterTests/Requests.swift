internal import FakeOpenRouter
internal import TestSupport

/// Runs the body against a fake that ends afterwards.
@discardableResult
func withFake<Result>(
    _ change: (inout FakeConfiguration) -> Void = { _ in },
    _ body: (FakeOpenRouter) async throws -> Result
) async throws -> Result {
    var configuration = FakeConfiguration()
    change(&configuration)
    let fake = try await FakeOpenRouter.start(configuration)
    do {
        let result = try await body(fake)
        await fake.stop()
        return result
    } catch {
        await fake.stop()
        throw error
    }
}

/// A request's bytes.
func post(
    _ path: String = "chat/completions",
    scenario: String? = nil,
    key: String? = "sk-or-v1-0123",
    body: String = #"{"model":"acme/one","messages":[]}"#
) -> String {
    let fields = [
        key.map { "Authorization: Bearer \($0)" }, scenario.map { "X-Fake-Scenario: \($0)" },
        "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
    ]
    return "POST /api/v1/\(path) HTTP/1.1\r\nHost: fake\r\n"
        + fields.compactMap { $0 }.joined(separator: "\r\n") + "\r\n\r\n" + body
}

/// A request for a page.
func get(_ target: String) -> String {
    "GET \(target) HTTP/1.1\r\nHost: fake\r\nAuthorization: Bearer sk-or-v1-0123\r\n\r\n"
}

/// A body that asks for a stream.
let streaming = #"{"model":"acme/one","stream":true,"messages":[]}"#

extension FakeOpenRouter {
    /// One request on a connection of its own.
    func ask(_ request: String) throws -> RawAnswer {
        let client = try RawClient(port: port)
        try client.send(request)
        return try client.readAnswer()
    }
}
