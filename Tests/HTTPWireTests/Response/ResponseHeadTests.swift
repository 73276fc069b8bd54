import HTTPWire
import Testing

struct ResponseHeadTests {
    @Test func `a head gives status, fields and its bytes`() throws {
        let parser = try response("HTTP/1.1 200 OK\r\nContent-Type:application/json\r\nX-A: \tb \r\nEmpty:\r\n\r\n")

        #expect(parser.status == 200)
        #expect(parser.isComplete)
        #expect(parser.fields.map { Array(parser.bytes[$0.name]).text } == ["Content-Type", "X-A", "Empty"])
        #expect(parser.fields.map { Array(parser.bytes[$0.value]).text } == ["application/json", "b", ""])
        #expect(parser.known == [.contentType])
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK", 200), ("HTTP/1.1 200 ", 200), ("HTTP/1.1 200", 200), ("HTTP/1.0 404 Not Found", 404),
        ("HTTP/2 200 ", 200), ("HTTP/2 503", 503), ("HTTP/1.1 599 x\u{80}\ty", 599), ("HTTP/1.1 529 Overloaded", 529),
    ])
    func `a status line needs version and status`(line: String, status: Int) throws {
        #expect(try response("\(line)\r\n\r\n").status == status)
    }

    @Test(arguments: [
        "", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/1.1 2000", "HTTP/1.1 20x OK", "HTTP/1.1  200 OK",
        "HTTP/1.1\t200",
        "HTTP/1.2 200 OK", "HTTP/3 200 ", "http/1.1 200 OK", "ICY 200 OK", " HTTP/1.1 200 OK", "HTTP/1.1 099 x",
        "HTTP/1.1 600 x", "HTTP/1.1 999 x", "HTTP/1.1 200-OK", "HTTP/1.1 -20 x", "HTTP/1.1 200 O\0K",
        "HTTP/1.1 200 O\u{7F}", "HTTP/1.1 200 OK\r", "Content-Length: 5", "HTTP/1.1 101 Switching Protocols",
    ])
    func `anything else is no answer`(line: String) {
        #expect(rejectionOfResponse("\(line)\r\n") == .statusLine)
    }

    @Test func `interim heads are swallowed, with their fields (case 17)`() throws {
        var parser = ResponseHeadParser()
        let text = "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
        let steps = try feed(text + "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n", to: &parser)

        #expect(steps == [.more, .more, .more, .interim, .more, .interim, .more, .more, .complete])
        #expect(parser.status == 201)
        #expect(parser.contentLength == 5)
        #expect(parser.fields.count == 1)
    }

    @Test(arguments: [
        ("text/event-stream", true, false), ("TEXT/Event-Stream; charset=utf-8", true, false),
        ("text/event-stream ;x", true, false), ("text/event-streams", false, false), ("text/plain", false, false),
        ("application/json", false, true), ("Application/JSON;charset=utf-8", false, true), ("", false, false),
        ("application/problem+json", false, true), ("application/x-ndjson", false, false), ("json", false, false),
        ("application/json, text/event-stream", false, false),
    ])
    func `the media type is known in any case and without its parameters`(
        value: String,
        isStream: Bool,
        isJSON: Bool
    ) throws {
        let parser = try response("HTTP/1.1 200 OK\r\nContent-Type: \(value)\r\n\r\n")

        #expect(parser.isEventStream == isStream)
        #expect(parser.isJSON == isJSON)
    }

    @Test func `the first Content-Type counts`() throws {
        let parser = try response("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Type: text/event-stream\r\n\r\n")

        #expect(!parser.isEventStream)
    }

    @Test(arguments: [("gzip", true), ("identity", false), ("Identity", false), ("br, identity", true), ("", true)])
    func `a content encoding other than identity is told (case 24)`(value: String, isEncoded: Bool) throws {
        let parser = try response("HTTP/1.1 200 OK\r\nContent-Encoding: \(value)\r\n\r\n")

        #expect(parser.hasContentEncoding == isEncoded)
    }

    @Test func `framing and Connection are told`() throws {
        let chunked = try response("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nConnection: x, Close\r\n\r\n")
        let length = try response("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")

        #expect(chunked.chunked && chunked.contentLength == nil && chunked.saysClose)
        #expect(!length.chunked && length.contentLength == 0 && !length.saysClose)
    }

    @Test func `a reset parser takes the next answer as if it were its first`() throws {
        var parser = try response("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 5\r\n\r\n")

        parser.reset()
        try feed("HTTP/1.1 204 No Content\r\nX: y\r\n\r\n", to: &parser)

        #expect(parser.status == 204)
        #expect(parser.fields.count == 1)
        #expect(parser.contentLength == nil && !parser.isEventStream)
    }

    @Test func `trailers after a complete head change nothing`() throws {
        var parser = try response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        let trailer = bytes("Content-Length: \0\n")

        #expect(try parser.receive(line: trailer.span) == .complete)
        #expect(parser.fields.count == 1)
    }

    @Test func `answers with random damage never trap (case 77)`() throws {
        var random = SeededGenerator(seed: 18)
        let text = "HTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: a\r\n\r\n"
        for _ in 0..<3000 {
            var input = bytes(text)
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<input.count, using: &random)
                input[place] = bytes("\r\n\0 \t:/12\u{FF}").randomElement(using: &random) ?? 0
            }
            try checkUpstreamHead(input)
        }
    }
}

/// Feeds `text` line by line; returns each step.
@discardableResult
func feed(_ text: String, to parser: inout ResponseHeadParser) throws(ResponseRejection) -> [ResponseHeadStep] {
    var steps: [ResponseHeadStep] = []
    var line: [UInt8] = []
    for byte in bytes(text) {
        line.append(byte)
        guard byte == 10 else { continue }
        steps.append(try parser.receive(line: line.span))
        line = []
    }
    return steps
}

/// A parser that took the whole answer `text`.
func response(_ text: String) throws -> ResponseHeadParser {
    var parser = ResponseHeadParser()
    let steps = try feed(text, to: &parser)
    try #require(steps.last == .complete)
    return parser
}

/// Why the answer `text` is not believed.
func rejectionOfResponse(_ text: String, _ limits: ResponseHeadLimits = ResponseHeadLimits()) -> ResponseRejection? {
    var parser = ResponseHeadParser(limits: limits)
    do { try feed(text, to: &parser) } catch { return error }
    return nil
}
