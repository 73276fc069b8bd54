import Testing

@testable import Configuration

struct DotEnvTests {
    @Test(arguments: [
        ("A=b", "b"), ("A = b ", "b"), ("export A=b", "b"), ("  export\tA=b", "b"), ("A=b\r\n", "b"),
        ("A='b c' # d", "b c"),
        ("A=\"b\\nc\\t\\\"d\\\"\"", "b\nc\t\"d\""), ("A='b\\nc'", "b\\nc"), ("A=`b'\"`", "b'\""), ("A=b#c # d", "b#c"),
        ("A=#b", ""), ("A=", ""), ("A=b=c==", "b=c=="), ("\u{FEFF}A=b", "b"), ("A=\"b\nc\"", "b\nc"),
        ("A=it's", "it's"),
        ("A=b c", "b c"), ("A=\"\"", ""), ("A=\"\\q\"", "\\q"), ("A=${B}", "${B}"), ("export=b", nil),
        ("A=ключ", "ключ"),
    ])
    func `a line gives its value`(text: String, value: String?) {
        let file = DotEnv(Array(text.utf8))

        #expect(file.variables.first?.value == value ?? "b")
        #expect(file.variables.first?.name == (value == nil ? "export" : "A"))
        #expect(file.variables.count == 1)
        #expect(file.complaints.isEmpty)
    }

    @Test func `lines are counted, also by CRLF, CR and quotes that span them`() {
        let file = DotEnv(Array("# one\r\nA=\"x\ny\"\r\n\rB=1\nC=2".utf8))

        #expect(
            file.variables == [
                .init(name: "A", value: "x\ny", line: 2), .init(name: "B", value: "1", line: 5),
                .init(name: "C", value: "2", line: 6),
            ]
        )
    }

    @Test func `a line that cannot be understood is told and the next one read`() {
        let file = DotEnv(Array("just words\nA='open\nB=1\nC=\"x\"y\n=z\nD=2".utf8))

        #expect(file.variables.map(\.name) == ["B", "D"])
        #expect(
            file.complaints == [
                .init(line: 1, message: "not NAME=value"), .init(line: 2, message: "the quote is never closed"),
                .init(line: 4, message: "something follows the closing quote"),
                .init(line: 5, message: "not NAME=value"),
            ]
        )
    }

    @Test func `no bytes crash the reader`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("AB= '\"`\\#\r\n\texport".utf8) + [0, 0xFF]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &generator)]
            }
            _ = DotEnv(bytes)
        }
    }
}
