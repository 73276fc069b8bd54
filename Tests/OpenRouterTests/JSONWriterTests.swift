internal import OpenRouter
internal import Testing

struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), (#"a"b\c/d"#, #""a\"b\\c/d""#), ("a\nb\rc\td", #""a\nb\rc\td""#),
        ("\u{0}\u{1}\u{1F}\u{7F}", #""\u0000\u0001\u001f\u007f""#), ("\u{8}\u{C}", #""\u0008\u000c""#),
        ("Grüße 🎡", #""Grüße 🎡""#), ("\u{2028}", "\"\u{2028}\""),
    ])
    func `a text is escaped where JSON asks for it`(text: String, json: String) {
        #expect(written { $0.string(text) } == json)
    }

    @Test func `commas stand between members and elements, nowhere else`() {
        let json = written { json in
            json.beginObject()
            json.member("a", "x")
            json.member("b", -7)
            json.member("c", true)
            json.name("d")
            json.beginArray()
            json.number(1)
            json.null()
            json.beginObject()
            json.endObject()
            json.beginArray()
            json.endArray()
            json.bool(false)
            json.endArray()
            json.name("e\"")
            json.beginObject()
            json.endObject()
            json.endObject()
        }

        #expect(json == #"{"a":"x","b":-7,"c":true,"d":[1,null,{},[],false],"e\"":{}}"#)
    }
}
