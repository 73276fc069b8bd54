import HTTPWire
import Testing

struct RequestLineTests {
    @Test func `a request line gives method, target, path, query and version`() throws {
        let text = "POST /v1/chat/completions?a=1?b HTTP/1.1\r\nHost: a\r\n\r\n"

        let head = try head(text)

        #expect(head.method == .post)
        #expect(text[head.methodName] == "POST")
        #expect(text[head.target] == "/v1/chat/completions?a=1?b")
        #expect(text[head.path] == "/v1/chat/completions")
        #expect(try text[#require(head.query)] == "a=1?b")
        #expect(head.version == .http11)
        #expect(head.length == text.utf8.count)
    }

    @Test(arguments: [
        ("GET", HTTPMethod.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("PATCH", .patch),
        ("DELETE", .delete), ("OPTIONS", .options), ("get", .other), ("Get", .other), ("QUERY", .other),
        ("M-SEARCH", .other), ("PROPFIND", .other), ("X", .other), ("PRIS", .other), ("!#$%&'*+-.^_`|~", .other),
    ])
    func `methods are tokens and know upper from lower case`(name: String, method: HTTPMethod) throws {
        let text = "\(name) / HTTP/1.1\r\nHost: a\r\n\r\n"

        let head = try head(text)

        #expect(head.method == method)
        #expect(text[head.methodName] == name)
    }

    @Test(arguments: ["CONNECT a:443 HTTP/1.1", "CONNECT / HTTP/1.1", "TRACE / HTTP/1.1"])
    func `CONNECT and TRACE are refused with 405 (case 54)`(line: String) {
        let rejection = rejection(of: "\(line)\r\nHost: a\r\n\r\n")

        #expect(rejection == .methodNotAllowed)
        #expect(rejection?.status == 405)
    }

    @Test(arguments: ["connect / HTTP/1.1", "TRACER / HTTP/1.1"])
    func `only their exact names are refused`(line: String) throws {
        #expect(try head("\(line)\r\nHost: a\r\n\r\n").method == .other)
    }

    @Test(arguments: [
        "GET", "GET ", "GET /", "GET / ", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ", "GET /\tHTTP/1.1",
        "GET\t/ HTTP/1.1", "GET HTTP/1.1", "GET / a HTTP/1.1", "G(T / HTTP/1.1", "GET/ HTTP/1.1", "GET / HTTP/1.1\t",
        "GÉT / HTTP/1.1",
    ])
    func `a line that is not method SP target SP version is refused (case 52)`(line: String) {
        #expect(rejection(of: "\(line)\r\nHost: a\r\n\r\n")?.status == 400)
    }

    @Test(arguments: [
        "http/1.1", "HTTP/1.2", "HTTP/1.9", "HTTP/1", "HTTP/11", "HTTP/1.10", "HTTP/01.1", "HTTP/1,1", "HTTP 1.1",
        "HTTP/1.x", "HTTP/x.1", "HTTPS/1.1", "Http/1.1", "HTTP/-1.1", "/1.1", "1.1", "HTTP/2", "H2.0", "HTTP/2.x",
    ])
    func `a version that is malformed, or another minor one, is refused`(version: String) {
        #expect(rejection(of: "GET / \(version)\r\nHost: a\r\n\r\n") == .badRequest(.version))
    }

    @Test(arguments: ["GET / HTTP/2.0", "GET / HTTP/3.0", "GET / HTTP/0.9", "PRI * HTTP/2.0"])
    func `another major version gets 505`(line: String) {
        // `PRI *` is HTTP/2's preface: its target would be refused, but the version says more.
        let rejection = rejection(of: "\(line)\r\n\r\n")

        #expect(rejection == .versionNotSupported)
        #expect(rejection?.status == 505)
    }

    @Test func `one empty line in front is skipped and counts to the head's length`() throws {
        let text = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"

        let head = try head(text)

        #expect(text[head.target] == "/")
        #expect(head.length == text.utf8.count)
    }

    @Test(arguments: [
        ("\r\n\r\nGET / HTTP/1.1\r\n", BadRequest.start), ("\nGET / HTTP/1.1\r\n", .start),
        (" GET / HTTP/1.1\r\n", .start),
        ("\tGET / HTTP/1.1\r\n", .start), ("\u{16}\u{03}\u{01}\u{02}", .start), ("\r\n G", .start), ("\0", .start),
        ("\rG", .field(.bareCarriageReturn)), ("\r\r\n", .field(.bareCarriageReturn)), ("{", .start),
        ("\u{80}", .start),
    ])
    func `bytes that begin no request are refused without waiting for a line end`(text: String, rule: BadRequest) {
        // "{" is no token character; TLS begins with 0x16.
        #expect(rejection(of: text) == .badRequest(rule))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\nHost: a\r\n\r\n", FieldFault.bareLineFeed),
        ("GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", .bareCarriageReturn),
        ("GET\r / HTTP/1.1\r\nHost: a\r\n\r\n", .bareCarriageReturn),
        ("GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", .bareCarriageReturn),
        ("GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
        ("GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
        ("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", .bareCarriageReturn),
        ("GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", .bareCarriageReturn),
        ("GET / HTTP/1.1\r\nHo\rst: a\r\n\r\n", .bareCarriageReturn),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", .bareCarriageReturn),
    ])
    func `a CR or LF that is not part of a CRLF is refused anywhere (case 52)`(text: String, fault: FieldFault) {
        #expect(rejection(of: text) == .badRequest(.field(fault)))
    }
}
