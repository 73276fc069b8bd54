internal import Dispatch
internal import Glibc
internal import Testing

@testable internal import Telemetry

@Suite(.timeLimit(.minutes(1)))
struct EventLogTests {
    /// A pipe in the place of standard error.
    private final class Pipe: Sendable {
        let reading: Int32
        let writing: Int32

        init() {
            var ends: [Int32] = [-1, -1]
            let code = unsafe pipe(&ends)
            precondition(code == 0, "pipe")
            reading = ends[0]
            writing = ends[1]
        }

        deinit {
            close(reading)
        }

        /// Everything up to the close of the writing end.
        func readToEnd() -> [UInt8] {
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = unsafe read(reading, &buffer, buffer.count)
                if count <= 0 { return all }
                all += buffer.prefix(count)
            }
        }
    }

    /// What the log writes while the body runs, without its times.
    private func lines(level: LogLevel = .info, _ body: (EventLog) -> Void) -> [String] {
        let pipe = Pipe()
        let log = EventLog(level: level, descriptor: pipe.writing)
        body(log)
        log.flush()
        close(pipe.writing)
        let text = String(decoding: pipe.readToEnd(), as: UTF8.self)
        return text.split(separator: "\n").map { String($0.drop { $0 != " " }.dropFirst()) }
    }

    @Test func `an event is a line with its level, name and facts in order`() {
        let lines = lines { $0.event(.warning, "upstream.failed", ["request.id": "a1", "attempts": "2"]) }

        #expect(lines == ["WARNING upstream.failed request.id=a1 attempts=2"])
    }

    @Test func `each line begins with the time`() throws {
        let pipe = Pipe()
        let log = EventLog(level: .info, descriptor: pipe.writing)
        log.event(.info, "x")
        log.flush()
        close(pipe.writing)

        let text = String(decoding: pipe.readToEnd(), as: UTF8.self)
        let form = /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ INFO x\n/
        #expect(try form.wholeMatch(in: text) != nil)
    }

    @Test(arguments: LogLevel.allCases)
    func `events below the level are not shown`(level: LogLevel) {
        let lines = lines(level: level) { log in
            for each in LogLevel.allCases { log.event(each, "x") }
        }

        #expect(lines == LogLevel.allCases.filter { $0 >= level }.map { "\($0.name) x" })
    }

    @Test func `the level can be changed`() {
        let lines = lines { log in
            log.event(.debug, "before")
            log.setLevel(.debug)
            #expect(log.shows(.debug))
            log.event(.debug, "after")
        }

        #expect(lines == ["DEBUG after"])
    }

    @Test(arguments: [
        ("plain", "plain"), ("https://x.example/a?b&c", "https://x.example/a?b&c"), ("", #""""#),
        ("two words", #""two words""#), ("a=b", #""a=b""#), (#"say "hi""#, #""say \"hi\"""#),
        (#"back\slash"#, #""back\\slash""#), ("a\nERROR forged x=1", #""a\nERROR forged x=1""#),
        ("a\r\nb", #""a\r\nb""#), ("a\tb", #""a\tb""#), ("\u{1B}[2J\u{1B}[31mred", #""\u{1b}[2J\u{1b}[31mred""#),
        ("\0", #""\u{0}""#), ("\u{7F}\u{85}\u{9B}2J", #""\u{7f}\u{85}\u{9b}2J""#),
        ("user\u{202E}nimda", #""user\u{202e}nimda""#), ("a\u{2066}b\u{2069}", #""a\u{2066}b\u{2069}""#),
        ("a\u{2028}b\u{2029}c", #""a\u{2028}b\u{2029}c""#),
        ("zero\u{200B}width\u{FEFF}", #""zero\u{200b}width\u{feff}""#),
        ("Grüße", #""Grüße""#), ("\u{61C}x", #""\u{61c}x""#),
    ])
    func `whatever stands in a value, it can neither end its line nor steer a terminal`(value: String, shown: String) {
        let lines = lines { $0.event(.info, "x", ["value": value]) }

        #expect(lines == ["INFO x value=\(shown)"])
    }

    @Test func `what standard error does not take is dropped and counted, and nobody waits`() {
        // given a pipe that nobody reads, with 64 KiB of room, and events of a KiB each
        let pipe = Pipe()
        let log = EventLog(level: .info, descriptor: pipe.writing)
        let value = String(repeating: "x", count: 1000)
        for _ in 0..<1000 { log.event(.info, "flood", ["value": value]) }

        // when it is read at last
        let reader = DispatchQueue(label: "reader")
        let collected = Collected()
        reader.async { collected.text = String(decoding: pipe.readToEnd(), as: UTF8.self) }
        log.flush()
        close(pipe.writing)
        reader.sync {}

        // then what is missing has been counted
        let lines = collected.text.split(separator: "\n")
        let counts = lines.compactMap { line -> Int? in
            guard let mark = line.firstRange(of: " WARNING log.dropped count=") else { return nil }
            return Int(line[mark.upperBound...])
        }
        let shown = lines.count { $0.contains(" INFO flood ") }
        #expect(counts.reduce(0, +) > 0)
        #expect(shown + counts.reduce(0, +) == 1000)
        #expect(shown + counts.count == lines.count)
    }

    /// `@unchecked Sendable`: written on one queue, read after waiting for that queue.
    private final class Collected: @unchecked Sendable {
        var text = ""
    }

    @Test func `a closed standard error ends nothing`() {
        let log = EventLog(level: .info, descriptor: -1)

        log.event(.error, "x")
        log.flush()
        log.event(.error, "y")
        log.flush()
    }

    @Test func `events of several threads keep to their lines`() {
        let lines = lines { log in
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                for number in 0..<50 { log.event(.info, "x", ["n": "\(thread) \(number)"]) }
            }
        }

        let expected = (0..<8).flatMap { thread in (0..<50).map { "INFO x n=\"\(thread) \($0)\"" } }
        #expect(lines.sorted() == expected.sorted())
    }
}
