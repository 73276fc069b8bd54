import HTTPWire
import Testing

struct RequestFramingTests {
    private func head(fields lines: String, version: String = "1.1") throws -> RequestHead {
        try HTTPWireTests.head("POST / HTTP/\(version)\r\nHost: a\r\n\(lines)\r\n\r\n")
    }

    @Test(arguments: [
        ("X: y", BodyFraming.none), ("Content-Length: 0", .length(0)), ("content-length:5", .length(5)),
        ("Content-Length: \t10 \t", .length(10)), ("Content-Length: 9223372036854775807", .length(Int.max)),
        ("Transfer-Encoding: chunked", .chunked), ("TRANSFER-ENCODING:CHUNKED", .chunked),
    ])
    func `a body's end is known from one field or there is no body`(line: String, framing: BodyFraming) throws {
        #expect(try head(fields: line).framing == framing)
    }

    @Test(arguments: [
        "", "+5", "-5", "5 5", "5,5", "5, 5", "0x5", "5_0", "05", "00", "5.0", "5a", "a", "1e3", "9223372036854775808",
        "18446744073709551616", "18446744073709551621", "99999999999999999999999999", "5;", "\"5\"", "٥", "5\u{A0}",
    ])
    func `a Content-Length that is no plain number is refused (case 52)`(value: String) {
        #expect(rejection(ofFields: "Content-Length: \(value)") == .badRequest(.contentLength))
    }

    @Test(arguments: [
        "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5\r\ncontent-length: 6",
        "Content-Length: 0\r\nX: y\r\nContent-Length: 0",
    ])
    func `Content-Length twice is refused even if equal (case 52)`(lines: String) {
        #expect(rejection(ofFields: lines) == .badRequest(.contentLengthDuplicate))
    }

    @Test(arguments: [
        "", "gzip", "identity", "chunked, chunked", "gzip, chunked", "chunked, gzip", "chunked,", ",chunked",
        "xchunked",
        "chunked;a=b", "\"chunked\"", "chunked x", "chunkedx", "chunke", "chunked\u{A0}",
    ])
    func `a Transfer-Encoding other than one chunked is refused (case 52)`(value: String) {
        #expect(rejection(ofFields: "Transfer-Encoding: \(value)") == .badRequest(.transferEncoding))
    }

    @Test func `Transfer-Encoding twice is refused (case 52)`() {
        let rejection = rejection(ofFields: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")

        #expect(rejection == .badRequest(.transferEncoding))
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\nContent-Length: 5", "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 0\r\nX: y\r\nTransfer-Encoding: chunked",
    ])
    func `Content-Length with Transfer-Encoding is refused (case 52)`(lines: String) {
        #expect(rejection(ofFields: lines) == .badRequest(.framingConflict))
    }

    @Test func `Transfer-Encoding in HTTP 1-0 is refused`() {
        let rejection = rejection(of: "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")

        #expect(rejection == .badRequest(.transferEncodingVersion))
    }

    @Test(arguments: ["GET", "HEAD", "OPTIONS", "DELETE"])
    func `a body where none is usual is framed all the same, so that it can be drained`(method: String) throws {
        let head = try HTTPWireTests.head("\(method) / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")

        #expect(head.framing == .length(3))
    }

    @Test(arguments: [
        ("1.1", "X: y", true), ("1.1", "Connection: close", false), ("1.1", "Connection: CLOSE", false),
        ("1.1", "Connection: keep-alive, close", false), ("1.1", "Connection: a\r\nConnection: close", false),
        ("1.1", "Connection: closed", true), ("1.1", "Connection:", true), ("1.1", "Connection: ,,\t,", true),
        ("1.0", "X: y", false), ("1.0", "Connection: keep-alive", true), ("1.0", "Connection: x , Keep-Alive", true),
        ("1.0", "Connection: keep-alive, close", false), ("1.0", "Keep-Alive: 5", false),
    ])
    func `a connection is kept by version and Connection`(version: String, lines: String, keeps: Bool) throws {
        #expect(try head(fields: lines, version: version).keepAlive == keeps)
    }

    @Test func `a Connection with more than 32 options is refused`() {
        let options = Array(repeating: "a", count: 32).joined(separator: ",")

        #expect(rejection(ofFields: "Connection: \(options)") == nil)
        #expect(rejection(ofFields: "Connection: \(options),b") == .badRequest(.connectionOptions))
        #expect(rejection(ofFields: "Connection: \(options)\r\nConnection: b") == .badRequest(.connectionOptions))
    }

    @Test(arguments: [
        ("1.1", "100-continue", HTTPWire.Expectation.continue), ("1.1", "100-Continue", .continue),
        ("1.1", "", .unsupported),
        ("1.1", "100-continue, x", .unsupported), ("1.1", "200-ok", .unsupported), ("1.0", "100-continue", .none),
        ("1.0", "x", .unsupported), ("1.1", "x\r\nExpect: 100-continue", .unsupported),
        ("1.1", "100-continue\r\nExpect: x", .unsupported), ("1.1", "100-continue\r\nExpect: 100-continue", .continue),
    ])
    func `an expectation is known, or to be answered with 417 (case 50)`(
        version: String,
        value: String,
        expectation: HTTPWire.Expectation
    ) throws {
        let head = try head(fields: "Content-Length: 5\r\nExpect: \(value)", version: version)

        #expect(head.expectation == expectation)
        #expect(head.expectsContinue == (expectation == .continue))
        #expect(head.framing == .length(5))
    }

    @Test(arguments: ["X: y", "Content-Length: 0"])
    func `no 100 is due where no body follows`(line: String) throws {
        #expect(try !head(fields: "Expect: 100-continue\r\n\(line)").expectsContinue)
    }

    @Test func `Upgrade changes nothing`() throws {
        let head = try head(fields: "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5")

        #expect(head.framing == .length(5))
        #expect(head.keepAlive)
    }
}
