#if canImport(HTTPWire)
import HTTPWire
#endif

/// What a decoder made of an input.
struct BodyVerdict: Equatable {
    var body: [UInt8] = []
    var rejection: RequestRejection?
    /// Where the body ended, if it did.
    var end: Int?
}

/// Checks that cuts change nothing, and that a second, simple decoder agrees.
func checkChunkedBody(_ input: [UInt8]) throws {
    let whole = try decode(input, .none)
    for cuts in [Cuts.everyByte, .some] {
        let parts = try decode(input, cuts)
        try require(parts == whole, "\(cuts): \(parts) instead of \(whole)")
    }
    var reference = ReferenceDecoder(rest: input[...])
    let expected = reference.decode()
    try require(whole.body == expected.body, "body \(expected.body.text)")
    try require(whole.end == expected.end, "end \(expected.end as Any), not \(whole.end as Any)")
    try require((whole.rejection != nil) == (expected.rejection != nil), "\(whole.rejection as Any)")
}

func decode(_ input: [UInt8], _ cuts: Cuts) throws -> BodyVerdict {
    var decoder = ChunkedBodyDecoder()
    var verdict = BodyVerdict()
    var start = 0
    for end in cuts.ends(of: input) {
        // Each call sees only what is new, as if all before it had been dropped.
        let piece = Array(input[start..<end])
        var offset = 0
        reading: while true {
            let step: ChunkStep
            do {
                step = try decoder.next(piece.span, from: offset)
            } catch {
                verdict.rejection = error
                return verdict
            }
            switch step {
            case .data(let range):
                try require(range.lowerBound >= offset && !range.isEmpty, "data \(range) from \(offset)")
                verdict.body += piece[range]
                offset = range.upperBound
            case .needMore(let consumed):
                try require(consumed == piece.count, "\(consumed) of \(piece.count) consumed")
                break reading
            case .end(let consumed):
                try require(consumed <= piece.count, "\(consumed) of \(piece.count) consumed")
                verdict.end = start + consumed
                return verdict
            }
        }
        start = end
    }
    return verdict
}

/// Decodes a whole input by the grammar, with all of it at hand.
private struct ReferenceDecoder {
    var rest: ArraySlice<UInt8>
    var extensionBytes = 0

    /// Why it stopped.
    enum Stop: Error {
        case incomplete, malformed
    }

    mutating func decode() -> BodyVerdict {
        var verdict = BodyVerdict()
        do {
            while let size = try chunkSize() {
                let data = rest.prefix(size)
                verdict.body += data
                rest = rest.dropFirst(size)
                if data.count < size { throw Stop.incomplete }
                try literal("\r\n")
            }
            try trailers()
            verdict.end = rest.startIndex
        } catch Stop.incomplete {
            return verdict
        } catch {
            verdict.rejection = .badRequest(.chunkSize)
        }
        return verdict
    }

    /// The next chunk's size, nil for the last one.
    private mutating func chunkSize() throws -> Int? {
        let digits = try take { ("0"..."9").contains($0) || ("a"..."f").contains($0) || ("A"..."F").contains($0) }
        guard digits.count <= 16 else { throw Stop.malformed }
        guard !rest.isEmpty else { throw Stop.incomplete }
        guard !digits.isEmpty, let size = Int(digits, radix: 16) else { throw Stop.malformed }
        let before = rest.startIndex
        while rest.first == UInt8(ascii: ";") { try oneExtension(before) }
        try countExtensions(since: before)
        extensionBytes += rest.startIndex - before
        try literal("\r\n")
        return size == 0 ? nil : size
    }

    private mutating func oneExtension(_ before: Int) throws {
        try literal(";")
        try nonEmptyToken(before)
        guard rest.first == UInt8(ascii: "=") else { return }
        try literal("=")
        guard rest.first == UInt8(ascii: "\"") else { return try nonEmptyToken(before) }
        rest.removeFirst()
        while let byte = rest.popFirst() {
            try countExtensions(since: before)
            if byte == UInt8(ascii: "\"") { return }
            let quoted = byte == UInt8(ascii: "\\") ? rest.popFirst() : byte
            guard let quoted else { break }
            guard quoted == 9 || (quoted >= 32 && quoted != 127) else { throw Stop.malformed }
        }
        try countExtensions(since: before)
        throw Stop.incomplete
    }

    private mutating func nonEmptyToken(_ before: Int) throws {
        let token = try take(Self.isToken)
        try countExtensions(since: before)
        guard !rest.isEmpty else { throw Stop.incomplete }
        guard !token.isEmpty else { throw Stop.malformed }
    }

    private func countExtensions(since before: Int) throws {
        guard extensionBytes + rest.startIndex - before <= 1024 else { throw Stop.malformed }
    }

    private mutating func trailers() throws {
        // What follows the limit is never looked at, so that it may be wrong in any way.
        let isOver = rest.count > 8192
        rest = rest.prefix(8192)
        do {
            while rest.first != 13 { try oneTrailer() }
            try literal("\r\n")
        } catch Stop.incomplete where isOver {
            throw Stop.malformed
        }
    }

    private mutating func oneTrailer() throws {
        let name = try take(Self.isToken)
        guard !rest.isEmpty else { throw Stop.incomplete }
        guard !name.isEmpty else { throw Stop.malformed }
        try literal(":")
        _ = try take { $0 == "\t" || ($0.value >= 32 && $0.value != 127) }
        try literal("\r\n")
    }

    private mutating func literal(_ text: String) throws {
        for byte in text.utf8 {
            guard let next = rest.first else { throw Stop.incomplete }
            guard next == byte else { throw Stop.malformed }
            rest.removeFirst()
        }
    }

    private mutating func take(_ matches: (Unicode.Scalar) -> Bool) throws -> String {
        let taken = rest.prefix { matches(Unicode.Scalar($0)) }
        rest = rest[taken.endIndex...]
        return String(String.UnicodeScalarView(taken.map { Unicode.Scalar($0) }))
    }

    private static func isToken(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: "!#$%&'*+-.^_`|~".unicodeScalars.contains(scalar)
        }
    }
}
