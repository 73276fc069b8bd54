/// The two things that the fake wants to know of a body: does it ask for a stream, and which model.
///
/// A scan for the bytes `"stream"` and `"model"` with a colon after them, not a parser: inside a JSON string a quote has
/// a backslash before it, so these bytes are a name (or, without the colon, a whole string value). A name deep inside
/// the body is taken for a top-level one, and one with escapes is not seen; for a fake that is enough.
struct BodyLook: Sendable {
    private(set) var asksForStream = false
    /// The model's name as written, escapes and all.
    private(set) var model: String?

    init() {}

    init(_ body: [UInt8]) {
        asksForStream = Self.value(of: #""stream""#, in: body)?.starts(with: "true".utf8) ?? false
        guard let rest = Self.value(of: #""model""#, in: body), rest.first == UInt8(ascii: "\"") else { return }
        let name = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
        model = String(decoding: name, as: UTF8.self)
    }

    /// What stands after the name's colon.
    private static func value(of name: String, in body: [UInt8]) -> ArraySlice<UInt8>? {
        let name = Array(name.utf8)
        var offset = 0
        while let place = body.firstRange(of: name, from: offset) {
            offset = place.upperBound
            let rest = body[offset...].drop(while: isSpace)
            if rest.first == UInt8(ascii: ":") { return rest.dropFirst().drop(while: isSpace) }
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
