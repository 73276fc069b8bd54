internal import EventLoop
internal import FakeOpenRouter
internal import Glibc
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct ScriptTests {
    @Test func `a queue goes before a closure, and both before the endpoint`() async throws {
        try await withFake { fake in
            fake.script(.json("1"), .json(status: 503, "2"))
            fake.handle { request in request.path.hasSuffix("/key") ? .json("3") : nil }

            let answers = try (0..<3).map { _ in try fake.ask(get("/api/v1/key")) }
            let other = try fake.ask(get("/api/v1/credits"))

            #expect(answers.map(\.text) == ["1", "2", "3"])
            #expect(answers.map(\.status) == [200, 503, 200])
            #expect(other.text.hasPrefix(#"{"data""#))
        }
    }

    @Test func `a closure sees the request`() async throws {
        try await withFake { fake in
            fake.handle { request in .json("\(request.number) \(request.method) \(request.bodyText)") }

            let answer = try fake.ask(post(body: "x"))
            #expect(answer.text == "1 POST x")
        }
    }

    @Test func `an answer waits for its gate`() async throws {
        try await withFake { fake in
            fake.script([.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\na"), .waitForRelease("b"), .send("b")])
            let client = try RawClient(port: fake.port)
            try client.send(post())
            #expect(try client.read(through: "\r\n\r\na").isEmpty == false)
            #expect(fake.exchanges.first?.outcome == .answering)

            await fake.release("b")

            #expect(try client.readSome().text == "b")
            #expect(await fake.exchangesEnded(atLeast: 1).first?.outcome == .answered)
        }
    }

    @Test func `a gate that is open already stops nobody`() async throws {
        try await withFake { fake in
            await fake.release("x")

            let whole = try fake.ask(post(scenario: "gate=x"))
            let stream = try fake.ask(post(scenario: "gate=x", body: streaming))

            #expect(whole.status == 200)
            #expect(stream.events.last == "[DONE]")
        }
    }

    @Test func `bytes go out one at a time and are the same`() async throws {
        try await withFake {
            $0.pieceSize = 1
        } _: { fake in
            let answer = try fake.ask(post(scenario: "utf8", body: streaming))

            #expect(answer.events.count == 8)
            #expect(answer.text.contains("Grüße"))
        }
    }

    @Test func `a reply may begin before the body is there`() async throws {
        try await withFake { fake in
            fake.script(Reply([.send("HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n")], answersBeforeBody: true))
            let client = try RawClient(port: fake.port)
            try client.send(post().split(separator: "{")[0].description)

            #expect(try client.readToEnd().text.hasPrefix("HTTP/1.1 401 No"))
            #expect(fake.requests.first?.bodyLength == 0)
        }
    }

    @Test func `several loops serve one port`() async throws {
        try await withFake {
            $0.loops = 2
        } _: { fake in
            let clients = try (0..<20).map { _ in try RawClient(port: fake.port) }
            for client in clients { try client.send(post()) }

            for client in clients { #expect(try client.readAnswer().status == 200) }
            #expect(fake.connectionCount == 20)
        }
    }

    @Test func `a port in use is said`() async throws {
        try await withFake { fake in
            var configuration = FakeConfiguration()
            configuration.port = fake.port
            let second = configuration

            await #expect(throws: SystemError("bind", code: EADDRINUSE)) {
                _ = try await FakeOpenRouter.start(second)
            }
        }
    }

    @Test func `a fake that has stopped listens no more`() async throws {
        let port = try await withFake {
            $0.host = "127.1.0.4"
        } _: { fake in
            _ = try RawClient(port: fake.port, host: "127.1.0.4")
            return fake.port
        }
        #expect(throws: RawClient.Failure.self) { try RawClient(port: port, host: "127.1.0.4") }
    }
}
