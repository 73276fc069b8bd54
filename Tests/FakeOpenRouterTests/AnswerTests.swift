internal import FakeOpenRouter
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct AnswerTests {
    @Test func `a chat completion comes with the shape and the headers of OpenRouter`() async throws {
        try await withFake { fake in
            let answer = try fake.ask(post())

            #expect(answer.status == 200)
            #expect(answer.value("content-type") == "application/json")
            #expect(answer.value("server") == "cloudflare")
            #expect(answer.value("access-control-expose-headers") == "X-Generation-Id,X-Provider-Name,cf-ray")
            let id = try #require(answer.value("x-generation-id"))
            #expect(answer.text.hasPrefix(#"{"id":"\#(id)","object":"chat.completion","#))
            #expect(answer.text.contains(#""model":"acme/one""#))
        }
    }

    @Test func `every answer has an id of its own`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            var ids: Set<String> = []
            for _ in 0..<50 {
                try client.send(post())
                ids.insert(try client.readAnswer().value("x-generation-id") ?? "")
            }

            #expect(ids.count == 50)
            #expect(fake.connectionCount == 1)
        }
    }

    @Test(arguments: ["chat/completions", "completions", "responses", "images"])
    func `a stream ends with DONE`(path: String) async throws {
        try await withFake { fake in
            let answer = try fake.ask(post(path, body: streaming))

            #expect(answer.value("content-type") == "text/event-stream")
            #expect(answer.text.hasPrefix(": OPENROUTER PROCESSING\n\n"))
            #expect(answer.events.last == "[DONE]")
        }
    }

    @Test func `a stream of messages has Anthropic's event names`() async throws {
        try await withFake { fake in
            let answer = try fake.ask(post("messages", scenario: "events=1", body: streaming))

            let names = answer.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
            #expect(
                names == [
                    "message_start", "ping", "content_block_start", "content_block_delta", "content_block_stop",
                    "message_delta", "message_stop",
                ]
            )
        }
    }

    @Test func `all chunks of a stream carry the id of the head`() async throws {
        try await withFake { fake in
            let answer = try fake.ask(post(body: streaming))

            let id = try #require(answer.value("x-generation-id"))
            #expect(answer.events.dropLast().allSatisfy { $0.hasPrefix(#"{"id":"\#(id)""#) })
        }
    }

    @Test(arguments: [
        "embeddings", "rerank", "images", "audio/speech", "audio/transcriptions", "completions", "messages",
        "responses",
    ])
    func `every inference endpoint answers`(path: String) async throws {
        try await withFake { fake in
            let answer = try fake.ask(post(path))

            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [
        "models", "models/count", "models/user", "models/openai/gpt-4.1-mini/endpoints", "model/openai/gpt-4.1-mini",
        "providers", "endpoints/zdr", "embeddings/models", "images/models", "key", "auth/key", "credits", "files",
    ])
    func `every catalogue and account page answers`(path: String) async throws {
        try await withFake { fake in
            let answer = try fake.ask(get("/api/v1/\(path)"))

            #expect(answer.status == 200)
            #expect(answer.text.hasPrefix("{"))
        }
    }

    @Test func `without a key, or with one of another kind, there is 401`() async throws {
        try await withFake { fake in
            let noKey = try fake.ask(post(key: nil)).text
            #expect(noKey.contains("Missing Authentication header"))
            let otherKind = try fake.ask(post(key: "sk-wrong")).text
            #expect(otherKind.contains("User not found."))
            let messages = try fake.ask(post("messages", key: nil)).text
            #expect(messages.contains(#""type":"authentication_error""#))
            #expect(try fake.ask("GET /api/v1/models HTTP/1.1\r\nHost: fake\r\n\r\n").status == 200)
        }
    }

    @Test func `a path that OpenRouter does not have is 404, and a browser's question 204`() async throws {
        try await withFake { fake in
            #expect(try fake.ask(post("nothing")).status == 404)
            let preflight = try fake.ask("OPTIONS /api/v1/models HTTP/1.1\r\nHost: fake\r\n\r\n")
            #expect(preflight.status == 204)
        }
    }

    @Test func `HEAD gets the head of GET`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send("HEAD /api/v1/models HTTP/1.1\r\nHost: fake\r\nConnection: close\r\n\r\n")
            let head = try client.readToEnd().text

            #expect(head.contains("content-length: "))
            #expect(head.hasSuffix("\r\n\r\n"))
        }
    }
}
