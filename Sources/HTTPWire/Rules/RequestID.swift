/// The rule for a request id that a client chose: case 58 of the failure cases.
package enum RequestID {
    /// Whether `text` is 1 to 128 of `[A-Za-z0-9._-]`, which is safe to echo, log and send on.
    package static func isValid(_ text: Span<UInt8>) -> Bool {
        guard 1...128 ~= text.count else { return false }
        for index in text.indices where !isAllowed(text[index]) { return false }
        return true
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: byte.isAlphanumeric
        }
    }
}
