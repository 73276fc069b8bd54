import HTTPWire
import Testing

/// The bytes of `text`, where a scalar up to U+00FF stands for the byte of that number.
func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
}

/// The head that `text` is.
func head(_ text: String, _ limits: HeadLimits = HeadLimits()) throws -> RequestHead {
    var parser = RequestHeadParser(limits: limits)
    return try #require(try parser.parse(bytes(text).span))
}

/// Why `text` is refused; nil if it is a head or incomplete.
func rejection(of text: String, _ limits: HeadLimits = HeadLimits()) -> RequestRejection? {
    var parser = RequestHeadParser(limits: limits)
    do { _ = try parser.parse(bytes(text).span) } catch { return error }
    return nil
}

/// The verdict on a good request line and Host with these lines after it.
func rejection(ofFields lines: String) -> RequestRejection? {
    rejection(of: "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n")
}

extension String {
    /// What stands at `range` of the bytes.
    subscript(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(bytes(self)[range].map { Unicode.Scalar($0) }))
    }
}

/// Random numbers that a test repeats. https://prng.di.unimi.it/splitmix64.c
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// The sequence that `seed` stands for.
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
