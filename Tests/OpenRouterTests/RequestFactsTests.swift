internal import OpenRouter
internal import Testing

struct RequestFactsTests {
    private func facts(_ json: String) -> RequestFacts {
        unsafe withPadded(json) { unsafe RequestFacts(paddedJSON: $0) }
    }

    /// Whether a stream is wanted, and the raw text of the model.
    private func look(_ json: String) -> (streams: Bool, model: String?)? {
        guard case .object(let streams, let range) = facts(json) else { return nil }
        let bytes = Array(json.utf8)
        return (streams, range.map { String(decoding: bytes[$0], as: UTF8.self) })
    }

    @Test(
        arguments: [
            (#"{"model":"a/b","stream":true}"#, true, #""a/b""#),
            (#"{"stream":true,"model":"a/b","messages":[]}"#, true, #""a/b""#),
            (#"{"model":"a/b","stream":false}"#, false, #""a/b""#),
            (#"{"mod\u0065l":"a/b","stre\u0061m":true}"#, true, #""a/b""#),
            (#" { "model" : "a/b" , "stream" : true } "#, true, #""a/b""#),
            (#"{"model":"a\"b\\"}"#, false, #""a\"b\\""#),
            (#"{"model":"a\u002fb"}"#, false, #""a\u002fb""#),
            (#"{"model":""}"#, false, #""""#),
        ] as [(String, Bool, String?)]
    )
    func `the stream and the model are found, under whatever spelling of their names`(
        json: String,
        streams: Bool,
        model: String?
    ) throws {
        let look = try #require(self.look(json))

        #expect(look.streams == streams)
        #expect(look.model == model)
    }

    @Test(arguments: [
        "{}", #"{"Model":"a","STREAM":true}"#, #"{"model":null,"stream":1}"#, #"{"model":7,"stream":"true"}"#,
        #"{"model":["a"],"stream":null}"#, #"{"messages":[{"model":"a","stream":true}]}"#,
        #"{"metadata":{"model":"a","model":"b"}}"#, #"{"model ":"a"}"#,
    ])
    func `what is no string or not true, lies deeper or is spelt otherwise does not count`(json: String) throws {
        let look = try #require(self.look(json))

        #expect(!look.streams)
        #expect(look.model == nil)
    }

    @Test(arguments: [
        "model", "models", "fallbacks", "stream", "session_id", "prompt_cache_key", "user", "max_tokens",
    ])
    func `a policy field that stands there twice makes the body ambiguous`(name: String) {
        let first = name.prefix(1).utf8.first.map { String($0, radix: 16) } ?? ""
        let escaped = #"\u00\#(first)\#(name.dropFirst())"#

        #expect(facts(#"{"\#(name)":1,"x":2,"\#(name)":1}"#) == .ambiguous)
        #expect(facts(#"{"\#(name)":"a","\#(escaped)":"b"}"#) == .ambiguous)
        #expect(facts(#"{"\#(escaped)":null,"messages":[{}],"\#(name)":{}}"#) == .ambiguous)
    }

    @Test func `a field of no policy may stand there twice`() throws {
        #expect(try #require(self.look(#"{"model":"a","x":1,"x":2}"#)).model == #""a""#)
    }

    @Test(arguments: [
        "", " ", "null", "[]", #""model""#, "7", "{", #"{"model""#, #"{"model":"a"#, #"{"model":"a" "stream":true}"#,
        "model=a&stream=true", "--boundary\r\n", #"{'model':'a'}"#, "\u{0}\u{1}\u{2}", #"{"a":1,}"#,
    ])
    func `what is no JSON object is unreadable`(text: String) {
        #expect(facts(text) == .unreadable)
    }

    @Test func `bytes that are no UTF-8 are unreadable or carry no model, and nothing worse`() {
        let bytes = Array(#"{"model":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8) + [UInt8](repeating: 0, count: 64)

        let facts = unsafe bytes.withUnsafeBytes { buffer in
            unsafe RequestFacts(paddedJSON: UnsafeRawBufferPointer(rebasing: buffer.dropLast(64)))
        }

        #expect(facts == .unreadable)
    }

    @Test(
        .bug(id: "case 91"),
        arguments: [
            #"{"model":"a","temperature":1e400,"stream":true}"#,
            #"{"model":"a","seed":123456789012345678901234567890,"stream":true}"#,
            #"{"model":"a","messages":[{"content":"\ud800"}],"stream":true}"#,
            #"{"model":"a","x":"\ud800\ud800","stream":true}"#,
            #"{"model":"a","stream":true,"x":\#(String(repeating: "[", count: 500))\#(String(repeating: "]", count: 500))}"#,
        ]
    )
    func `odd values are not our matter: the model and the stream are seen beside them`(json: String) throws {
        let look = try #require(self.look(json))

        #expect(look.model == #""a""#)
        #expect(look.streams)
    }

    @Test func `a byte order mark makes it unreadable`() {
        #expect(facts("\u{FEFF}{\"model\":\"a\",\"stream\":true}") == .unreadable)
    }

    @Test(arguments: [1025, 100_000])
    func `nesting beyond all measure is skipped like any value, and ends nothing`(depth: Int) {
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)

        #expect(facts(#"{"model":"a","x":\#(nested)}"#) == .object(streams: false, model: 9..<12))
        #expect(facts(nested) == .unreadable)
    }

    @Test func `a lone surrogate in a name makes it unreadable`() {
        #expect(facts(#"{"\ud800":1,"model":"a"}"#) == .unreadable)
    }

    @Test func `a large body is looked at whole, and a small one after it`() throws {
        let content = String(repeating: "x", count: 3 << 20)

        #expect(try #require(self.look(#"{"messages":["\#(content)"],"stream":true}"#)).streams)
        #expect(try #require(self.look(#"{"stream":true}"#)).streams)
    }
}
