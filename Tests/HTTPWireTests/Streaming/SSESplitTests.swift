import HTTPWire
import Testing

struct SSESplitTests {
    static let streams = [
        "data: {\"a\":1}\n\n: OPENROUTER PROCESSING\n\ndata: [DONE]\n\n",
        "event: message_start\r\ndata: {}\r\n\r\nevent: ping\r\ndata: {}\r\n\r\nda",
        "event: a\rdata: b\r\rdata: c\rdata\r\r", "\u{EF}\u{BB}\u{BF}data: x\n\r\n\r\r\n\n\r",
        "\u{EF}\u{BB}\u{BF}\r\ndata:y\n\n",
        "data: caf\u{C3}\u{A9}\n\ndata: \u{F0}\u{9F}\u{98}\u{80}\r\n\r\n", "\r\n\r\n\n\n\r\r", "\r\r\n\r\r\n\n",
    ]

    @Test(arguments: streams)
    func `events say the same wherever the stream is split (case 10)`(text: String) throws {
        try checkEventStream(bytes(text))
        for start in bytes(text).indices { try checkEventStream(Array(bytes(text)[start...])) }
    }

    @Test(arguments: streams)
    func `a stream split in two has the same events`(text: String) {
        let input = bytes(text)
        let whole = datas(of: [input])

        for split in 1..<input.count { #expect(datas(of: [Array(input[..<split]), input]) == whole) }
    }

    /// What the events say, of a buffer that grows.
    private func datas(of buffers: [[UInt8]]) -> [String] {
        var scanner = SSEScanner()
        var datas: [String] = []
        for buffer in buffers {
            while let event = scanner.next(in: buffer.span) {
                datas.append(event.data.map { Array(buffer[$0]).text } ?? (event.isComment ? "comment" : "none"))
            }
        }
        return datas
    }

    @Test func `random streams agree with a simple reading of the whole (case 77)`() throws {
        var random = SeededGenerator(seed: 10)
        let pieces = [
            "data", "event", ":", " ", "x", "\r", "\n", "\r\n", "\n\n", "\u{EF}\u{BB}\u{BF}", "id: 1", "data: y\n",
        ]
        for _ in 0..<5000 {
            let count = Int.random(in: 1...16, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            try checkEventStream(bytes(text))
        }
    }
}
