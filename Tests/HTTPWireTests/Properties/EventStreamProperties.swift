#if canImport(HTTPWire)
import HTTPWire
#endif

/// What an event says, wherever its bytes stood.
struct EventContent: Equatable {
    var name: [UInt8]?
    var data: [UInt8]?
    var dataLines = 0
    var isComment = true
}

/// Checks that events tile the stream, that cuts and dropping change nothing they say, and that a simple reading of the
/// whole stream agrees.
func checkEventStream(_ input: [UInt8]) throws {
    let expected = referenceEvents(input)
    for cuts in Cuts.allCases {
        let found = try scan(input, cuts)
        try require(found == expected, "\(cuts): \(found) instead of \(expected)")
    }
    try checkLongEvents(input, count: expected.count)
}

/// Scans piece by piece, dropping what is finished as a relay does.
private func scan(_ input: [UInt8], _ cuts: Cuts) throws -> [EventContent] {
    var scanner = SSEScanner()
    var events: [EventContent] = []
    var (dropped, finished) = (0, 0)
    for end in cuts.ends(of: input) {
        let held = Array(input[dropped..<end])
        while let event = scanner.next(in: held.span) {
            try require(event.range.lowerBound == finished - dropped, "a gap before \(event)")
            try require(!event.range.isEmpty && event.range.upperBound <= held.count, "range of \(event)")
            try require(event.range.upperBound == scanner.unfinished && !event.continuesLongEvent, "end of \(event)")
            for range in [event.name, event.data].compactMap({ $0 }) {
                let isInside = event.range.lowerBound <= range.lowerBound && range.upperBound < event.range.upperBound
                try require(isInside, "\(range) in \(event)")
            }
            finished = dropped + event.range.upperBound
            events.append(content(of: event, held))
        }
        try require(scanner.next(in: held.span) == nil, "nil stays nil")
        try checkBetween(scanner, Array(held[scanner.unfinished...]))
        dropped += scanner.unfinished
        scanner.drop(scanner.unfinished)
    }
    return events
}

private func content(of event: SSEEvent, _ bytes: [UInt8]) -> EventContent {
    EventContent(
        name: event.name.map { Array(bytes[$0]) },
        data: event.data.map { Array(bytes[$0]) },
        dataLines: event.dataLines,
        isComment: event.isComment
    )
}

private func checkBetween(_ scanner: SSEScanner, _ tail: [UInt8]) throws {
    try require(!scanner.isBetweenEvents || tail.isEmpty || tail == [10], "between events, but \(tail.text)")
    try require(scanner.isBetweenEvents || !tail.isEmpty, "nothing is there of the unfinished event")
}

/// Gives away what is unfinished after every piece: all bytes go out once, and as many events end as there are.
private func checkLongEvents(_ input: [UInt8], count: Int) throws {
    guard !input.starts(with: [0xEF]) else { return }
    var scanner = SSEScanner()
    var sent: [UInt8] = []
    var ended = 0
    for end in Cuts.some.ends(of: input) {
        let held = Array(input[sent.count..<end])
        while let event = scanner.next(in: held.span) {
            try require(
                !event.continuesLongEvent || (event.data == nil && !event.isComment),
                "a long event is not read"
            )
            sent += held[event.range]
            ended += 1
        }
        let wasBetween = scanner.isBetweenEvents
        sent += held[scanner.passThroughUnfinished()]
        try require(scanner.isInsideLongEvent == !wasBetween, "inside a long event")
        scanner.drop(scanner.unfinished)
    }
    try require(sent == input, "every byte goes out once")
    try require(ended == count, "\(ended) events ended, not \(count)")
}

/// Reads a whole stream as the specification is written.
private func referenceEvents(_ input: [UInt8]) -> [EventContent] {
    let bytes = input.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(input.dropFirst(3)) : input
    var events: [EventContent] = []
    var event = EventContent()
    var line: [UInt8] = []
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        index += 1
        guard byte == 10 || byte == 13 else {
            line.append(byte)
            continue
        }
        if byte == 13, index < bytes.count, bytes[index] == 10 { index += 1 }
        if line.isEmpty {
            events.append(event)
            event = EventContent()
        } else {
            read(line, into: &event)
        }
        line = []
    }
    return events
}

private func read(_ line: [UInt8], into event: inout EventContent) {
    guard line.first != UInt8(ascii: ":") else { return }
    event.isComment = false
    let name = Array(line.prefix { $0 != UInt8(ascii: ":") })
    var value = Array(line.dropFirst(name.count + 1))
    if value.first == 32 { value.removeFirst() }
    if name == Array("event".utf8) { event.name = value }
    guard name == Array("data".utf8) else { return }
    event.dataLines += 1
    event.data = event.data ?? value
}
