import HTTPWire
import Testing

struct EndToEndTests {
    /// The names that go on of a head with these lines.
    private func names(_ direction: EndToEnd.Direction, _ lines: String) throws -> [String] {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n"
        let input = bytes(text)
        let head = try head(text)
        let rules = EndToEnd(direction, head.fields, in: input.span)
        return head.fields.filter { rules.passes($0, in: input.span) }.map { text[$0.name] }.filter { $0 != "Host" }
    }

    @Test(arguments: [
        "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "HTTP2-Settings", "Proxy-Connection",
        "Proxy-Authorization",
        "Proxy-Authenticate", "Proxy-Authentication-Info", "proxy-anything", "X-Keywheel-Key", "x-keywheel-wait",
    ])
    func `what belongs to one connection, or is ours, goes neither way (case 18)`(name: String) throws {
        #expect(try names(.up, "\(name): a") == [])
        #expect(try names(.down, "\(name): a") == [])
    }

    @Test(arguments: [
        "Authorization", "Cookie", "x-api-key", "api-key", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
        "X-Forwarded-Proto", "X-Forwarded-Port", "x-forwarded-anything", "X-Real-IP", "Via", "Origin", "Expect",
        "X-Max-Wait",
        "Accept-Encoding", "AUTHORIZATION", "X-API-KEY",
    ])
    func `who the client is and what was meant for us does not go up (case 82)`(name: String) throws {
        #expect(try names(.up, "\(name): a") == [])
    }

    @Test(arguments: ["Content-Length: 5", "Transfer-Encoding: chunked"])
    func `the next hop is framed anew`(line: String) throws {
        #expect(try names(.up, line) == [])
        #expect(try names(.down, line) == [])
    }

    @Test func `Host is ours to set`() throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        let head = try head(text)
        let input = bytes(text)

        let passes = EndToEnd(.up, head.fields, in: input.span).passes(head.fields[0], in: input.span)

        #expect(!passes)
    }

    @Test(arguments: [
        "Set-Cookie", "Alt-Svc", "Strict-Transport-Security", "Access-Control-Allow-Origin",
        "access-control-expose-headers", "Access-Control-Request-Method", "Date", "Server", "X-Request-ID",
        "X-Process-Time",
    ])
    func `what speaks for the upstream's origin, or is said by us, does not come down`(name: String) throws {
        #expect(try names(.down, "\(name): a") == [])
    }

    @Test(arguments: [
        "Content-Type", "Content-Encoding", "Accept", "User-Agent", "Referer", "HTTP-Referer", "X-Title",
        "X-Session-ID",
        "X-OpenRouter-Title", "OpenAI-Beta", "anthropic-version", "X-Stainless-Lang", "Priority", "X-", "Access",
        "Proxy",
        "X-Forwarded", "X-Keywheel", "p", "a", "Cache-Control", "Retry-After", "X-RateLimit-Reset", "Location",
    ])
    func `everything else goes both ways, known or not`(name: String) throws {
        #expect(try names(.up, "\(name): a") == [name])
        #expect(try names(.down, "\(name): a") == [name])
    }

    @Test func `one direction's fields pass in the other`() throws {
        #expect(try names(.up, "Date: a\r\nServer: b\r\nSet-Cookie: c\r\nAccess-Control-X: d").count == 4)
        #expect(try names(.down, "Via: a\r\nAccept-Encoding: b\r\nX-Max-Wait: c\r\nX-Forwarded-Y: d").count == 4)
    }

    @Test(arguments: ["Connection: X-Secret, Accept", "Connection: accept\r\nConnection: close , x-SECRET"])
    func `what Connection nominates is dropped, known or not (case 18)`(lines: String) throws {
        #expect(try names(.up, "X-Secret: a\r\nAccept: b\r\nX-Secrets: c\r\n\(lines)") == ["X-Secrets"])
        #expect(try names(.down, "\(lines)\r\nX-Secret: a\r\nAccept: b\r\nX-Secrets: c") == ["X-Secrets"])
    }

    @Test func `close and keep-alive nominate no field of ours`() throws {
        #expect(try names(.up, "Connection: close, keep-alive\r\nX-Closed: a") == ["X-Closed"])
    }

    @Test(arguments: [("abc-1", ["X-Request-ID"]), ("a b", []), ("<x>", []), ("", [])])
    func `a request id that is not fit to be echoed does not go up (case 58)`(id: String, names: [String]) throws {
        #expect(try self.names(.up, "X-Request-ID: \(id)") == names)
    }
}

struct RequestIDTests {
    private func isValid(_ id: String) -> Bool {
        let id = bytes(id)
        return RequestID.isValid(id.span)
    }

    @Test(arguments: ["a", "A-Z_0.9", "-", String(repeating: "x", count: 128)])
    func `1 to 128 letters, digits, dots, underscores and hyphens are an id`(id: String) {
        #expect(isValid(id))
    }

    @Test(arguments: [
        "", String(repeating: "x", count: 129), "a b", "a\r\nb", "a\0", "é", "<b>", "a/b", "a:b", "a%41", "~",
    ])
    func `anything else is none (case 58)`(id: String) {
        #expect(!isValid(id))
    }
}
