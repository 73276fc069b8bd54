internal import HTTPServer
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct RequestBodyTests {
    private func post(_ fields: String, _ body: String = "") -> String {
        "POST /echo HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\(body)"
    }

    @Test func `bodies of known length arrive whole, whatever their size`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            for size in [0, 1, 4000, 4096, 10_000, 64 * 1024] {
                let body = String(repeating: "x", count: size)
                try client.send(post("Content-Length: \(size)\r\n", body))
                #expect(try client.readAnswer().text == body)
            }
            #expect(server.budget.bytesHeld == 0)
        }
    }

    @Test func `chunked bodies arrive unframed, with extensions and trailers left out`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(
                post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2;x=\"y\"\r\nde\r\n0\r\nTrailer: 1\r\n\r\n")
                    + post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n")
            )

            #expect(try client.readAnswer().text == "abcde")
            #expect(try client.readAnswer().text == "")
        }
    }

    @Test func `a chunked body may come one byte at a time`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            for byte in Array(post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n").utf8) {
                try client.send([byte])
            }

            #expect(try client.readAnswer().text == "abc0123456789")
        }
    }

    @Test func `a large chunked body needs no more input buffer than its chunks`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            let piece = String(repeating: "y", count: 1000)
            let chunks = String(repeating: "3e8\r\n\(piece)\r\n", count: 60)
            try client.send(post("Transfer-Encoding: chunked\r\n", chunks + "0\r\n\r\n"))

            #expect(try client.readAnswer().body.count == 60_000)
        }
    }

    @Test func `a client that waits for a 100 gets one, once its body is wanted`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(post("Content-Length: 4\r\nExpect: 100-continue\r\n"))
            #expect(try client.readAnswer().status == 100)
            try client.send("body")

            #expect(try client.readAnswer().text == "body")
        }
    }

    @Test func `a client that did not wait for its 100 gets none`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(post("Content-Length: 4\r\nExpect: 100-continue\r\n", "body"))

            #expect(try client.readAnswer().status == 200)
        }
    }

    @Test(arguments: [
        "Content-Length: 65537\r\nExpect: 100-continue\r\n", "Content-Length: 9000000000000000000\r\n",
    ])
    func `a body that is announced too large is refused before any of it comes`(fields: String) async throws {
        try await TestServer.run { server in
            let text = try server.exchange(post(fields))

            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(text.contains("Connection: close\r\n"))
            #expect(server.budget.bytesHeld == 0)
        }
    }

    @Test func `a chunked body that turns out too large is refused`() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(
                post("Transfer-Encoding: chunked\r\n", "10001\r\n" + String(repeating: "x", count: 0x10001))
            )

            #expect(try client.readAnswer().status == 413)
            #expect(server.budget.bytesHeld == 0)
        }
    }

    @Test(arguments: ["x\r\n", "-1\r\n", "3\r\nabcd\r\n", "1\nx\n0\n\n", "ffffffffffffffff1\r\n"])
    func `broken chunks are refused`(body: String) async throws {
        try await TestServer.run { server in
            let status = try server.status(post("Transfer-Encoding: chunked\r\n", body))
            #expect(status == 400)
        }
    }

    @Test func `no memory left is said, and nothing is kept`() async throws {
        try await TestServer.run { server in
            server.budget.setLimit(1000)

            let text = try server.exchange(post("Content-Length: 5000\r\n", String(repeating: "x", count: 3000)))

            #expect(text.hasPrefix("HTTP/1.1 503 "))
            #expect(server.budget.bytesHeld == 0)
        }
    }

    @Test func `a client that leaves in the middle of its body is noticed`() async throws {
        try await TestServer.run { server in
            var client: RawClient? = try server.connect()
            try client?.send(post("Content-Length: 10\r\n", "abc"))
            client = nil

            #expect(await server.nextEvent() == "clientGone")
            #expect(server.budget.bytesHeld == 0)
        }
    }

    @Test func `a body that nobody reads closes the connection after the answer`() async throws {
        try await TestServer.run { server in
            let text = try server.exchange("POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")

            #expect(text.contains("Connection: close\r\n"))
            #expect(text.hasSuffix("/other"))
        }
    }
}
