internal import FakeOpenRouter
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct ControlPageTests {
    @Test func `pages tell what arrived and who left`() async throws {
        try await withFake { fake in
            _ = try fake.ask(post(body: #"{"x":1}"#))
            var client: RawClient? = try RawClient(port: fake.port)
            try client?.send(post(scenario: "silent"))
            _ = await fake.requests(atLeast: 2)
            client = nil
            _ = await fake.aborts(atLeast: 1)

            let requests = try fake.ask(get("/fake/requests")).text
            let aborts = try fake.ask(get("/fake/aborts")).text

            #expect(
                requests.hasPrefix(#"{"count":2,"requests":[{"request":{"number":1,"connection":1,"method":"POST""#)
            )
            #expect(requests.contains(#""body":"{\"x\":1}"}"#))
            #expect(requests.contains(#""outcome":"aborted""#))
            #expect(aborts.hasPrefix(#"{"count":1,"aborts":[{"request":2,"#))
        }
    }

    @Test func `a reset forgets`() async throws {
        try await withFake { fake in
            _ = try fake.ask(post())
            fake.script(.json("left over"))
            let reset = "POST /fake/reset HTTP/1.1\r\nHost: fake\r\nContent-Length: 0\r\n\r\n"

            #expect(try fake.ask(reset).status == 200)
            #expect(fake.requests.isEmpty)
            #expect(try fake.ask(post()).text != "left over")
            #expect(fake.requests.map(\.number) == [2])
        }
    }

    @Test func `a gate is opened by a page`() async throws {
        try await withFake { fake in
            let client = try RawClient(port: fake.port)
            try client.send(post(scenario: "gate=x"))
            _ = await fake.requests(atLeast: 1)

            _ = try fake.ask("POST /fake/release/x HTTP/1.1\r\nHost: fake\r\nContent-Length: 0\r\n\r\n")

            #expect(try client.readAnswer().status == 200)
        }
    }

    @Test func `an unknown page is 404`() async throws {
        try await withFake { fake in
            let answer = try fake.ask(get("/fake/nothing"))

            #expect(answer.status == 404)
        }
    }
}
