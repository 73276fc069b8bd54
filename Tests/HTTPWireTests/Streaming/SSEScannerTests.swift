import HTTPWire
import Testing

struct SSEScannerTests {
    /// All events of `text`, which comes at once.
    private func events(_ text: String) -> [SSEEvent] {
        var scanner = SSEScanner()
        let input = bytes(text)
        var events: [SSEEvent] = []
        while let event = scanner.next(in: input.span) { events.append(event) }
        return events
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `an event ends with its blank line, whatever ends lines`(end: String) throws {
        let text = "event: ping\(end)data: {}\(end)\(end)data: next\(end)\(end)data: tail"

        let events = events(text)

        #expect(events.count == 2)
        #expect(text[events[0].range] == "event: ping\(end)data: {}\(end)\(end)")
        #expect(try text[#require(events[0].name)] == "ping")
        #expect(try text[#require(events[0].data)] == "{}")
        #expect(try text[#require(events[1].data)] == "next")
    }

    @Test(arguments: ["a\n\r\n", "a\r\n\n", "a\r\r\n", "a\n\r", "a\r\n\r"])
    func `line ends may be mixed`(text: String) {
        let events = events("data: \(text)")

        #expect(events.map(\.range) == [0..<(text.utf8.count + 6)])
    }

    @Test(arguments: [
        ("data: x\n\n", "x"), ("data:x\n\n", "x"), ("data:  x \n\n", " x "), ("data:\n\n", ""), ("data\n\n", ""),
        ("data: \n\n", ""), ("data: a:b\n\n", "a:b"), ("data: x\ndata: y\n\n", "x"), (": c\ndata: x\n\n", "x"),
        ("Data: x\n\n", nil), ("data : x\n\n", nil), ("datax: y\n\n", nil), ("dat\n\n", nil), (" data: x\n\n", nil),
        ("id: 1\n\n", nil),
    ])
    func `the first data line gives its value`(text: String, data: String?) {
        let event = events(text)[0]

        #expect(event.data.map { text[$0] } == data)
        #expect(!event.isComment)
    }

    @Test func `data lines are counted, and the last name counts`() throws {
        let text = "event: a\ndata: 1\ndata\nevent:b\ndata:3\n\n"

        let event = events(text)[0]

        #expect(event.dataLines == 3)
        #expect(try text[#require(event.name)] == "b")
    }

    @Test(arguments: [": OPENROUTER PROCESSING\n\n", ":\n\n", "\n", ": a\r\n: b\r\n\r\n", "\r\n"])
    func `an event without a field is a comment (case 13)`(text: String) {
        let event = events(text)[0]

        #expect(event.isComment)
        #expect(event.dataLines == 0 && event.data == nil && event.name == nil)
    }

    @Test func `a BOM in front of the stream is skipped, elsewhere it is content`() throws {
        let mark = "\u{EF}\u{BB}\u{BF}"

        let events = events("\(mark)data: x\n\n\(mark)data: y\n\n")

        #expect(events.map(\.range) == [0..<12, 12..<24])
        #expect(events.map { $0.data != nil } == [true, false])
        #expect(self.events("\(mark)\n").map(\.isComment) == [true])
    }

    @Test func `what has no blank line yet is unfinished`() {
        var scanner = SSEScanner()
        let input = bytes("data: a\n\ndata: b\n")

        #expect(scanner.isBetweenEvents)
        #expect(scanner.next(in: input.span) != nil)
        #expect(scanner.next(in: input.span) == nil)

        #expect(scanner.unfinished == 9)
        #expect(!scanner.isBetweenEvents)
    }

    @Test func `CR CR ends an event at once, the LF that follows begins no line`() {
        var scanner = SSEScanner()
        let start = bytes("data: a\r\r")
        let more = bytes("data: a\r\r\ndata: b\r\r")
        #expect(scanner.next(in: start.span)?.range == 0..<9)
        #expect(scanner.isBetweenEvents)

        // The LF is passed on with the next event, so that every byte goes out once.
        let next = scanner.next(in: more.span)

        #expect(next?.range == 9..<19)
        #expect(next?.data == 16..<17)
    }

    @Test func `the LF alone is no unfinished event, so that a stream may end with it`() {
        var scanner = SSEScanner()
        let start = bytes("data: a\r\n\r")
        let more = bytes("data: a\r\n\r\n")
        #expect(scanner.next(in: start.span)?.range == 0..<10)

        #expect(scanner.next(in: more.span) == nil)

        #expect(scanner.unfinished == 10)
        #expect(scanner.isBetweenEvents)
        #expect(scanner.passThroughUnfinished() == 10..<11)
        #expect(!scanner.isInsideLongEvent)
    }

    @Test func `dropping what is passed on moves everything`() {
        var scanner = SSEScanner()
        var buffer = bytes("data: a\n\nevent: b\ndata: c")
        #expect(scanner.next(in: buffer.span)?.range == 0..<9)
        #expect(scanner.next(in: buffer.span) == nil)

        scanner.drop(9)
        buffer.removeFirst(9)
        buffer += bytes("d\n\n")

        let event = scanner.next(in: buffer.span)
        #expect(event?.range == 0..<19)
        #expect(event?.name == 7..<8)
        #expect(event?.data == 15..<17)
    }

    @Test func `a long event is given away as it comes, and its end is told (case 15)`() {
        var scanner = SSEScanner()
        let start = bytes("data: aaaa")
        let rest = bytes("a\ndata: b\n\ndata: c\n\n")
        #expect(scanner.next(in: start.span) == nil)

        #expect(scanner.passThroughUnfinished() == 0..<10)
        scanner.drop(10)

        #expect(scanner.isInsideLongEvent)
        let end = scanner.next(in: rest.span)
        #expect(end?.continuesLongEvent == true)
        #expect(end?.range == 0..<11)
        #expect(end?.data == nil && end?.dataLines == 0 && end?.isComment == false)
        #expect(scanner.next(in: rest.span)?.data == 17..<18)
    }

    @Test func `a long event may be given away between its last line and its blank line`() {
        var scanner = SSEScanner()
        let start = bytes("data: a\r")
        let rest = bytes("\n\r\n")
        #expect(scanner.next(in: start.span) == nil)
        scanner.drop(scanner.passThroughUnfinished().upperBound)

        let end = scanner.next(in: rest.span)

        #expect(end?.range == 0..<3)
        #expect(end?.continuesLongEvent == true)
    }

    @Test func `nobody looks at more than the first 64 KiB of an event (case 15)`() {
        let within = "data: \(String(repeating: "a", count: 65529))\n"
        #expect(within.utf8.count == SSEScanner.longEvent)

        #expect(events("\(within.replacing("aa\n", with: "a\n"))data: b\n\n")[0].dataLines == 2)
        #expect(events("\(within)data: b\nevent: c\n\n")[0].dataLines == 1)
        #expect(events("\(within)event: c\n\n")[0].name == nil)
    }

    @Test func `256 MiB without a line end are scanned in linear time, holding nothing (case 15)`() {
        var scanner = SSEScanner()
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 16384)

        for _ in 0..<16384 {
            #expect(scanner.next(in: piece.span) == nil)
            scanner.drop(scanner.passThroughUnfinished().upperBound)
        }

        #expect(scanner.unfinished == 0)
        #expect(scanner.isInsideLongEvent)
    }

    @Test func `dropping more than is finished is a fault of the caller`() async {
        await #expect(processExitsWith: .failure) {
            var scanner = SSEScanner()
            scanner.drop(1)
        }
    }
}
