/// The part of a generation's id that tells one answer from another: 20 letters and digits made from a counter.
struct GenerationID: Hashable, Sendable {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    let number: UInt64

    /// Writes the id over the bytes at the offset.
    ///
    /// Numbers that follow each other look unlike: an odd factor spreads them and loses none. A number fills ten
    /// digits, so it is spread twice.
    func write(into bytes: inout [UInt8], at offset: Int) {
        var rest: UInt64 = 0
        for position in 0..<Payload.stampLength {
            if position == 0 { rest = number &* 0x9E37_79B9_7F4A_7C15 }
            if position == 10 { rest = number &* 0xC2B2_AE3D_27D4_EB4F }
            bytes[offset + position] = Self.alphabet[Int(rest % 62)]
            rest /= 62
        }
    }

    /// The id as text.
    var text: String {
        var bytes = [UInt8](repeating: 0, count: Payload.stampLength)
        write(into: &bytes, at: 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}
