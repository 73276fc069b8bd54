internal import TestSupport
internal import Testing

@testable internal import FakeOpenRouter

struct FormatTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_795_174_477, "Fri, 20 Nov 2026 11:34:37 GMT"),
    ])
    func `dates are written as HTTP wants them`(time: Int, text: String) {
        #expect(HTTPDate.text(of: time) == text)
    }

    @Test func `text is escaped for JSON`() {
        #expect(JSON.string("a\"\\\n\r\t\u{1}é") == #""a\"\\\n\r\t\u0001é""#)
        #expect(JSON.string(nil) == "null")
    }

    @Test func `SHA-256 is the known one`() {
        #expect(
            SHA256.hex(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test func `gzip in stored blocks carries lengths, bytes and checksum`() {
        let file = Gzip.stored(Array("123456789".utf8))

        #expect(file.prefix(3) == [0x1f, 0x8b, 8])
        #expect(file[10..<15] == [1, 9, 0, 0xF6, 0xFF])
        #expect(Array(file[15..<24]).text == "123456789")
        // The check value of CRC-32.
        #expect(file.suffix(8) == [0x26, 0x39, 0xF4, 0xCB, 9, 0, 0, 0])
    }

    @Test func `large bodies take several stored blocks`() {
        let bytes = RandomBytes.make(70_000)
        let file = Gzip.stored(bytes)

        #expect(file.count == 10 + 2 * 5 + 70_000 + 8)
        #expect(file[10] == 0)
        #expect(file[10 + 5 + 65535] == 1)
    }

    @Test func `a bomb is small`() {
        #expect(Gzip.zeros(1 << 20).count < 1 << 13)
    }

    @Test func `random bytes are the same each time, and so many`() {
        #expect(RandomBytes.make(1001) == Array(RandomBytes.make(2000).prefix(1001)))
        #expect(RandomBytes.make(0).isEmpty)
    }
}
