internal import FakeOpenRouter
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct RecordingTests {
    @Test func `a request is recorded as it came, headers in order and body`() async throws {
        try await withFake { fake in
            _ = try fake.ask(
                "POST /api/v1/chat/completions?x=1 HTTP/1.1\r\nHost: fake\r\nX-B:  two \r\nx_a: one\r\nX-B: three\r\n"
                    + "Authorization: Bearer sk-or-v1-0123\r\nContent-Length: 2\r\n\r\n{}"
            )

            let request = try #require(fake.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/api/v1/chat/completions?x=1")
            #expect(request.path == "/api/v1/chat/completions")
            #expect(request.fields.prefix(4).map(\.name) == ["Host", "X-B", "x_a", "X-B"])
            #expect(request.fields.prefix(4).map(\.value) == ["fake", "two", "one", "three"])
            #expect(request.value(of: "x-b") == "two")
            #expect(request.bodyText == "{}")
            #expect(request.bodySHA256 == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
        }
    }

    @Test func `of a large body the beginning is kept, and the digest of all`() async throws {
        try await withFake {
            $0.bodyBytesKept = 10
        } _: { fake in
            _ = try fake.ask(post(body: String(repeating: "a", count: 1000)))

            let request = try #require(fake.requests.first)
            #expect(request.body.count == 10)
            #expect(request.bodyLength == 1000)
            #expect(request.bodySHA256 == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
        }
    }

    @Test func `only the latest requests are remembered`() async throws {
        try await withFake {
            $0.requestsKept = 3
        } _: { fake in
            for number in 1...5 { _ = try fake.ask(get("/api/v1/models?\(number)")) }

            #expect(fake.requestCount == 5)
            #expect(fake.requests.map(\.number) == [3, 4, 5])
            #expect(fake.requests.map(\.target) == (3...5).map { "/api/v1/models?\($0)" })
        }
    }

    @Test func `chunked bodies and bodies that wait for a 100 arrive`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(
                "POST /api/v1/embeddings HTTP/1.1\r\nHost: fake\r\nAuthorization: Bearer sk-or-1\r\n"
                    + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            #expect(try client.readAnswer().status == 100)
            try client.send("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n")

            #expect(try client.readAnswer().status == 200)
            #expect(fake.requests.first?.bodyText == "abcde")
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(get("/api/v1/models/count") + post(scenario: "delay=10ms") + get("/api/v1/key"))

            let first = try client.readAnswer().text
            #expect(first.contains("count"))
            let second = try client.readAnswer().text
            #expect(second.contains("chat.completion"))
            let third = try client.readAnswer().text
            #expect(third.contains("limit_remaining"))
        }
    }

    @Test func `what is no request is refused`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(
                "POST /api/v1/models HTTP/1.1\r\nHost: fake\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
            )

            #expect(try client.readToEnd().text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(fake.requestCount == 0)
        }
    }

    @Test func `keys are shown as digests only`() async throws {
        try await withFake { fake in
            let echo = try fake.ask(post(scenario: "echo", key: "sk-or-secret"))
            let pages = try fake.ask(get("/fake/requests"))

            let digest = try #require(fake.requests.first?.keySHA256)
            #expect(!echo.text.contains("sk-or-secret"))
            #expect(!pages.text.contains("sk-or-secret"))
            #expect(echo.text.contains(#""key_sha256":"\#(digest)""#))
        }
    }
}
