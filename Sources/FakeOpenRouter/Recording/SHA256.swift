internal import COpenSSL

/// SHA-256, by OpenSSL.
enum SHA256 {
    /// The digest in lower-case hexadecimal.
    static func hex(of bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        var digest = [UInt8](repeating: 0, count: 32)
        let done = unsafe kw_sha256(bytes, bytes.count, &digest)
        precondition(done == 1, "OpenSSL has no SHA-256")
        return hexadecimal(digest)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
