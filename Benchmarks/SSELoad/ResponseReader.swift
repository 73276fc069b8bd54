/// Reads one HTTP/1.1 response in whatever pieces it comes: its status, where it ends, and the events in its body.
///
/// Written for this program on purpose and not shared with the gateway: what checks a framing should not be the code
/// that made it. It expects well-formed answers, and calls everything else a fault.
struct ResponseReader {
    private(set) var status = 0
    private(set) var isComplete = false
    private(set) var bodyBytes = 0
    private(set) var counter = EventCounter()

    private var part = Part.head
    private var head: [UInt8] = []

    /// Where in the response the next byte belongs.
    private enum Part {
        /// Up to the blank line. Then: `counted`, `chunkSize`, `untilClose`, or complete.
        case head
        /// A body of known length; ends the response.
        case counted(left: Int)
        /// A chunk's size line, as far as read. Then: `chunkData`, or `trailer` after the last chunk.
        case chunkSize(value: Int?, inExtension: Bool)
        /// Then: `chunkEnd`.
        case chunkData(left: Int)
        /// The line end after a chunk. Then: `chunkSize`.
        case chunkEnd
        /// Lines up to an empty one, which ends the response.
        case trailer(lineIsEmpty: Bool)
        /// Only the connection's end ends it.
        case untilClose
    }

    mutating func feed(_ bytes: Span<UInt8>) throws(Fault) {
        var index = 0
        while index < bytes.count {
            if isComplete { throw .bytesAfterEnd }
            switch part {
            case .head: index = try readHead(bytes, from: index)
            case .counted(let left): index = readCounted(bytes, from: index, left: left)
            case .chunkData(let left): index = readChunk(bytes, from: index, left: left)
            case .untilClose: index = readBody(bytes, from: index, atMost: .max)
            default:
                try readFraming(bytes[index])
                index += 1
            }
        }
    }

    /// The connection has ended; true if that is a proper end of the response.
    func mayEndHere() -> Bool {
        if case .untilClose = part { return true }
        return isComplete
    }
}

// MARK: Head

extension ResponseReader {
    private mutating func readHead(_ bytes: Span<UInt8>, from start: Int) throws(Fault) -> Int {
        for index in start..<bytes.count {
            head.append(bytes[index])
            guard bytes[index] == UInt8(ascii: "\n"), head.suffix(4).elementsEqual("\r\n\r\n".utf8) else { continue }
            try finishHead()
            return index + 1
        }
        if head.count > 65_536 { throw .malformedHead }
        return bytes.count
    }

    private mutating func finishHead() throws(Fault) {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        head = []
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { throw .malformedHead }
        if (100..<200).contains(status) { return }
        self.status = status
        part = try Self.framing(of: lines.dropFirst())
        if case .counted(left: 0) = part { isComplete = true }
    }

    private static func framing(of fields: some Sequence<Substring>) throws(Fault) -> Part {
        var framing = Part.untilClose
        for field in fields {
            guard let colon = field.firstIndex(of: ":") else { throw .malformedHead }
            let value = field[colon...].dropFirst().drop { $0 == " " }
            switch field[..<colon].lowercased() {
            case "content-length":
                guard let length = Int(value) else { throw .malformedHead }
                framing = .counted(left: length)
            case "transfer-encoding":
                guard value == "chunked" else { throw .malformedHead }
                framing = .chunkSize(value: nil, inExtension: false)
            default: break
            }
        }
        return framing
    }
}

// MARK: Body

extension ResponseReader {
    private mutating func readBody(_ bytes: Span<UInt8>, from start: Int, atMost limit: Int) -> Int {
        let count = min(limit, bytes.count - start)
        counter.scan(bytes.extracting(start..<(start + count)))
        bodyBytes += count
        return start + count
    }

    private mutating func readCounted(_ bytes: Span<UInt8>, from start: Int, left: Int) -> Int {
        let end = readBody(bytes, from: start, atMost: left)
        part = .counted(left: left - (end - start))
        isComplete = end - start == left
        return end
    }

    private mutating func readChunk(_ bytes: Span<UInt8>, from start: Int, left: Int) -> Int {
        let end = readBody(bytes, from: start, atMost: left)
        part = end - start == left ? .chunkEnd : .chunkData(left: left - (end - start))
        return end
    }

    /// One byte of what stands between the chunks.
    private mutating func readFraming(_ byte: UInt8) throws(Fault) {
        switch (part, byte) {
        case (.chunkSize(0, _), UInt8(ascii: "\n")): part = .trailer(lineIsEmpty: true)
        case (.chunkSize(let size?, _), UInt8(ascii: "\n")): part = .chunkData(left: size)
        case (.chunkSize, UInt8(ascii: "\r")), (.chunkSize(_, inExtension: true), _): break
        case (.chunkSize(let size, _), UInt8(ascii: ";")): part = .chunkSize(value: size, inExtension: true)
        case (.chunkSize(let size, _), _):
            let size = size ?? 0
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, size < 1 << 40 else { throw .malformedChunk }
            part = .chunkSize(value: size * 16 + digit, inExtension: false)
        case (.chunkEnd, UInt8(ascii: "\r")), (.trailer, UInt8(ascii: "\r")): break
        case (.chunkEnd, UInt8(ascii: "\n")): part = .chunkSize(value: nil, inExtension: false)
        case (.trailer(lineIsEmpty: true), UInt8(ascii: "\n")): isComplete = true
        case (.trailer, _): part = .trailer(lineIsEmpty: byte == UInt8(ascii: "\n"))
        default: throw .malformedChunk
        }
    }
}
