import HTTPWire
import Testing

struct RequestTargetTests {
    private func rejectionOfTarget(_ target: String, method: String = "GET") -> RequestRejection? {
        rejection(of: "\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
    }

    @Test(arguments: [0x01...0x1F, 0x7F...0xFF].joined().map { UInt8($0) })
    func `a control character or a byte beyond ASCII in the target is refused`(byte: UInt8) {
        let rejection = rejectionOfTarget("/a\(Unicode.Scalar(byte))b")

        switch byte {
        case 0x0A: #expect(rejection?.status == 400)
        case 0x0D: #expect(rejection == .badRequest(.field(.bareCarriageReturn)))
        default: #expect(rejection == .badRequest(.targetCharacter))
        }
    }

    @Test(arguments: ["/a#b", "/#", "/?#", "/a\\b", "\\", "/?a\\", "/\0"])
    func `fragment, backslash and NUL in the target are refused`(target: String) {
        #expect(rejectionOfTarget(target) == .badRequest(.targetCharacter))
    }

    @Test(arguments: ["/%", "/%1", "/%zz", "/%1g", "/%g1", "/?%", "/?a=%2", "/%%41", "/%00", "/?%00", "/a%0", "/%-1"])
    func `an invalid percent-encoding and %00 are refused, in the query too`(target: String) {
        #expect(rejectionOfTarget(target) == .badRequest(.targetEscape))
    }

    @Test(arguments: ["/%41", "/%7e", "/?%20%FF", "/\"<>^`{|}", "/a;b=c", "//", "/..", "/a:b@c,d!$&'()*+", "/~a_b-c.d"])
    func `everything else that can be seen passes; path tricks are another rule`(target: String) {
        #expect(rejectionOfTarget(target) == nil)
    }

    @Test func `the asterisk is for OPTIONS only`() throws {
        let text = "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"

        let head = try head(text)

        #expect(text[head.path] == "*")
        #expect(rejectionOfTarget("*") == .badRequest(.targetForm))
        #expect(rejectionOfTarget("*", method: "options") == .badRequest(.targetForm))
        #expect(rejectionOfTarget("*a", method: "OPTIONS") == .badRequest(.targetForm))
    }

    @Test(arguments: ["a", "a/b", "a:80", "?a", "ftp://a/", "http:/a", "http:a", "httpx://a/", "://a", "http", "%2f"])
    func `a target that is neither path nor http URL is refused`(target: String) {
        #expect(rejectionOfTarget(target) == .badRequest(.targetForm))
    }

    @Test(arguments: [
        ("http://a/b?c", "/b", "c"), ("https://a/b", "/b", nil), ("HTTP://A/b", "/b", nil), ("http://a", "", nil),
        ("http://a?c", "", "c"), ("http://a/?", "/", ""), ("http://a/x/http://b/", "/x/http://b/", nil),
        ("http://a?/b", "", "/b"),
    ])
    func `an absolute target gives its path; its host is that of Host`(
        target: String,
        path: String,
        query: String?
    ) throws {
        let text = "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"

        let head = try head(text)

        #expect(text[head.path] == path)
        #expect(head.query.map { text[$0] } == query)
        #expect(try text[#require(head.host)] == "a")
    }

    @Test(arguments: ["http://b/", "http://a:80/", "http://a.b/", "http://ab/", "https://b"])
    func `an absolute target with another host than Host is refused (case 59)`(target: String) {
        #expect(rejectionOfTarget(target) == .badRequest(.hostMismatch))
    }

    @Test(arguments: [
        "http://", "http:///a", "http://?a", "http://u@a/", "http://u:p@a/", "http://a,b/", "http://a:x/",
    ])
    func `an absolute target without a proper host is refused`(target: String) {
        #expect(rejectionOfTarget(target) == .badRequest(.hostInvalid))
    }

    @Test func `in HTTP 1-0 the host of an absolute target is enough`() throws {
        let text = "GET http://a:1/ HTTP/1.0\r\n\r\n"

        let head = try head(text)

        #expect(try text[#require(head.host)] == "a:1")
    }
}
