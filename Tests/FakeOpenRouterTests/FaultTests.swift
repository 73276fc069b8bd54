internal import FakeOpenRouter
internal import Glibc
internal import TestSupport
internal import Testing

/// Faults as a client sees them on the wire.
@Suite(.timeLimit(.minutes(1)))
struct FaultTests {
    @Test(arguments: [true, false])
    func `a cut leaves the body incomplete`(streams: Bool) async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(post(scenario: "cut", body: streams ? streaming : "{}"))
            let text = try client.readToEnd().text

            #expect(!text.hasSuffix("0\r\n\r\n"))
            #expect(!text.hasSuffix("}}}"))
        }
    }

    @Test func `a reset is one`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(post(scenario: "no-answer-reset"))

            let failure = #expect(throws: RawClient.Failure.self) { try client.readToEnd() }
            #expect(failure?.code == ECONNRESET)
        }
    }

    @Test func `a connection may end with its next request`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(post(scenario: "drop-next"))
            #expect(try client.readAnswer().status == 200)

            try client.send(get("/api/v1/models"))

            #expect(throws: RawClient.Failure.self) {
                // A FIN, or an RST where the request had not been read.
                if try client.readSome().isEmpty { throw RawClient.Failure(call: "end", code: 0) }
            }
            #expect(fake.requestCount == 1)
        }
    }

    @Test func `idle connections can be closed, busy ones stay`() async throws {
        try await withFake { fake in
            let idle = try RawClient(port: fake.port)
            try idle.send(post())
            _ = try idle.readAnswer()
            let busy = try RawClient(port: fake.port)
            try busy.send(post(scenario: "gate=x"))
            _ = await fake.requests(atLeast: 2)

            await fake.closeIdleConnections()

            #expect(try idle.readToEnd().isEmpty)
            await fake.release("x")
            #expect(try busy.readAnswer().status == 200)
        }
    }

    @Test func `an answer may come before the body`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send("POST /api/v1/files HTTP/1.1\r\nHost: fake\r\nContent-Length: 100000000\r\n")
            try client.send("X-Fake-Scenario: early\r\nAuthorization: Bearer sk-or-1\r\n\r\n")

            #expect(try client.readAnswer().status == 413)
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test func `a fault may pass after some times`() async throws {
        try await withFake { fake in
            let request = post(scenario: "error;status=503;times=2")

            let statuses = try (0..<4).map { _ in try fake.ask(request).status }
            let other = try fake.ask(post(scenario: "error;status=503;times=2;id=b"))

            #expect(statuses == [503, 503, 200, 200])
            #expect(other.status == 503)
        }
    }

    @Test func `an unknown scenario is a 400 that says so`() async throws {
        try await withFake { fake in
            let answer = try fake.ask(post(scenario: "nothing"))

            #expect(answer.status == 400)
            #expect(answer.text.contains("there is no scenario 'nothing'"))
        }
    }

    @Test func `an echo of raw bytes is exact, and large bodies pass`() async throws {
        try await withFake { fake in
            let body = [UInt8](repeating: 7, count: 3_000_000) + [1, 2, 3]
            let client = try RawClient(port: fake.port)
            let head = "POST /api/v1/audio/speech HTTP/1.1\r\nHost: fake\r\nContent-Length: \(body.count)\r\n"
            try client.send(head + "Content-Type: audio/x-fake\r\nX-Fake-Scenario: echo-raw\r\n\r\n")
            try client.send(body)

            let answer = try client.readAnswer()
            #expect(answer.value("content-type") == "audio/x-fake")
            #expect(answer.body == body)
        }
    }

    @Test func `whitespace comes before the JSON`() async throws {
        try await withFake { fake in
            let answer = try fake.ask(post(scenario: "padding;count=2;interval=1ms"))

            #expect(answer.text.hasPrefix("         \n         \n{"))
        }
    }

    @Test func `an event comes in two writes`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(post(scenario: "split;inside=20;gate=rest;comments=0;framing=close", body: streaming))
            let first = try client.read(through: "\r\n\r\n").count
            #expect(first > 0)
            let begun = try client.readSome().text
            #expect(begun.count == 20)

            await fake.release("rest")
            let whole = try begun + client.readToEnd().text
            #expect(whole.hasSuffix("data: [DONE]\n\n"))
        }
    }

    @Test func `a client that reads fast does not keep others waiting`() async throws {
        try await withFake { fake in
            let greedy = try RawClient(port: fake.port)
            try greedy.send(post(scenario: "endless", body: streaming))
            let reading = Task.detached {
                // Reads until the stop of the fake resets it.
                while (try? greedy.readSome().isEmpty) == false {}
            }

            let answer = try fake.ask(post())
            #expect(answer.status == 200)
            await fake.stop()
            await reading.value
        }
    }

    @Test func `a missing DONE and a missing finish reason`() async throws {
        try await withFake { fake in
            let noDone = try fake.ask(post(scenario: "no-done", body: streaming))
            let neither = try fake.ask(post(scenario: "no-done,no-finish", body: streaming))

            #expect(noDone.events.last?.contains(#""usage""#) == true)
            #expect(!neither.text.contains(#""finish_reason":"stop""#) && !neither.text.contains("[DONE]"))
        }
    }

    @Test func `an error after comments, bare or in its documented form`() async throws {
        try await withFake { fake in
            let bare = try fake.ask(post(scenario: "error-event;comments=3;status=429", body: streaming))
            let chunk = try fake.ask(post(scenario: "error-chunk;after=1;done", body: streaming))

            #expect(bare.text.hasPrefix(": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n: OPEN"))
            #expect(bare.events.count == 1)
            #expect(bare.events[0].hasPrefix(#"{"error":{"message":"Rate limit exceeded","code":429"#))
            #expect(chunk.events.count == 3)
            #expect(chunk.events[1].hasSuffix(#""finish_reason":"error"}]}"#))
            #expect(chunk.events[2] == "[DONE]")
        }
    }
}
