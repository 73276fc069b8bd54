import HTTPWire
import Testing

struct RequestHostTests {
    @Test(arguments: [
        "a", "localhost:3000", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:3000", "[fe80::1.2.3.4]", "a.b-c.example",
        "host_with_underscore", "A", "a:0", "a:65535", "xn--bcher-kva.example", "a.", "1", "~a",
    ])
    func `a host with or without a port is accepted as it is`(host: String) throws {
        let text = "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n"

        let head = try head(text)

        #expect(try text[#require(head.host)] == host)
    }

    @Test(arguments: [
        "", " ", "a,b", "a, b", "u@a", "u:p@a", "a/b", "/", "http://a", "a b", "a?b", "a#b", "a:", "a:x", "a:65536",
        "a:+1",
        "a:000001", "a:1:2", ":80", ":", "[", "[]", "[::1", "::1", "[::1]a", "[::1]:", "[g::1]", "[:]a:1", "a[", "%61",
        "a%00",
        "é", "a\tb", "a;b", "a\"b", "[::1%25eth0]", "*", "a\\b",
    ])
    func `what is no host, or a host with user, path or comma, is refused (case 52)`(host: String) {
        #expect(rejection(of: "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") == .badRequest(.hostInvalid))
        #expect(rejection(of: "GET / HTTP/1.0\r\nHost: \(host)\r\n\r\n") == .badRequest(.hostInvalid))
    }

    @Test func `HTTP 1-1 without Host is refused, HTTP 1-0 is served`() throws {
        #expect(rejection(of: "GET / HTTP/1.1\r\nA: b\r\n\r\n") == .badRequest(.hostMissing))
        #expect(rejection(of: "GET http://a/ HTTP/1.1\r\n\r\n") == .badRequest(.hostMissing))
        #expect(try head("GET / HTTP/1.0\r\n\r\n").host == nil)
    }

    @Test(arguments: ["Host: a\r\nHost: a", "Host: a\r\nX: y\r\nhost: b", "HOST: a\r\nhOST: a"])
    func `Host twice is refused, equal or not`(lines: String) {
        #expect(rejection(of: "GET / HTTP/1.1\r\n\(lines)\r\n\r\n") == .badRequest(.hostDuplicate))
        #expect(rejection(of: "GET / HTTP/1.0\r\n\(lines)\r\n\r\n") == .badRequest(.hostDuplicate))
    }

    @Test func `the target's host and Host are the same in any case`() {
        #expect(rejection(of: "GET http://ExAmple:80/ HTTP/1.1\r\nHost: eXample:80\r\n\r\n") == nil)
    }
}
