/// Bytes that are ready to be sent, but for the places where the answer's own generation id goes.
///
/// Answers are rendered once and played many times. What must differ each time is the id that clients use to ask for an
/// answer's cost, so the renderer leaves stamps for it.
package struct Payload: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// What stands where an id is to go; no answer contains it otherwise.
    static let placeholder = "@@@@@@@@@@@@@@@@@@@@"
    /// The length of the part of an id that differs.
    static let stampLength = 20

    /// The bytes, with placeholders at the stamps.
    package let bytes: [UInt8]
    /// The offsets at which an id is written, in rising order.
    let stamps: [Int]

    /// Bytes that go out as they are.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        stamps = []
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    package init(arrayLiteral elements: UInt8...) {
        self.init(elements)
    }

    /// Bytes of ours, in which placeholders are looked for.
    init(template bytes: [UInt8]) {
        self.bytes = bytes
        stamps = Self.placeholders(in: bytes)
    }

    /// The bytes to send for one answer.
    func stamped(with id: GenerationID) -> [UInt8] {
        if stamps.isEmpty { return bytes }
        var stamped = bytes
        for stamp in stamps { id.write(into: &stamped, at: stamp) }
        return stamped
    }

    private static func placeholders(in bytes: [UInt8]) -> [Int] {
        var found: [Int] = []
        var run = 0
        for (offset, byte) in bytes.enumerated() {
            run = byte == UInt8(ascii: "@") ? run + 1 : 0
            if run == stampLength {
                found.append(offset - stampLength + 1)
                run = 0
            }
        }
        return found
    }
}
