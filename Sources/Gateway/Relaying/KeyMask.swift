internal import CLinux
internal import Secrets

/// Overwrites our key where an answer holds it, as it is or written with JSON's escapes (`sk\u002dor…`), which any reader
/// of the JSON would undo.
struct KeyMask {
    private let key: APIKeySecret
    /// What is shorter is no key, and would be found in every text.
    private static let shortest = 8

    init(_ key: APIKeySecret) {
        self.key = key
    }

    /// Masks in place; the length stays as it is.
    func apply(to bytes: UnsafeMutableRawBufferPointer) {
        guard key.count >= Self.shortest, bytes.count >= key.count else { return }
        key.withBytes(for: .maskingEcho) { secret in
            unsafe Self.maskPlain(secret, bytes)
            if unsafe Self.hasEscape(UnsafeRawBufferPointer(bytes)) { unsafe Self.maskEscaped(secret, bytes) }
        }
    }

    /// A copy without the key; the bytes themselves where it does not stand in them.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        let mayHold = key.withBytes(for: .maskingEcho) { secret in
            unsafe bytes.withUnsafeBytes { raw in
                unsafe Self.position(of: secret, in: raw) != nil || Self.hasEscape(raw)
            }
        }
        guard mayHold else { return bytes }
        var masked = bytes
        unsafe masked.withUnsafeMutableBytes { unsafe apply(to: $0) }
        return masked
    }

    private static func maskPlain(_ secret: Span<UInt8>, _ bytes: UnsafeMutableRawBufferPointer) {
        var start = 0
        while let found = unsafe position(of: secret, in: UnsafeRawBufferPointer(rebasing: bytes[start...])) {
            start += found
            unsafe overwrite(bytes, start..<start + secret.count)
        }
    }

    private static func maskEscaped(_ secret: Span<UInt8>, _ bytes: UnsafeMutableRawBufferPointer) {
        let raw = UnsafeRawBufferPointer(bytes)
        var start = 0
        while start < bytes.count {
            if let end = unsafe end(of: secret, in: raw, from: start) {
                unsafe overwrite(bytes, start..<end)
                start = end
            } else {
                start += 1
            }
        }
    }

    private static func overwrite(_ bytes: UnsafeMutableRawBufferPointer, _ range: Range<Int>) {
        for index in range { unsafe bytes[index] = UInt8(ascii: "*") }
    }

    /// Where the secret ends if it begins at `start`, its escapes undone.
    private static func end(of secret: Span<UInt8>, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        for position in secret.indices {
            guard let (byte, next) = unsafe character(bytes, index), byte == secret[position] else { return nil }
            index = next
        }
        return index
    }

    /// One ASCII character of a JSON string, and where the next begins.
    private static func character(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> (UInt8, next: Int)? {
        guard index < bytes.count else { return nil }
        guard unsafe bytes[index] == UInt8(ascii: "\\") else { return unsafe (bytes[index], index + 1) }
        guard index + 1 < bytes.count else { return nil }
        if unsafe bytes[index + 1] != UInt8(ascii: "u") { return unsafe (bytes[index + 1], index + 2) }
        guard index + 6 <= bytes.count else { return nil }
        var value = 0
        for offset in 2..<6 {
            let digit = unsafe Character(Unicode.Scalar(bytes[index + offset]))
            guard let number = digit.hexDigitValue else { return nil }
            value = value << 4 | number
        }
        return value < 0x80 ? (UInt8(value), index + 6) : nil
    }

    private static func position(of secret: Span<UInt8>, in bytes: UnsafeRawBufferPointer) -> Int? {
        unsafe secret.withUnsafeBytes { secret in
            guard let base = bytes.baseAddress,
                let found = unsafe kw_memmem(base, bytes.count, secret.baseAddress, secret.count)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Whether an ASCII character is written by its number, as few texts have it: only then is each place looked at.
    private static func hasEscape(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let text: StaticString = "\\u00"
        return unsafe kw_memmem(bytes.baseAddress, bytes.count, text.utf8Start, text.utf8CodeUnitCount) != nil
    }
}
