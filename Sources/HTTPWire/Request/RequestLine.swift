/// The three parts of a request line. https://www.rfc-editor.org/rfc/rfc9112#section-3
struct RequestLine {
    var method: Range<Int>
    var target: Range<Int>
    var version: HTTPVersion

    /// Splits `line` at its two single spaces.
    init(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(RequestRejection) {
        var offset = line.lowerBound
        while offset < line.upperBound, bytes[offset].isToken { offset &+= 1 }
        method = line.lowerBound..<offset
        guard offset < line.upperBound, bytes[offset] == .space, !method.isEmpty else {
            throw Self.fault(in: bytes, line)
        }
        guard !Self.isRefused(bytes.extracting(method)) else { throw .methodNotAllowed }
        let start = offset &+ 1
        offset = start
        while offset < line.upperBound, bytes[offset] != .space { offset &+= 1 }
        target = start..<offset
        guard offset < line.upperBound, !target.isEmpty else { throw Self.fault(in: bytes, line) }
        version = try Self.version(bytes, offset &+ 1..<line.upperBound)
    }

    /// CONNECT would make us a tunnel, TRACE would echo credentials.
    private static func isRefused(_ method: Span<UInt8>) -> Bool {
        method.equals("CONNECT") || method.equals("TRACE")
    }

    /// `HTTP/1.0`, `HTTP/1.1`, or another major version.
    private static func version(
        _ bytes: Span<UInt8>,
        _ range: Range<Int>
    ) throws(RequestRejection) -> HTTPVersion {
        let text = bytes.extracting(range)
        if text.equals("HTTP/1.1") { return .http11 }
        if text.equals("HTTP/1.0") { return .http10 }
        let hasForm =
            text.count == 8 && text.extracting(0..<5).equals("HTTP/")
            && text[5].isDigit && text[6] == UInt8(ascii: ".") && text[7].isDigit
        guard hasForm else { throw fault(in: bytes, range, otherwise: .version) }
        if text[5] != UInt8(ascii: "1") { throw .versionNotSupported }
        throw .badRequest(.version)
    }

    private static func fault(
        in bytes: Span<UInt8>,
        _ range: Range<Int>,
        otherwise rule: BadRequest = .requestLine
    ) -> RequestRejection {
        let hasReturn = bytes.contains(.carriageReturn, in: range)
        return .badRequest(hasReturn ? .field(.bareCarriageReturn) : rule)
    }
}
