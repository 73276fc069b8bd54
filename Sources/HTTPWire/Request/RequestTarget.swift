/// A request target's parts. https://www.rfc-editor.org/rfc/rfc9112#section-3.2
struct RequestTarget {
    var path: Range<Int>
    var query: Range<Int>?
    /// Only of an absolute target.
    var authority: Range<Int>?

    /// Checks every byte of the target at `range` and takes it apart.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>, method: HTTPMethod) throws(BadRequest) {
        let question = try Self.checkCharacters(bytes, range)
        var start = range.lowerBound
        if bytes[start] != UInt8(ascii: "/") {
            if range.count == 1, bytes[start] == UInt8(ascii: "*"), method == .options {
                path = range
                return
            }
            let found = try Self.authority(bytes, range, end: question ?? range.upperBound)
            authority = found
            start = found.upperBound
        }
        path = start..<(question ?? range.upperBound)
        query = question.map { $0 &+ 1..<range.upperBound }
    }

    /// Refuses what may not stand in a target; returns where the query's `?` is.
    private static func checkCharacters(
        _ bytes: Span<UInt8>,
        _ range: Range<Int>
    ) throws(BadRequest) -> Int? {
        var question: Int?
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = bytes[offset]
            guard byte > 0x20, byte < 0x7F else {
                throw byte == .carriageReturn ? .field(.bareCarriageReturn) : .targetCharacter
            }
            switch byte {
            case UInt8(ascii: "#"), UInt8(ascii: "\\"): throw .targetCharacter
            case .percent: try checkEscape(bytes, offset, end: range.upperBound)
            case UInt8(ascii: "?") where question == nil: question = offset
            default: break
            }
            offset &+= 1
        }
        return question
    }

    private static func checkEscape(
        _ bytes: Span<UInt8>,
        _ offset: Int,
        end: Int
    ) throws(BadRequest) {
        guard offset &+ 2 < end, let value = bytes.escapedByte(at: offset), value != 0 else { throw .targetEscape }
    }

    /// Where the authority of an absolute target stands.
    private static func authority(
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        end: Int
    ) throws(BadRequest) -> Range<Int> {
        let text = bytes.extracting(range)
        let scheme: Int
        if text.startsIgnoringCase(with: "http://") {
            scheme = 7
        } else if text.startsIgnoringCase(with: "https://") {
            scheme = 8
        } else {
            throw .targetForm
        }
        let start = range.lowerBound &+ scheme
        var offset = start
        while offset < end, bytes[offset] != UInt8(ascii: "/") { offset &+= 1 }
        guard HostRule.accepts(bytes.extracting(start..<offset)) else { throw .hostInvalid }
        return start..<offset
    }
}
