internal import HTTPServer
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct ServingTests {
    private func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
    }

    // MARK: Connections

    @Test func `a connection serves one request after the other`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            for number in 1...3 {
                try client.send(get("/\(number)"))
                let answer = try client.readAnswer()
                #expect(answer.status == 200)
                #expect(answer.text == "/\(number)")
                #expect(answer.value("connection") == nil)
                #expect(answer.value("date")?.hasSuffix("GMT") == true)
            }
            #expect(await server.server.connectionCount() == 1)
        }
    }

    @Test func `pipelined requests are answered in order, also where one of them waits for its body`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(
                get("/a") + "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody" + get("/stream")
                    + get("/b")
            )

            let texts = try (0..<4).map { _ in try client.readAnswer().text }

            #expect(texts == ["/a", "body", "onetwothree", "/b"])
        }
    }

    @Test func `a request sent one byte at a time is the same request`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            for byte in Array("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok".utf8) {
                try client.send([byte])
            }

            #expect(try client.readAnswer().text == "ok")
        }
    }

    @Test(arguments: [
        ("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "close"), ("GET /a HTTP/1.0\r\n\r\n", "close"),
    ])
    func `a client that means to send no more is told so and let go`(request: String, connection: String) async throws {
        try await TestServer.run { server in
            let text = try server.exchange(request)

            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.contains("Connection: \(connection)\r\n"))
            #expect(text.hasSuffix("\r\n\r\n/a"))
        }
    }

    @Test func `an HTTP/1.0 client that asks for it keeps its connection`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            for _ in 0..<2 {
                try client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let answer = try client.readAnswer()
                #expect(answer.value("connection") == "keep-alive")
                #expect(answer.text == "/a")
            }
        }
    }

    // MARK: Answers

    @Test func `a stream comes in chunks, an empty part in none`() async throws {
        try await TestServer.run { server in
            let text = try server.exchange(get("/stream", "Connection: close\r\n"))

            #expect(text.contains("Transfer-Encoding: chunked\r\n"))
            #expect(text.contains("X-Test: yes\r\n"))
            #expect(!text.contains("Content-Length"))
            #expect(text.hasSuffix("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n"))
        }
    }

    @Test func `an HTTP/1.0 client gets a stream without chunks, ended by the connection's end`() async throws {
        try await TestServer.run { server in
            let text = try server.exchange("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")

            #expect(!text.contains("chunked"))
            #expect(text.contains("Connection: close\r\n"))
            #expect(text.hasSuffix("\r\n\r\nonetwothree"))
        }
    }

    @Test func `HEAD gets the head alone, and the connection goes on`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n" + get("/b"))

            #expect(try client.readAnswer(toHead: true).value("content-length") == "4")
            #expect(try client.readAnswer(toHead: true).value("x-test") == "yes")
            #expect(try client.readAnswer().text == "/b")
        }
    }

    @Test func `a 204 has no framing, and the connection goes on`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(get("/empty") + get("/b"))

            let answer = try client.readAnswer()
            #expect(answer.status == 204)
            #expect(answer.value("content-length") == nil)
            #expect(answer.value("transfer-encoding") == nil)
            #expect(try client.readAnswer().text == "/b")
        }
    }

    @Test(arguments: ["/short", "/cut"])
    func `an answer that stays incomplete is seen to be: its connection ends`(path: String) async throws {
        try await TestServer.run { server in
            let text = try server.exchange(get(path))

            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!text.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func `a handler that forgets to answer leaves no client waiting`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(get("/nothing"))

            #expect(throws: RawClient.Failure.self) { try client.readToEnd() }
        }
    }

    // MARK: What is refused

    @Test(arguments: [
        ("NONSENSE\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        ("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ])
    func `what is no acceptable request is refused, and nothing after it is read`(
        request: String,
        status: Int
    ) async throws {
        try await TestServer.run { server in
            let text = try server.exchange(request + get("/smuggled"))

            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("Connection: close\r\n"))
            #expect(!text.contains("/smuggled\r") && !text.hasSuffix("/smuggled"))
        }
    }

    @Test func `heads beyond their limits are refused with the status for it`() async throws {
        try await TestServer.run { server in
            let long = String(repeating: "a", count: 2000)
            let large = "X: \(long)\r\nY: \(long)\r\nZ: \(long)\r\n"
            let many = String(repeating: "X: y\r\n", count: 21)

            let statuses = try [get("/\(long)"), get("/", large), get("/", many)].map(server.status)

            #expect(statuses == [414, 431, 431])
        }
    }

    @Test func `the answer to a refused request knows its path`() async throws {
        try await TestServer.run { server in
            let text = try server.exchange("GET /v1/messages?x=1 HTTP/1.1\r\nBad Field: x\r\n\r\n")

            #expect(text.hasSuffix(" /v1/messages"))
        }
    }

    // MARK: Deadlines

    @Test func `a head that does not come in time is answered with 408`() async throws {
        try await TestServer.run {
            $0.headTimeout = .milliseconds(20)
        } _: { server in
            let status = try server.status("GET / HT")
            #expect(status == 408)
        }
    }

    @Test func `a connection that asks for nothing is closed without a word`() async throws {
        try await TestServer.run {
            $0.idleTimeout = .milliseconds(20)
        } _: { server in
            #expect(try server.exchange("") == "")
            let client = try server.connect()
            try client.send(get("/a"))
            _ = try client.readAnswer()
            #expect(try client.readToEnd() == [])
        }
    }

    @Test func `a body that comes too slowly is given up`() async throws {
        try await TestServer.run {
            $0.bodyRate = 1_000_000
            $0.bodyGrace = .milliseconds(20)
        } _: { server in
            let text = try server.exchange("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab")

            #expect(text.hasPrefix("HTTP/1.1 408 "))
            #expect(text.contains("Connection: close\r\n"))
        }
    }

    @Test func `a client that does not take its answer is dropped`() async throws {
        try await TestServer.run {
            $0.writeStall = .milliseconds(30)
        } _: { server in
            let client = try server.connect()
            try client.send(get("/flood"))

            #expect(await server.nextEvent() == "paused")
            #expect(await server.nextEvent() == "client gone")
            #expect((try? client.readToEnd().count).map { $0 < 512 * 64 * 1024 } ?? true)
        }
    }

    // MARK: Clients

    @Test func `a slow reader pauses the source and gets everything in the end`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(get("/flood"))
            #expect(await server.nextEvent() == "paused")

            let answer = try client.readAnswer()

            #expect(answer.body.count == 512 * 64 * 1024)
            #expect(await server.nextEvent() == "done")
        }
    }

    @Test(arguments: ["fin", "reset", "half"])
    func `a client that leaves while nothing has been answered is noticed`(how: String) async throws {
        try await TestServer.run { server in
            var client: RawClient? = try server.connect()
            try client?.send(get("/wait"))
            #expect(await server.nextEvent() == "waiting")

            switch how {
            case "reset":
                client?.reset()
                client = nil
            case "half": client?.finishWriting()
            default: client = nil
            }

            #expect(await server.nextEvent() == "client gone")
        }
    }

    @Test func `with pipelined bytes behind the request it is noticed too`() async throws {
        try await TestServer.run { server in
            var client: RawClient? = try server.connect()
            try client?.send(get("/wait") + get("/never"))
            #expect(await server.nextEvent() == "waiting")

            client = nil

            #expect(await server.nextEvent() == "client gone")
        }
    }

    @Test func `half-closed clients are served where that is wanted`() async throws {
        try await TestServer.run {
            $0.servesHalfClosed = true
        } _: { server in
            let client = try server.connect()
            try client.send(get("/stream"))
            client.finishWriting()

            let text = try client.readToEnd().text
            #expect(text.hasSuffix("0\r\n\r\n"))
        }
    }

    // MARK: Stopping

    @Test func `a stopping server closes idle connections, ends live ones and takes no new ones`() async throws {
        try await TestServer.run(host: "127.1.0.3") { server in
            let idle = try server.connect()
            try idle.send(get("/a"))
            _ = try idle.readAnswer()
            let live = try server.connect()
            try live.send(get("/wait"))
            #expect(await server.nextEvent() == "waiting")

            await server.server.drain()
            #expect(try idle.readToEnd() == [])
            #expect(throws: RawClient.Failure.self) { try server.connect() }

            await server.server.endGrace()
            #expect(await server.nextEvent() == "grace ended")
            let text = try live.readToEnd().text
            #expect(text.hasPrefix("HTTP/1.1 503 "))
            #expect(text.contains("Connection: close\r\n"))
        }
    }
}
