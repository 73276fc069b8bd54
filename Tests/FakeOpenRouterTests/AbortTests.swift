internal import FakeOpenRouter
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct AbortTests {
    @Test func `a client that leaves in the middle of a stream is an abort`() async throws {
        try await withFake { fake in
            var client: RawClient? = try RawClient(port: fake.port)
            try client?.send(post(scenario: "interval=5ms;events=10000", body: streaming))
            _ = try client?.read(through: "data: ")
            client = nil

            let abort = try #require(await fake.aborts(atLeast: 1).first)
            #expect(abort.request == 1)
            #expect(abort.target == "/api/v1/chat/completions")
            #expect(abort.bytesSent > 0)
            #expect(!abort.whileSending)
            #expect(fake.exchanges.first?.outcome == .aborted)
        }
    }

    @Test(arguments: [true, false])
    func `a client that leaves before the first byte is an abort`(byReset: Bool) async throws {
        try await withFake { fake in
            var client: RawClient? = try RawClient(port: fake.port)
            try client?.send(post(scenario: "silent"))
            _ = await fake.requests(atLeast: 1)
            if byReset { client?.reset() }
            client = nil

            let abort = try #require(await fake.aborts(atLeast: 1).first)
            #expect(abort.bytesSent == 0)
        }
    }

    @Test func `a FIN while the answer is pending counts as leaving`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(post(scenario: "silent"))
            client.finishWriting()

            #expect(await fake.aborts(atLeast: 1).count == 1)
        }
    }

    @Test func `a client that leaves in the middle of its request is an abort`() async throws {
        try await withFake { fake in
            var client: RawClient? = try RawClient(port: fake.port)
            try client?.send(post().dropLast().description)
            client = nil

            let abort = try #require(await fake.aborts(atLeast: 1).first)
            #expect(abort.whileSending)
            #expect(fake.requests.first?.bodyLength == 33)
        }
    }

    @Test func `a client that leaves with all of its answer is none`() async throws {
        try await withFake { fake in
            _ = try fake.ask(post())
            _ = try fake.ask(post(scenario: "close-idle;idle=1h"))
            _ = try fake.ask(get("/api/v1/models"))

            #expect(await fake.exchangesEnded(atLeast: 3).map(\.outcome) == [.answered, .answered, .answered])
            #expect(fake.aborts.isEmpty)
        }
    }

    @Test func `an answer that we cut is no abort`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(post(scenario: "cut"))
            _ = try client.readToEnd()

            #expect(await fake.exchangesEnded(atLeast: 1).first?.outcome == .cut)
            #expect(fake.aborts.isEmpty)
        }
    }

    @Test func `waiting for what does not happen ends with the task`() async throws {
        try await withFake { fake in
            let waiting = Task { await fake.aborts(atLeast: 1) }
            waiting.cancel()

            #expect(await waiting.value.isEmpty)
        }
    }
}
