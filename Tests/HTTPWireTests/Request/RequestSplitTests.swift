import HTTPWire
import Testing

struct RequestSplitTests {
    static let heads = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET /models?x=1 HTTP/1.0\r\n\r\n",
        "POST http://a:80/v1/messages HTTP/1.1\r\nHost: a:80\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n",
        "POST /v1/responses HTTP/1.1\r\nhost:[::1]:3000\r\nTransfer-Encoding: chunked\r\nA:\t b \r\nsession_id: c\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close, x\r\nOrigin: http://localhost\r\n\r\n",
    ]

    static let broken = [
        "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\nA\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/3.1\r\n\r\n", "TRACE / HTTP/1.1\r\n\r\n", "GET /% HTTP/1.1\r\n\r\n",
        "\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]

    @Test(arguments: heads)
    func `a head split anywhere in two is the same head`(text: String) throws {
        let input = bytes(text)
        let whole = try head(text)

        for split in 1..<input.count {
            var parser = RequestHeadParser()
            #expect(try parser.parse(input.span.extracting(0..<split)) == nil)
            #expect(try parser.parse(input.span) == whole)
        }
    }

    @Test(arguments: heads + broken)
    func `what is fed byte by byte comes to the same`(text: String) throws {
        try checkRequestHead(bytes(text))
        try checkRequestHead(bytes(text + text))
    }

    @Test func `pipelined heads come one after another, garbage behind them is refused then (case 53)`() throws {
        let texts = Self.heads.map(bytes)
        let input = texts.joined() + bytes("\0garbage")
        var parser = RequestHeadParser()
        var rest = Array(input)[...]

        for text in texts {
            let next = Array(rest)
            #expect(try parser.parse(next.span)?.length == text.count)
            rest = rest.dropFirst(text.count)
        }

        let garbage = Array(rest)
        #expect(throws: RequestRejection.badRequest(.start)) { try parser.parse(garbage.span) }
    }

    @Test func `a reset parser has forgotten everything but its limits`() throws {
        var parser = RequestHeadParser(limits: HeadLimits(fields: 1))
        let half = bytes("POST / HTTP/1.1\r\nHost: a")
        let whole = bytes("GET /b HTTP/1.1\r\nHost: b\r\n\r\n")
        #expect(try parser.parse(half.span) == nil)

        parser.reset()

        #expect(try parser.parse(whole.span) == head("GET /b HTTP/1.1\r\nHost: b\r\n\r\n"))
        #expect(parser.limits == HeadLimits(fields: 1))
    }

    @Test func `nothing is no request yet`() throws {
        var parser = RequestHeadParser()
        let nothing: [UInt8] = []

        #expect(try parser.parse(nothing.span) == nil)
    }

    @Test func `heads with random damage never trap, and cuts never matter (case 77)`() throws {
        var random = SeededGenerator(seed: 52)
        for _ in 0..<2000 {
            var input = bytes(Self.heads.randomElement(using: &random) ?? "")
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<input.count, using: &random)
                input[place] = bytes("\r\n\0 \t:/%,AZ09\u{FF}").randomElement(using: &random) ?? 0
            }
            try checkRequestHead(input)
        }
    }
}
