internal import FakeOpenRouter
internal import HTTPClient
internal import HTTPServer
internal import TestSupport
internal import Testing

@testable internal import Gateway

@Suite(.timeLimit(.minutes(1)))
struct RelayTests {
    private typealias Bench = GatewayBench

    // MARK: What passes

    @Test func `a request goes up byte for byte, with our key in the place of the client's`() async throws {
        try await GatewayBench.run { bench in
            let body = "{ \"model\" : \"acme/one\",\t\"messages\":[],\"x\":1e400 }\n"
            let answer = try bench.ask(
                Bench.post(
                    "/v1/chat/completions?a=%2Fb&c",
                    fields: "X-Own: Yes\r\nAuthorization: Bearer mine\r\nCookie: a=b\r\n",
                    body: body
                )
            )

            #expect(answer.status == 200)
            let request = try #require(bench.fake.requests.first)
            #expect(request.target == "/api/v1/chat/completions?a=%2Fb&c")
            #expect(request.bodyText == body)
            #expect(request.value(of: "x-own") == "Yes")
            #expect(request.value(of: "authorization") == "Bearer \(Bench.key)")
            #expect(request.value(of: "cookie") == nil)
            #expect(request.value(of: "accept-encoding") == "identity")
        }
    }

    @Test func `an answer comes back with an id, its time and its attempts`() async throws {
        try await GatewayBench.run { bench in
            let answer = try bench.ask(Bench.post(fields: "X-Request-ID: mine-1\r\n"))
            let other = try bench.ask(Bench.post(fields: "X-Request-ID: not valid\r\n"))

            #expect(answer.value("x-request-id") == "mine-1")
            #expect(answer.value("x-keywheel-attempts") == "1")
            #expect(answer.value("x-process-time").flatMap(Double.init) != nil)
            #expect(answer.fields.count { $0.name == "date" } == 1)
            #expect(other.value("x-request-id")?.utf8.count == 32)
        }
    }

    @Test(arguments: [nil, 1, 7])
    func `a stream is the same, in whatever pieces the upstream writes it`(pieceSize: Int?) async throws {
        let paths = ["/v1/chat/completions", "/v1/completions", "/v1/messages", "/v1/responses"]
        try await GatewayBench.run {
            $0.openAfter = nil
        } fake: {
            $0.pieceSize = pieceSize
        } _: { bench in
            for path in paths {
                let relayed = try bench.ask(Bench.post(path, body: Bench.streaming))

                #expect(relayed.status == 200)
                #expect(relayed.value("content-type")?.hasPrefix("text/event-stream") == true)
                #expect(relayed.value("x-accel-buffering") == "no")
                #expect(relayed.events.count > 3, "\(path)")
                #expect(!relayed.text.contains("upstream_incomplete"))
                #expect(bench.budget.bytesHeld < 1 << 20)
            }
        }
    }

    @Test func `an answer that is no stream is the same, one byte at a time`() async throws {
        let json = #"{"id":"gen-1","choices":[{"message":{"content":"Grüße"}}]}"#
        try await GatewayBench.run {
            $0.openAfter = nil
        } fake: {
            $0.pieceSize = 1
        } _: { bench in
            bench.fake.script(.json(json), .json(status: 404, #"{"error":{"code":404}}"#))

            let whole = try bench.ask(Bench.post())
            let failed = try bench.ask(Bench.post())

            #expect((whole.status, whole.text) == (200, json))
            #expect((failed.status, failed.text) == (404, #"{"error":{"code":404}}"#))
        }
    }

    // MARK: The commit gate

    @Test func `nothing goes to the client before the answer has begun`() async throws {
        try await GatewayBench.run { bench in
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
            let role = #"data: {"choices":[{"delta":{"role":"assistant","content":""}}]}"# + "\n\n"
            bench.fake.script([
                .send(head + ": OPENROUTER PROCESSING\n\n" + role), .waitForRelease("error"),
                .send(#"data: {"error":{"code":429,"message":"busy"}}"# + "\n\n"), .close,
            ])
            let client = try bench.connect()
            try client.send(Bench.post(body: Bench.streaming))
            _ = await bench.fake.requests(atLeast: 1)

            await bench.fake.release("error")
            let answer = try client.readAnswer()

            #expect(answer.status == 429)
            #expect(answer.text == #"{"error":{"code":429,"message":"busy"}}"#)
            #expect(answer.value("content-type") == "application/json")
        }
    }

    @Test func `an error in a 200 gets the status that it stands for`() async throws {
        try await GatewayBench.run { bench in
            bench.fake.script(.json(#"{"id":"gen-1","error":{"message":"overloaded","code":502}}"#))

            let answer = try bench.ask(Bench.post())

            #expect(answer.status == 502)
            #expect(answer.text == #"{"id":"gen-1","error":{"message":"overloaded","code":502}}"#)
        }
    }

    @Test func `the refusal of our key is never shown to a client`() async throws {
        try await GatewayBench.run { bench in
            bench.fake.script(
                .json(status: 401, #"{"error":{"code":401,"message":"User not found."}}"#),
                .json(#"{"error":{"code":401,"message":"User not found."}}"#)
            )

            for _ in 0..<2 {
                let answer = try bench.ask(Bench.post())
                #expect(answer.status == 503)
                #expect(answer.code == "no_key_ready")
                #expect(answer.value("retry-after") == "60")
                #expect(!answer.text.contains("User not found"))
            }
        }
    }

    @Test func `our key in a held answer is masked`() async throws {
        try await GatewayBench.run { bench in
            bench.fake.script(
                .json(#"{"you":"sent \#(Bench.key)!"}"#),
                .json(status: 400, #"{"error":"\#(Bench.key)"}"#)
            )
            let mask = String(repeating: "*", count: Bench.key.utf8.count)

            let texts = try (0..<2).map { _ in try bench.ask(Bench.post()).text }

            #expect(texts == [#"{"you":"sent \#(mask)!"}"#, #"{"error":"\#(mask)"}"#])
        }
    }

    @Test func `a stream that waits is opened, and a later failure is its last event`() async throws {
        try await GatewayBench.run {
            $0.openAfter = .milliseconds(10)
        } _: { bench in
            bench.fake.script([
                .waitForRelease("error"), .send("HTTP/1.1 429 No\r\ncontent-type: application/json\r\n"),
                .send("content-length: 20\r\n\r\n{\"error\":{\"code\":1}}\n"), .close,
            ])
            let client = try bench.connect()
            try client.send(Bench.post(body: Bench.streaming))

            let opening = try client.read(through: "\n\n").text
            await bench.fake.release("error")
            let rest = try client.readToEnd().text

            #expect(opening.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(opening.contains(": waiting for the upstream"))
            #expect(rest.contains(#"data: {"error":{"code":1}}"#))
            #expect(rest.hasSuffix("0\r\n\r\n"))
        }
    }

    // MARK: Streams that break

    @Test(arguments: ["cut", "reset"])
    func `a stream that breaks off ends with an error event and no mark of a good end`(how: String) async throws {
        try await GatewayBench.run { bench in
            let answer = try bench.ask(Bench.post(scenario: how, body: Bench.streaming))

            #expect(answer.status == 200)
            let last = try #require(answer.events.last)
            #expect(last.contains("upstream_incomplete"))
            #expect(last.contains(#""finish_reason":"error""#))
            #expect(!answer.text.contains("[DONE]"))
        }
    }

    @Test func `the incomplete event before a cut is left out`() async throws {
        try await GatewayBench.run { bench in
            bench.fake.script([
                .send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"),
                .send("data: {\"choices\":[{\"delta\":{\"content\":\"whole\"}}]}\n\ndata: {\"choices\":[{\"del"),
                .reset,
            ])

            let answer = try bench.ask(Bench.post(body: Bench.streaming))

            #expect(answer.events.count == 2)
            #expect(answer.events[0].contains("whole"))
            #expect(answer.events[1].contains("upstream_incomplete"))
        }
    }

    @Test func `a body that breaks off is never passed on as whole`() async throws {
        try await GatewayBench.run { bench in
            bench.fake.script([
                .send("HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: 100\r\n\r\nsound"), .close,
            ])
            let client = try bench.connect()
            try client.send(Bench.post("/v1/audio/speech"))

            #expect(throws: RawClient.Failure.self) { try client.readAnswer() }
        }
    }

    // MARK: Attempts

    @Test func `an answer that never began is asked for once more, and told`() async throws {
        try await GatewayBench.run { bench in
            bench.fake.script([.close])

            let answer = try bench.ask(Bench.post())

            #expect(answer.status == 200)
            #expect(answer.value("x-keywheel-attempts") == "2")
            #expect(bench.fake.requestCount == 2)
        }
    }

    @Test func `an upstream that cannot be reached is a 502, and health says so`() async throws {
        try await GatewayBench.run {
            $0.baseURL = "http://127.1.0.2:1/api/v1"
            $0.upstreamHost = "127.1.0.2"
        } _: { bench in
            #expect(bench.status.isUpstreamReachable)

            let answer = try bench.ask(Bench.post())

            #expect(answer.status == 502)
            #expect(answer.code == "upstream_unreachable")
            #expect(!bench.status.isUpstreamReachable)
            let health = try bench.ask(Bench.get("/health"))
            #expect(health.status == 200)
            #expect(health.text.contains(#""openrouter_status":"down""#))
        }
    }

    @Test func `a deadline is a 504`() async throws {
        try await GatewayBench.run {
            $0.openAfter = nil
        } client: {
            $0.firstByteTimeout = .milliseconds(20)
        } _: { bench in
            let answer = try bench.ask(Bench.post(scenario: "silent"))

            #expect(answer.status == 504)
            #expect(answer.code == "upstream_timeout")
            #expect(bench.fake.requestCount == 1)
        }
    }

    // MARK: Clients that leave

    @Test(arguments: ["silent", "interval=1ms;events=100000"])
    func `a client that leaves takes its upstream request with it`(scenario: String) async throws {
        try await GatewayBench.run { bench in
            var client: RawClient? = try bench.connect()
            try client?.send(Bench.post(scenario: scenario, body: Bench.streaming))
            _ = await bench.fake.requests(atLeast: 1)

            client = nil

            #expect(await bench.fake.aborts(atLeast: 1).count == 1)
            #expect(try bench.ask(Bench.post()).status == 200)
        }
    }

    // MARK: What never goes up

    @Test func `requests that are ours to answer, or to refuse, never reach the upstream`() async throws {
        try await GatewayBench.run { bench in
            let requests = [
                Bench.get("/"), Bench.get("/health/ready"), "OPTIONS /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n",
                Bench.post("/health"), Bench.get("/nowhere"), Bench.get("/v1/%2e%2e/keys"), Bench.get("/v1/keys"),
                Bench.post(fields: "Content-Encoding: gzip\r\n"), Bench.post(fields: "Expect: 200-ok\r\n"),
                Bench.post(body: #"{"model":"a","mod\u0065l":"b"}"#),
            ]

            let answers = try requests.map(bench.ask)

            #expect(answers.map(\.status) == [200, 200, 204, 405, 404, 400, 403, 415, 417, 400])
            #expect(
                answers.dropFirst(3).map(\.code) == [
                    "method_not_allowed", "not_found", "bad_request", "endpoint_disabled",
                    "unsupported_content_encoding", "expectation_failed", "ambiguous_body",
                ]
            )
            #expect(bench.fake.requestCount == 0)
        }
    }

    @Test func `without a key every request is told so`() async throws {
        try await GatewayBench.run {
            $0.key = nil
        } _: { bench in
            let answer = try bench.ask(Bench.post("/v1/messages"))

            #expect(answer.status == 503)
            #expect(answer.text.hasPrefix(#"{"type":"error","error":{"type":"overloaded_error""#))
            #expect(answer.code == "no_key_ready")
            #expect(try bench.ask(Bench.get("/health/ready")).status == 503)
            #expect(bench.fake.requestCount == 0)
        }
    }

    @Test func `a body beyond the limit is refused, and files have a limit of their own`() async throws {
        try await GatewayBench.run {
            $0.maxBody = 10
            $0.maxFileBody = 1000
        } _: { bench in
            #expect(try bench.ask(Bench.post(body: String(repeating: "x", count: 11))).code == "body_too_large")
            #expect(bench.fake.requestCount == 0)
            _ = try bench.ask(Bench.post("/v1/files", body: String(repeating: "x", count: 900)))
            #expect(bench.fake.requests.first?.bodyLength == 900)
        }
    }
}
