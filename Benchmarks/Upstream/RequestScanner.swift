/// Finds where requests end, and the two headers that choose an answer. Trusts its client: this is a benchmark's.
struct RequestScanner {
    /// What a request asks for.
    struct Request {
        /// `X-Interval-Ms`: a stream with an event each so many milliseconds. Without it, one small answer.
        var interval: Int?
        /// `X-Events`: after how many events the stream ends. Without it, never.
        var events: Int?
    }

    private var head: [UInt8] = []
    /// What was understood of the head, while its body is still coming.
    private var pending: Request?
    private var bodyLeft = 0

    /// The body is not framed by a Content-Length.
    struct Unsupported: Error {}

    /// The requests that are whole with these bytes.
    mutating func feed(_ bytes: Span<UInt8>) throws(Unsupported) -> [Request] {
        var whole: [Request] = []
        var index = 0
        while index < bytes.count || (pending != nil && bodyLeft == 0) {
            if let request = pending {
                let count = min(bodyLeft, bytes.count - index)
                index += count
                bodyLeft -= count
                guard bodyLeft == 0 else { break }
                whole.append(request)
                pending = nil
            } else {
                index = try readHead(bytes, from: index)
            }
        }
        return whole
    }

    private mutating func readHead(_ bytes: Span<UInt8>, from start: Int) throws(Unsupported) -> Int {
        for index in start..<bytes.count {
            head.append(bytes[index])
            guard bytes[index] == UInt8(ascii: "\n"), head.suffix(4).elementsEqual([13, 10, 13, 10]) else { continue }
            try finishHead()
            return index + 1
        }
        return bytes.count
    }

    private mutating func finishHead() throws(Unsupported) {
        if value(of: "transfer-encoding:") != nil { throw Unsupported() }
        pending = Request(interval: value(of: "x-interval-ms:"), events: value(of: "x-events:"))
        bodyLeft = value(of: "content-length:") ?? 0
        head.removeAll(keepingCapacity: true)
    }

    /// The number after a header's name, or 0 where it is none.
    private func value(of name: StaticString) -> Int? {
        for start in head.indices.dropLast(name.utf8CodeUnitCount) where head[start] == UInt8(ascii: "\n") {
            guard lineMatches(name, from: start + 1) else { continue }
            let rest = head[(start + 1 + name.utf8CodeUnitCount)...].drop { $0 == UInt8(ascii: " ") }
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }
        return nil
    }

    private func lineMatches(_ name: StaticString, from start: Int) -> Bool {
        guard start + name.utf8CodeUnitCount <= head.count else { return false }
        return name.withUTF8Buffer { name in
            name.indices.allSatisfy { unsafe head[start + $0] | 0x20 == name[$0] | 0x20 }
        }
    }
}
