internal import TestSupport
internal import Testing

@testable internal import HTTPServer

struct OutputBufferTests {
    private func content(_ buffer: OutputBuffer) -> String {
        unsafe buffer.withUnsent { unsafe String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 12_345, -1, -10, Int.max, Int.min])
    func `a number is written in decimal digits`(number: Int) {
        var buffer = OutputBuffer()

        buffer.append(decimal: number)

        #expect(content(buffer) == String(number))
    }

    @Test(arguments: [0, 1, 15, 16, 255, 256, 4095, 4096, 65_535, 65_536, 0xDEAD_BEEF, Int.max])
    func `a number is written in hexadecimal digits`(number: Int) {
        var buffer = OutputBuffer()

        buffer.append(hexadecimal: number)

        #expect(content(buffer) == String(number, radix: 16))
    }

    @Test func `every kind of bytes is added at the end`() {
        var buffer = OutputBuffer()

        buffer.append("literal " as StaticString)
        buffer.append("text " as StaticString)
        buffer.append(Array("array ".utf8))
        let span = Array("span ".utf8)
        buffer.append(span.span)
        let raw = Array("raw".utf8)
        unsafe raw.withUnsafeBytes { unsafe buffer.append($0) }
        buffer.append(UInt8(ascii: "!"))

        #expect(content(buffer) == "literal text array span raw!")
        #expect(buffer.count == 28)
    }

    @Test func `what was sent is taken away at the front`() {
        var buffer = OutputBuffer()
        buffer.append("abcdef" as StaticString)

        buffer.consume(2)
        buffer.append("gh" as StaticString)

        #expect(content(buffer) == "cdefgh")
        #expect(buffer.count == 6)
        buffer.consume(6)
        #expect(buffer.isEmpty)
        #expect(content(buffer) == "")
        buffer.append("again" as StaticString)
        #expect(content(buffer) == "again")
    }

    @Test func `random pieces sent in random parts arrive whole and in order`() {
        var numbers = SeededNumbers(seed: 3)
        var buffer = OutputBuffer()
        var sent: [UInt8] = []
        var expected: [UInt8] = []
        for _ in 0..<500 {
            let piece = (0..<Int.random(in: 0...9000, using: &numbers)).map { UInt8(truncatingIfNeeded: $0) }
            buffer.append(piece)
            expected += piece
            let count = Int.random(in: 0...buffer.count, using: &numbers)
            unsafe buffer.withUnsent { unsafe sent += $0.prefix(count) }
            buffer.consume(count)
            #expect(buffer.count == expected.count - sent.count)
        }
        unsafe buffer.withUnsent { unsafe sent += $0 }

        #expect(sent == expected)
    }
}
