internal import OpenRouter

/// The bytes of a text with 64 more behind them, which are no JSON.
func withPadded<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let bytes = Array(text.utf8) + [UInt8](repeating: UInt8(ascii: "}"), count: 64)
    return unsafe bytes.withUnsafeBytes { buffer in
        unsafe body(UnsafeRawBufferPointer(rebasing: buffer.dropLast(64)))
    }
}
