/// What may be wrong with the fields that frame a message, in a request or an answer.
enum FramingFault: Error, Equatable {
    case contentLength, contentLengthDuplicate, transferEncoding, connectionOptions
}

/// What the fields that frame a message say.
struct MessageFacts: Equatable, Sendable {
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var saysClose = false
    private(set) var saysKeepAlive = false
    private var connectionOptions = 0

    /// More options in `Connection` than any peer has use for; each costs a comparison with every field.
    static let connectionOptionLimit = 32

    /// A plain decimal number up to 2⁶³ − 1, once.
    mutating func takeContentLength(_ value: Span<UInt8>) throws(FramingFault) {
        guard contentLength == nil else { throw .contentLengthDuplicate }
        guard let number = Self.decimal(value) else { throw .contentLength }
        contentLength = number
    }

    /// `chunked`, once: no other coding, no list.
    mutating func takeTransferEncoding(_ value: Span<UInt8>) throws(FramingFault) {
        guard !isChunked, value.equalsIgnoringCase("chunked") else { throw .transferEncoding }
        isChunked = true
    }

    /// A list of options, of which two concern us here.
    mutating func takeConnection(_ value: Span<UInt8>) throws(FramingFault) {
        var rest = ListElements(value.indices)
        while let element = rest.next(in: value) {
            connectionOptions &+= 1
            guard connectionOptions <= Self.connectionOptionLimit else { throw .connectionOptions }
            let option = value.extracting(element)
            if option.equalsIgnoringCase("close") { saysClose = true }
            if option.equalsIgnoringCase("keep-alive") { saysKeepAlive = true }
        }
    }

    private static func decimal(_ value: Span<UInt8>) -> Int? {
        guard value.count > 0, value.count < 20, value.count == 1 || value[0] != UInt8(ascii: "0") else { return nil }
        var number: UInt64 = 0
        for index in value.indices {
            guard value[index].isDigit else { return nil }
            number = number &* 10 &+ UInt64(value[index] &- 0x30)
        }
        return Int(exactly: number)
    }
}

/// The elements of a comma-separated list, without blanks around them and without the empty ones.
/// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1
struct ListElements {
    private var rest: Range<Int>

    /// The list that stands at `range`.
    init(_ range: Range<Int>) { rest = range }

    /// The next element of `bytes`.
    mutating func next(in bytes: Span<UInt8>) -> Range<Int>? {
        while !rest.isEmpty {
            var comma = rest.lowerBound
            while comma < rest.upperBound, bytes[comma] != UInt8(ascii: ",") { comma &+= 1 }
            let element = bytes.trimmed(rest.lowerBound..<comma)
            rest = min(comma &+ 1, rest.upperBound)..<rest.upperBound
            if !element.isEmpty { return element }
        }
        return nil
    }
}
