/// What we accept as `host[:port]`: names and addresses as they occur, no user, no path, no list.
enum HostRule {
    /// Whether `text` is a host with or without a port.
    static func accepts(_ text: Span<UInt8>) -> Bool {
        guard text.count > 0 else { return false }
        let end = text[0] == UInt8(ascii: "[") ? addressEnd(text) : nameEnd(text)
        guard let end, end > 0 else { return false }
        return end == text.count || isPort(text, from: end)
    }

    private static func nameEnd(_ text: Span<UInt8>) -> Int? {
        var offset = 0
        while offset < text.count, isNameByte(text[offset]) { offset &+= 1 }
        return offset
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: byte.isAlphanumeric
        }
    }

    /// Behind the `]` of an IPv6 address.
    private static func addressEnd(_ text: Span<UInt8>) -> Int? {
        var offset = 1
        while offset < text.count, isAddressByte(text[offset]) { offset &+= 1 }
        guard offset > 2, offset < text.count, text[offset] == UInt8(ascii: "]") else { return nil }
        return offset &+ 1
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || byte.hexadecimalValue != nil
    }

    /// Whether a colon and 1 to 5 digits are what is left.
    private static func isPort(_ text: Span<UInt8>, from colon: Int) -> Bool {
        let digits = text.count &- colon &- 1
        guard text[colon] == UInt8(ascii: ":"), digits > 0, digits < 6 else { return false }
        var number = 0
        for offset in colon &+ 1..<text.count {
            guard text[offset].isDigit else { return false }
            number = number &* 10 &+ Int(text[offset] &- 0x30)
        }
        return number < 65536
    }
}
