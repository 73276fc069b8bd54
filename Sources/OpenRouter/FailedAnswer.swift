/// A failure that stands in a JSON answer, whatever the answer's status says.
package struct FailedAnswer {
    /// What the failure says of itself.
    package let facts: AnswerFacts
    /// The failure as JSON that is whole.
    package let json: [UInt8]

    /// Looks at a whole answer, which has 64 readable bytes after it; nil: it is no failure.
    package init?(whole bytes: UnsafeRawBufferPointer) {
        let facts = unsafe AnswerFacts(paddedJSON: bytes)
        guard facts.isFailure else { return nil }
        self.facts = facts
        unsafe json = Array(bytes)
    }

    /// Looks at the beginning of an answer; nil: it shows no failure.
    ///
    /// simdjson reads whole texts only. Here it is enough to step over strings and nesting until a member `error` of the
    /// outermost object comes by; its value, if it is whole, is then read as usual, and is all that is passed on.
    package init?(beginning bytes: UnsafeRawBufferPointer) {
        var reader = unsafe MemberReader(bytes: bytes)
        guard let value = reader.findError() else { return nil }
        json = unsafe Array("{\"error\":".utf8) + Array(bytes[value]) + [UInt8(ascii: "}")]
        facts = AnswerFacts(json: json)
        guard facts.isFailure else { return nil }
    }
}

/// Steps through the members of a JSON object of which only the beginning may be there.
@safe private struct MemberReader {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = bytes
    }

    /// Where the value of a top-level `error` stands, if all of it is there.
    mutating func findError() -> Range<Int>? {
        skipSpace()
        guard take(UInt8(ascii: "{")) else { return nil }
        while true {
            skipSpace()
            guard let name = string() else { return nil }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { return nil }
            skipSpace()
            let start = index
            guard skipValue() else { return nil }
            if unsafe bytes[name].elementsEqual("\"error\"".utf8) { return start..<index }
            skipSpace()
            guard take(UInt8(ascii: ",")) else { return nil }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard unsafe index < bytes.count, unsafe bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while unsafe index < bytes.count, unsafe bytes[index] <= 0x20 { index += 1 }
    }

    /// Steps over a string; its range with both quotes, or nil if it is not whole.
    private mutating func string() -> Range<Int>? {
        let start = index
        guard take(UInt8(ascii: "\"")) else { return nil }
        while unsafe index < bytes.count {
            let byte = unsafe bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return start..<index }
            if byte == UInt8(ascii: "\\") { index += 1 }
        }
        return nil
    }

    /// Steps over a value; false if it is not whole.
    private mutating func skipValue() -> Bool {
        var depth = 0
        while unsafe index < bytes.count {
            switch unsafe bytes[index] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return false }
                if depth == 0 { return true }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // The end of the object around a bare value.
                if depth == 0 { return true }
                depth -= 1
                if depth == 0 {
                    index += 1
                    return true
                }
            case UInt8(ascii: ",") where depth == 0: return true
            default: break
            }
            index += 1
        }
        return false
    }
}
