internal import EventLoop
internal import HTTPWire
internal import TestSupport
internal import Testing

@testable internal import FakeOpenRouter

struct RenderingTests {
    static let paths = ["chat/completions", "completions", "responses", "messages", "images", "embeddings", "models/x"]

    /// The reply to a request with that scenario.
    private func reply(_ path: String, _ scenario: String, streams: Bool) throws -> Reply {
        let text = post(path, scenario: scenario, body: streams ? streaming : "{}")
        var reader = RequestReader(connection: 1, bodyLimit: 1000)
        var input = Array(text.utf8)
        _ = try reader.next(&input, now: .never)
        guard case .request(let request) = try reader.next(&input, now: .never) else { throw FakeError("no request") }
        let visit = Visit(
            request: request,
            scenario: try Scenario(scenario),
            body: BodyLook(request.body),
            time: 1_790_000_000,
            shared: Shared(FakeConfiguration())
        )
        return Answerer.draft(for: visit).rendered()
    }

    @Test(arguments: Fault.all.map(\.name), [true, false])
    func `every fault has an answer on every endpoint`(fault: String, streams: Bool) throws {
        for path in Self.paths {
            let reply = try reply(path, "\(fault);size=1KiB;count=3;events=3;interval=1ms", streams: streams)

            #expect(!reply.steps.isEmpty)
            #expect(
                reply.answersBeforeBody == fault.hasPrefix("early") && fault != "early-hints"
                    || !reply.answersBeforeBody
            )
        }
    }

    @Test func `a stream that is told in CRLF has no other line ends`() throws {
        let reply = try reply("chat/completions", "crlf;framing=close;comments=0", streams: true)

        let text = reply.steps.map(\.bytes).joined().map { $0 }.text
        #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
    }

    @Test func `waits stand before each content event`() throws {
        let reply = try reply("chat/completions", "interval=20ms;events=3", streams: true)

        #expect(reply.steps.filter { $0 == .wait(.milliseconds(20)) }.count == 3)
    }

    @Test func `a fault finds its place behind the content events`() throws {
        let reply = try reply("chat/completions", "reset;after=2;events=5", streams: true)

        let text = reply.steps.map(\.bytes).joined().map { $0 }.text
        #expect(reply.steps.last == .reset)
        #expect(text.components(of: "\"delta\"") == 2)
    }

    @Test func `a fault can stand inside an event, also inside a letter`() throws {
        // The text begins with "Grüße", whose third byte is the first of two.
        let whole = try reply("chat/completions", "utf8;events=1;framing=close;comments=0", streams: true)
        let event = whole.steps.map(\.bytes).joined().map { $0 }
        let head = try #require(event.end(of: Array("\r\n\r\n".utf8), from: 0))
        let letter = try #require(event.end(of: Array("Gr".utf8), from: head)) - head + 1

        let cut = try reply("chat/completions", "cut;after=0;inside=\(letter)B;utf8;comments=0", streams: true)
        #expect(cut.steps.last == .close)
        #expect(cut.steps.map(\.bytes).joined().dropLast(2).last == 0xC3)
    }

    @Test func `a tool call's arguments are whole, however many events carry them`() throws {
        for events in [1, 2, 5, 40] {
            let reply = try reply("chat/completions", "tools;events=\(events);framing=close", streams: true)
            let text = reply.steps.map(\.bytes).joined().map { $0 }.text

            let parts = text.split(separator: #""arguments":""#).dropFirst(2).map { $0.prefix { $0 != "}" } }
            #expect(parts.count == events)
        }
    }
}

extension Step {
    /// What the step writes.
    var bytes: [UInt8] {
        switch self {
        case .send(let payload), .sendInPieces(let payload, _, _): payload.bytes
        default: []
        }
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
