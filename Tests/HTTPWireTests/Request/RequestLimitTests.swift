import HTTPWire
import Testing

struct RequestLimitTests {
    /// A head of exactly `length` bytes.
    private func text(ofHead length: Int) -> String {
        let rest = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"
        return "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: length - rest.utf8.count))\r\n\r\n"
    }

    /// A request line of exactly `length` bytes without its line end.
    private func line(of length: Int) -> String {
        "GET /\(String(repeating: "a", count: length - 14)) HTTP/1.1"
    }

    private func fields(_ count: Int) -> String {
        "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "a: b\r\n", count: count - 1) + "\r\n"
    }

    @Test(arguments: [64, 4096, 65536])
    func `a head of exactly the limit is accepted, one byte more gets 431`(limit: Int) throws {
        let limits = HeadLimits(head: limit)

        #expect(try head(text(ofHead: limit), limits).length == limit)
        #expect(rejection(of: text(ofHead: limit + 1), limits) == .headTooLarge)
        #expect(RequestRejection.headTooLarge.status == 431)
    }

    @Test(arguments: [14, 100, 8192])
    func `a request line of exactly the limit is accepted, one byte more gets 414`(limit: Int) throws {
        let limits = HeadLimits(line: limit)

        #expect(try head("\(line(of: limit))\r\nHost: a\r\n\r\n", limits).target.count == limit - 13)
        #expect(rejection(of: "\(line(of: limit + 1))\r\nHost: a\r\n\r\n", limits) == .uriTooLong)
        #expect(RequestRejection.uriTooLong.status == 414)
    }

    @Test func `the line's limit is not the fields'`() throws {
        let value = String(repeating: "x", count: 40_000)

        #expect(try head("GET / HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n").fields.count == 2)
    }

    @Test(arguments: [1, 5, 100])
    func `exactly as many fields as the limit are accepted, one more gets 431`(limit: Int) throws {
        let limits = HeadLimits(fields: limit)

        #expect(try head(fields(limit), limits).fields.count == limit)
        #expect(rejection(of: fields(limit + 1), limits) == .headTooLarge)
    }

    @Test func `dropped fields count too`() {
        let lines = String(repeating: "a_b: c\r\n", count: 100)

        #expect(rejection(of: "GET / HTTP/1.1\r\n\(lines)Host: a\r\n\r\n") == .headTooLarge)
    }

    @Test func `an endless line is refused as soon as it is too long, not when it ends`() {
        let limits = HeadLimits(head: 200, line: 50)
        let long = text(ofHead: 300)

        #expect(rejection(of: "GET /" + String(repeating: "a", count: 46), limits) == nil)
        #expect(rejection(of: "GET /" + String(repeating: "a", count: 47), limits) == .uriTooLong)
        #expect(rejection(of: long[0..<199], limits) == nil)
        #expect(rejection(of: long[0..<200], limits) == .headTooLarge)
    }

    @Test func `a line limit above the head's means the head's`() {
        #expect(rejection(of: "\(line(of: 101))\r\n\r\n", HeadLimits(head: 100, line: 1000)) == .uriTooLong)
        #expect(rejection(of: "\(line(of: 100))\r\n\r\n", HeadLimits(head: 100, line: 1000)) == .headTooLarge)
    }

    @Test func `a head fed byte by byte costs time linear in its length (case 56)`() throws {
        let input = bytes(text(ofHead: 65536))
        var parser = RequestHeadParser()
        var head: RequestHead?

        // Looking at every line from its start each time would take 2 billion steps here.
        for end in 1...input.count { head = try parser.parse(input.span.extracting(0..<end)) }

        #expect(head?.length == input.count)
    }
}
