internal import FakeOpenRouter
internal import HTTPClient
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct TransferTests {
    // MARK: Whole answers

    @Test func `a request arrives as it was made, and its answer comes whole`() async throws {
        try await Bench.run { bench in
            let answer = await bench.fetch("/chat/completions?x=%2F", method: "POST") {
                $0.body = #"{"model":"acme/one","messages":[]}"#
            }

            #expect(answer.error == nil)
            #expect(answer.status == 200)
            #expect(answer.text.contains("chat.completion"))
            let request = try #require(bench.fake.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/api/v1/chat/completions?x=%2F")
            #expect(request.bodyText == #"{"model":"acme/one","messages":[]}"#)
            #expect(request.value(of: "user-agent") == nil)
            #expect(request.value(of: "expect") == nil)
        }
    }

    @Test(arguments: ["DELETE", "PATCH", "PUT", "POST"])
    func `every method goes up, with an empty body too`(method: String) async throws {
        try await Bench.run { bench in
            _ = await bench.fetch(method: method) { $0.body = "" }
            _ = await bench.fetch(method: method) { $0.body = "{}" }
            _ = await bench.fetch(method: "GET")

            #expect(bench.fake.requests.map(\.method) == [method, method, "GET"])
            #expect(bench.fake.requests.map(\.bodyText) == ["", "{}", ""])
            #expect(bench.fake.requests.first?.value(of: "content-length") == "0")
        }
    }

    @Test func `HEAD waits for no body, and the next request has its own again`() async throws {
        try await Bench.run { bench in
            bench.fake.script([.send("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n")])

            let head = await bench.fetch(method: "HEAD")
            let get = await bench.fetch()

            #expect((head.status, head.error) == (200, nil))
            #expect(head.body == [])
            #expect(get.text.contains("count"))
        }
    }

    @Test func `one connection serves one request after the other`() async throws {
        try await Bench.run { bench in
            var kept: [Bool] = []
            for _ in 0..<5 { kept.append(await bench.fetch().usedKeptConnection) }

            #expect(kept == [false, true, true, true, true])
            #expect(bench.fake.connectionCount == 1)
            _ = await bench.fetch { $0.freshConnection = true }
            #expect(bench.fake.connectionCount == 2)
        }
    }

    @Test func `resolved names need no name service`() async throws {
        try await Bench.run { bench in
            let resolver = Resolver(lookUp: { _ in .success(["127.0.0.1"]) })
            let answer = try await resolver.resolve("upstream.invalid").get()

            let received = await bench.fetch {
                $0.url = "http://upstream.invalid:\(bench.fake.port)/api/v1/models/count"
                $0.resolved = [ResolvedHost(host: "upstream.invalid", port: UInt16(bench.fake.port), answer: answer)]
            }

            #expect((received.status, received.error) == (200, nil))
        }
    }

    // MARK: Flow

    @Test func `a paused transfer takes nothing more until it is resumed`() async throws {
        try await Bench.run { bench in
            let size = 8 << 20
            bench.fake.script(
                [.send("HTTP/1.1 200 OK\r\ncontent-length: \(size)\r\n\r\n" + String(repeating: "x", count: size))])
            await bench.begin("/models") { $0.pauses = true }
            var paused = 0
            while paused == 0 {
                await Task.yield()
                paused = await bench.withFirst { $0.received.body.count } ?? 0
            }

            // when other requests come and go meanwhile
            for _ in 0..<3 { #expect(await bench.fetch().status == 200) }

            // then it has not moved, and goes on when it may
            #expect(await bench.withFirst { $0.received.body.count } == paused)
            #expect(paused < size)
            await bench.withFirst { $0.transfer.resume() }
            while await bench.withFirst({ $0.received.ended }) == 0 { await Task.yield() }
            #expect(await bench.withFirst { $0.received.body.count } == size)
        }
    }

    @Test(arguments: ["silent", "interval=1ms;events=100000", "head-only"])
    func `a cancelled transfer closes its connection and is heard of no more`(scenario: String) async throws {
        try await Bench.run { bench in
            await bench.begin("/chat/completions", scenario: scenario) {
                $0.method = "POST"
                $0.body = #"{"model":"acme/one","stream":true,"messages":[]}"#
            }
            _ = await bench.fake.requests(atLeast: 1)

            await bench.withFirst { $0.transfer.cancel() }

            #expect(await bench.fake.aborts(atLeast: 1).count == 1)
            #expect(await bench.withFirst { $0.received.ended } == 0)
            #expect(await bench.fetch().status == 200)
        }
    }

    @Test func `a delegate that wants no more ends the transfer`() async throws {
        try await Bench.run { bench in
            let answer = await bench.fetch("/chat/completions", method: "POST", scenario: "interval=1ms;events=100000")
            {
                $0.body = #"{"model":"acme/one","stream":true,"messages":[]}"#
                $0.aborts = true
            }

            #expect(answer.error?.kind == .cancelled)
            #expect(answer.ended == 1)
            #expect(await bench.fake.aborts(atLeast: 1).count == 1)
        }
    }

    // MARK: Deadlines

    @Test func `an answer that does not begin is given up at its deadline`() async throws {
        try await Bench.run {
            $0.firstByteTimeout = .milliseconds(20)
        } _: { bench in
            let answer = await bench.fetch(scenario: "silent")

            #expect(answer.error?.kind == .timedOut(.firstByte))
            #expect(await bench.fake.aborts(atLeast: 1).count == 1)
        }
    }

    @Test func `an answer that falls silent is given up at its deadline`() async throws {
        try await Bench.run {
            $0.silenceTimeout = .milliseconds(20)
        } _: { bench in
            let answer = await bench.fetch(scenario: "head-only")

            #expect(answer.error?.kind == .timedOut(.silence))
            #expect(answer.status == 200)
        }
    }

    @Test func `an answer that never ends is given up at the deadline of the whole`() async throws {
        try await Bench.run {
            $0.totalTimeout = .milliseconds(50)
        } _: { bench in
            let drip: [Step] = [
                .send("HTTP/1.1 200 OK\r\n\r\n"), .repeat([.send("x"), .wait(.milliseconds(1))], times: nil),
            ]
            bench.fake.script(Reply(drip))

            let answer = await bench.fetch()

            #expect(answer.error?.kind == .timedOut(.total))
            #expect(!answer.body.isEmpty)
        }
    }

    // MARK: Failures

    @Test func `a port at which nobody listens is unreachable, and nothing was sent`() async throws {
        try await Bench.run { bench in
            let answer = await bench.fetch { $0.url = "http://127.1.0.1:1/" }

            #expect(answer.error?.kind == .unreachable)
            #expect(answer.sendings == 0)
        }
    }

    @Test func `a server that speaks no TLS is no trusted one`() async throws {
        try await Bench.run { bench in
            let answer = await bench.fetch { $0.url = "https://127.0.0.1:\(bench.fake.port)/" }

            #expect(answer.error?.kind == .tls)
        }
    }

    @Test(arguments: ["no-answer", "no-answer-reset"])
    func `a fresh connection that ends without a byte is unanswered`(scenario: String) async throws {
        try await Bench.run { bench in
            let answer = await bench.fetch(scenario: scenario)

            #expect(answer.error?.kind == .unanswered)
            #expect(!answer.usedKeptConnection)
            #expect(bench.fake.requestCount == 1)
        }
    }

    @Test(arguments: ["cut", "reset"])
    func `an answer that breaks off is incomplete`(scenario: String) async throws {
        try await Bench.run { bench in
            let answer = await bench.fetch("/chat/completions", method: "POST", scenario: scenario) {
                $0.body = #"{"model":"acme/one","stream":true,"messages":[]}"#
            }

            #expect(answer.error?.kind == .incomplete)
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nX: a\u{0}b\r\nContent-Length: 0\r\n\r\n",
    ])
    func `an answer that is no acceptable HTTP is invalid`(bytes: String) async throws {
        try await Bench.run { bench in
            bench.fake.script([.send(bytes), .close])

            #expect(await bench.fetch().error?.kind == .invalid)
        }
    }

    // MARK: Kept connections that died

    @Test(arguments: [false, true])
    func `a kept connection that the upstream has closed costs nothing`(byReset: Bool) async throws {
        try await Bench.run { bench in
            for _ in 0..<3 {
                #expect(await bench.fetch().error == nil)
                await bench.fake.closeIdleConnections(byReset: byReset)
            }

            #expect(await bench.fetch().error == nil)
            #expect(bench.fake.requestCount == 4)
        }
    }

    @Test(arguments: ["drop-next", "drop-next-reset"])
    func `a kept connection that swallows the request is repeated on a fresh one, and counted`(
        scenario: String
    ) async throws {
        try await Bench.run { bench in
            #expect(await bench.fetch(scenario: scenario).error == nil)

            let answer = await bench.fetch()

            #expect(answer.error == nil)
            #expect(answer.status == 200)
            #expect(answer.sendings == 2)
            #expect(bench.fake.connectionCount == 2)
        }
    }
}
