import HTTPWire
import Testing

struct UpstreamPathTests {
    private func trick(_ path: String) -> PathTrick? {
        let path = bytes(path)
        do { try UpstreamPath.check(path.span) } catch { return error }
        return nil
    }

    private func isKeys(_ segment: String) -> Bool {
        let segment = bytes(segment)
        return UpstreamPath.segment(segment.span, is: "keys")
    }

    @Test(arguments: [
        "/", "/api/v1/chat/completions", "/models/", "/models/deepseek/deepseek-r1:free/endpoints", "/a.b/..c/c../...",
        "/%41%7e", "/files/caf%C3%A9", "/a%20b", "/~user/@x/!$&'()*+,=", "/.well-known", "/a/.b", "/%2e%2e%2e",
    ])
    func `a path that has one reading is accepted`(path: String) {
        #expect(trick(path) == nil)
    }

    @Test(arguments: [
        ("/api/v1/../../admin", PathTrick.dotSegment), ("/..", .dotSegment), ("/../", .dotSegment), ("/.", .dotSegment),
        ("/./a", .dotSegment), ("/a/.", .dotSegment), ("/%2e%2e/admin", .dotSegment), ("/%2E./a", .dotSegment),
        ("/.%2e", .dotSegment), ("/%2e", .dotSegment), ("/a/%2e/b", .dotSegment), ("/%2e%2e%2fadmin", .delimiter),
        ("//", .emptySegment), ("//admin", .emptySegment), ("/a//b", .emptySegment), ("/a//", .emptySegment),
        ("/a;b", .delimiter), ("/..;/admin", .delimiter), ("/a%3bb", .delimiter), ("/a%3B", .delimiter),
        ("/a\\b", .delimiter),
        ("/..\\admin", .delimiter), ("/a%5cb", .delimiter), ("/a%2fb", .delimiter), ("/%2F", .delimiter),
        ("/a%3fb", .delimiter), ("/keys%23", .delimiter), ("/a?b", .delimiter), ("/a#b", .delimiter),
        ("/%252e%252e/admin", .delimiter), ("/%25", .delimiter), ("/a%00", .character), ("/a%0a", .character),
        ("/a%7f", .character), ("/a%1fb", .character), ("/\0", .character), ("/a\tb", .character), ("/%", .character),
        ("/%4", .character), ("/%zz", .character), ("", .relative), ("*", .relative), ("a", .relative),
        ("%2fa", .relative),
    ])
    func `a path that could be read in two ways is refused (case 59)`(path: String, expected: PathTrick) {
        #expect(trick(path) == expected)
    }

    @Test(arguments: [
        ("/keys/1", 0, "keys"), ("/api/v1/keys", 7, "keys"), ("/api/v1/", 7, ""), ("/api/v1", 7, ""), ("/a", 9, ""),
        ("/", 0, ""), ("/api/v1/a/b", 7, "a"), ("/v1x", 3, "x"),
    ])
    func `the first segment behind a prefix is found`(path: String, start: Int, segment: String) {
        let input = bytes(path)

        let found = UpstreamPath.segment(of: input.span, from: start)

        #expect(path[found] == segment)
    }

    @Test(arguments: ["keys", "KEYS", "Keys", "%6beys", "%4BEYS", "key%73", "%6b%65%79%73"])
    func `a segment is compared decoded, in any case`(segment: String) {
        #expect(isKeys(segment))
    }

    @Test(arguments: ["", "key", "keyss", "keys%73", "%256beys", "key%7", "key%", "k%65y", "%6b%65%79", "credits"])
    func `another segment is not the same`(segment: String) {
        #expect(!isKeys(segment))
    }
}
