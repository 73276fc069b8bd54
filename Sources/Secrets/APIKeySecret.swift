/// A key that opens something: an upstream's API key or the shared key of our clients.
///
/// It cannot print itself: its description, its debug description and its mirror show a mask. It is not `Codable`. Its
/// bytes are wiped from memory when the last copy goes away.
package struct APIKeySecret: Sendable {
    private let storage: SecretBytes

    /// Takes a copy of the bytes; the caller's own copy is the caller's to forget.
    package init(_ bytes: some Collection<UInt8>) {
        storage = SecretBytes(copying: bytes)
    }

    /// Takes a copy of the text's UTF-8.
    package init(_ text: String) {
        self.init(text.utf8)
    }

    /// How many bytes it has.
    package var count: Int { storage.count }

    /// Lends the bytes for one call, to a reader that names its purpose.
    package func withBytes<Result, Failure: Error>(
        for purpose: SecretPurpose,
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.withSpan(body)
    }

    /// Whether a client presented this very key, in a time that says nothing about where they differ.
    package func matches(_ presented: Span<UInt8>) -> Bool {
        storage.isEqual(to: presented)
    }
}

extension APIKeySecret: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        right.storage.withSpan { left.storage.isEqual(to: $0) }
    }
}

extension APIKeySecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A mask that lets its owner recognise it: `sk-…1a2b`, and nothing of a secret too short to spare four bytes.
    package var description: String {
        storage.withSpan { bytes in
            guard bytes.count >= 16 else { return "…" }
            let isAPIKey =
                bytes[0] == UInt8(ascii: "s") && bytes[1] == UInt8(ascii: "k") && bytes[2] == UInt8(ascii: "-")
            var mask = isAPIKey ? "sk-…" : "…"
            for index in bytes.count - 4..<bytes.count {
                let isVisible = (0x21...0x7E).contains(bytes[index])
                mask.unicodeScalars.append(isVisible ? Unicode.Scalar(bytes[index]) : "?")
            }
            return mask
        }
    }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: ["mask": description]) }
}
