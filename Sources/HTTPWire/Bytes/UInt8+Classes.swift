// What a byte is in HTTP's grammar. Bit masks, not tables: a static table costs a lazy-initialisation check at each look.

extension UInt8 {
    static var tab: UInt8 { 0x09 }
    static var lineFeed: UInt8 { 0x0A }
    static var carriageReturn: UInt8 { 0x0D }
    static var space: UInt8 { 0x20 }
    static var percent: UInt8 { 0x25 }

    /// `tchar`: what methods, field names and other tokens consist of. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
    @inline(__always)
    var isToken: Bool { isIn(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE) }

    /// A letter or a digit.
    @inline(__always)
    var isAlphanumeric: Bool { isIn(low: 0x03FF_0000_0000_0000, high: 0x07FF_FFFE_07FF_FFFE) }

    /// A decimal digit.
    @inline(__always)
    var isDigit: Bool { self &- 0x30 < 10 }

    /// Space or HTAB.
    @inline(__always)
    var isBlank: Bool { self == .space || self == .tab }

    /// A control character, HTAB among them.
    @inline(__always)
    var isControl: Bool { self < 0x20 || self == 0x7F }

    /// The value of a hexadecimal digit.
    @inline(__always)
    var hexadecimalValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }

    /// The letter in lower case; any other byte as it is.
    @inline(__always)
    var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// Whether the bit of this byte is set in a set of the 128 ASCII characters.
    @inline(__always)
    private func isIn(low: UInt64, high: UInt64) -> Bool {
        let half = self & 0x40 == 0 ? low : high
        return self < 0x80 && (half &>> UInt64(self & 0x3F)) & 1 != 0
    }
}
