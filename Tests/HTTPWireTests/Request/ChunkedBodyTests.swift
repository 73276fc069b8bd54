import HTTPWire
import Testing

struct ChunkedBodyTests {
    private func verdict(_ text: String) throws -> BodyVerdict {
        try decode(bytes(text), .none)
    }

    /// The verdict on chunk lines and extensions, followed by a good rest.
    private func rejection(ofLine line: String) throws -> RequestRejection? {
        try verdict("\(line)\r\nhello\r\n0\r\n\r\n").rejection
    }

    @Test(arguments: [
        ("0\r\n\r\n", ""), ("5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"),
        ("A\r\n0123456789\r\n000\r\n\r\n", "0123456789"),
        ("a\r\n\r\n0\r\n\r\n\r\n\0\r\n0\r\n\r\n", "\r\n0\r\n\r\n\r\n\0"),
        ("0000000000000001\r\nx\r\n0\r\n\r\n", "x"), ("0;a\r\n\r\n", ""), ("0\r\nA: b\r\nC:\r\n\r\n", ""),
    ])
    func `chunks give the body, and its end is known (case 51)`(text: String, body: String) throws {
        let verdict = try verdict(text + "next request")

        #expect(verdict.body == bytes(body))
        #expect(verdict.end == text.utf8.count)
        #expect(verdict.rejection == nil)
    }

    @Test(arguments: ["5;a", "5;a=b", "5;a=\"b\"", "5;a=\"\"", "5;a=\"b;\\\"\t é\";c;d=e", "5;a;b;c"])
    func `extensions are checked and dropped`(line: String) throws {
        #expect(try rejection(ofLine: line) == nil)
    }

    @Test(arguments: [
        "", "g", "0x5", "+5", "-5", " 5", "5 ", "5\t", "5 ;a", "5,", "\u{FF}", "00000000000000005", "8000000000000000",
        "ffffffffffffffff",
    ])
    func `a size that is not 1 to 16 hexadecimal digits up to 2⁶³−1 is refused (case 52)`(line: String) throws {
        #expect(try rejection(ofLine: line) == .badRequest(.chunkSize))
    }

    @Test func `the largest size is accepted and costs nothing (case 49)`() throws {
        let verdict = try verdict("7fffffffffffffff\r\nabc")

        #expect(verdict == BodyVerdict(body: bytes("abc")))
    }

    @Test(arguments: [
        "5;", "5; a", "5;a ", "5;a =b", "5;a= b", "5;=b", "5;a=", "5;a=;b", "5;a=b\"", "5;a=\"b\"c", "5;a=\"b\" ",
        "5;;a",
        "5;a=\"\u{01}\"", "5;a=\"\u{7F}\"", "5;a=\"\\\u{01}\"", "5;a=\"\r", "5;a\0", "5;(", "5;a=b=c",
    ])
    func `a malformed extension, blanks in it included, is refused (case 52)`(line: String) throws {
        #expect(try rejection(ofLine: line) == .badRequest(.chunkExtension))
    }

    @Test func `extensions of up to 1 KiB in all are accepted, one byte more is refused`() throws {
        let chunk = "1;\(String(repeating: "a", count: 511))\r\nx\r\n"

        #expect(try verdict("\(chunk)\(chunk)0\r\n\r\n").body == bytes("xx"))
        #expect(try verdict("\(chunk)\(chunk)0;a\r\n\r\n").rejection == .badRequest(.chunkExtension))
    }

    @Test(arguments: [
        ("5\nhello\r\n", FieldFault.bareLineFeed), ("5;a\nhello\r\n", .bareLineFeed), ("5\rhello", .bareCarriageReturn),
        ("5;a\rh", .bareCarriageReturn), ("0\r\n\n", .bareLineFeed), ("0\r\n\rX", .bareCarriageReturn),
        ("0\r\na: b\n", .bareLineFeed), ("0\r\na\n", .bareLineFeed), ("0\r\na: b\rc", .bareCarriageReturn),
        ("0\r\n a: b\r\n", .leadingSpace), ("0\r\n\ta: b\r\n", .leadingSpace), ("0\r\n: b\r\n", .emptyName),
        ("0\r\na : b\r\n", .spaceBeforeColon), ("0\r\na\r\n", .missingColon), ("0\r\na(: b\r\n", .badName),
        ("0\r\n\0: b\r\n", .badName), ("0\r\na: \0\r\n", .nul), ("0\r\na: \u{01}\r\n", .control),
        ("0\r\na: \u{7F}\r\n", .control),
    ])
    func `line ends and trailers are as strict as the head's (case 52)`(text: String, fault: FieldFault) throws {
        #expect(try verdict(text).rejection == .badRequest(.field(fault)))
    }

    @Test(arguments: [
        "5\r\nhello0\r\n", "5\r\nhello\n0", "5\r\nhello\rX", "5\r\nhell\r\n0\r\n\r\n", "5\r\nhello!\r\n0",
    ])
    func `data that does not end where its size says is refused (case 52)`(text: String) throws {
        #expect(try verdict(text).rejection == .badRequest(.chunkEnd))
    }

    @Test(arguments: [
        "Content-Length: 5", "Transfer-Encoding: chunked", "Host: b", "Authorization: Bearer x", "X-Api-Key: y",
    ])
    func `trailers, forbidden ones too, are read over and never seen`(line: String) throws {
        let verdict = try verdict("1\r\nx\r\n0\r\n\(line)\r\n\r\n")

        #expect(verdict.body == bytes("x"))
        #expect(verdict.end != nil)
    }

    @Test func `trailers of up to 8 KiB are accepted, one byte more gets 431`() throws {
        let value = String(repeating: "x", count: 8192 - 6)

        #expect(try verdict("0\r\na:\(value)\r\n\r\n").end != nil)
        #expect(try verdict("0\r\na:\(value)x\r\n\r\n").rejection == .headTooLarge)
        #expect(try verdict("0\r\n" + String(repeating: "a: b\r\n", count: 2000)).rejection == .headTooLarge)
    }

    @Test(arguments: [
        "5\r\nhello\r\n0\r\n\r\n", "5;a=\"b\\\"\";c\r\nhello\r\nA\r\n0123456789\r\n0;x=y\r\nT: u\r\nV:\r\n\r\nrest",
        "5\r\nhelloX", "0\r\na: b\n", "5;a= b\r\n", "5\r\nhel",
    ])
    func `a body split anywhere comes to the same`(text: String) throws {
        try checkChunkedBody(bytes(text))

        let input = bytes(text)
        let whole = try decode(input, .none)
        for split in 0...input.count {
            var decoder = ChunkedBodyDecoder()
            var body: [UInt8] = []
            for piece in [Array(input[..<split]), Array(input[split...])] { feed(piece, &decoder, &body) }
            #expect(body == whole.body)
        }
    }

    private func feed(_ piece: [UInt8], _ decoder: inout ChunkedBodyDecoder, _ body: inout [UInt8]) {
        var offset = 0
        while case .data(let range)? = try? decoder.next(piece.span, from: offset) {
            body += piece[range]
            offset = range.upperBound
        }
    }

    @Test func `a million chunks of one byte cost linear time (case 51)`() throws {
        let input = Array(repeatElement(bytes("1\r\nx\r\n"), count: 1_000_000).joined()) + bytes("0\r\n\r\n")
        var decoder = ChunkedBodyDecoder()
        var (offset, length) = (0, 0)

        while case .data(let range) = try decoder.next(input.span, from: offset) {
            offset = range.upperBound
            length += range.count
        }

        #expect(length == 1_000_000)
        #expect(try decoder.next(input.span, from: input.count) == .end(consumed: input.count))
    }

    @Test func `after its end the decoder takes nothing more`() throws {
        let input = bytes("0\r\n\r\nGET / HTTP/1.1\r\n")
        var decoder = ChunkedBodyDecoder()

        #expect(try decoder.next(input.span, from: 0) == .end(consumed: 5))
        #expect(try decoder.next(input.span, from: 5) == .end(consumed: 5))
    }

    @Test func `random chunks never trap, and a second decoder agrees (case 77)`() throws {
        var random = SeededGenerator(seed: 51)
        let pieces = [
            "5\r\nhello\r\n", "0\r\n", "\r\n", "1;a=\"b\"\r\n", "x\r\n", "A: b\r\n", "\r", "\n", "f", ";", "\"",
        ]
        for _ in 0..<5000 {
            let count = Int.random(in: 1...8, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            try checkChunkedBody(bytes(text))
        }
    }
}
