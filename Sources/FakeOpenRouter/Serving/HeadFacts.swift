/// What the fake needs to know of a request's head, as ranges into its bytes.
struct HeadFacts: Sendable {
    /// How much of a body follows.
    enum Framing: Hashable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    struct Field: Sendable {
        let name: Range<Int>
        let value: Range<Int>
    }

    var method = 0..<0
    var target = 0..<0
    var path = 0..<0
    var fields: [Field] = []
    var framing = Framing.none
    var keepAlive = true
    var expectsContinue = false
    var scenario: Range<Int>?
    var authorization: Range<Int>?
    var apiKey: Range<Int>?
    var contentType: Range<Int>?
    /// All bytes of the head, the blank line included.
    var length = 0
}

/// A request that no server should answer.
struct MalformedRequest: Error {
    let reason: String
}

extension HeadFacts {
    /// The facts of the head at the start of the bytes; nil while its blank line has not come.
    init?(_ bytes: [UInt8]) throws(MalformedRequest) {
        var lines: [Range<Int>] = []
        var start = 0
        var index = 0
        var found = false
        while index + 1 < bytes.count {
            if bytes[index] == 13, bytes[index + 1] == 10 {
                if start == index { found = true; break }
                lines.append(start..<index)
                start = index + 2
                index += 2
            } else { index += 1 }
        }
        guard found, let line = lines.first else { return nil }
        length = start + 2
        let words = bytes[line].split(separator: 32)
        guard words.count == 3 else { throw MalformedRequest(reason: "request line") }
        method = words[0].indices
        target = words[1].indices
        path = words[1].prefix { $0 != UInt8(ascii: "?") }.indices
        for line in lines.dropFirst() {
            guard let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) else {
                throw MalformedRequest(reason: "field")
            }
            var value = bytes[(colon + 1)..<line.upperBound]
            while value.first == 32 { value = value.dropFirst() }
            let name = line.lowerBound..<colon
            fields.append(Field(name: name, value: value.indices))
            let text = String(decoding: value, as: UTF8.self)
            switch String(decoding: bytes[name], as: UTF8.self).lowercased() {
            case "content-length": framing = .length(Int(text) ?? 0)
            case "transfer-encoding": framing = .chunked
            case "connection": keepAlive = text.lowercased() != "close"
            case "expect": expectsContinue = true
            case "x-fake-scenario": scenario = value.indices
            case "authorization": authorization = value.indices
            case "x-api-key": apiKey = value.indices
            case "content-type": contentType = value.indices
            default: break
            }
        }
    }
}
