extension Span where Element == UInt8 {
    /// Whether the bytes are `text`, which is in lower case, in whatever case they are written.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && startsIgnoringCase(with: text)
    }

    /// Whether the bytes begin with `text`, which is in lower case, in whatever case they are written.
    package func startsIgnoringCase(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        var index = 0
        while index < length {
            guard self[index].lowercased == text.byte(at: index) else { return false }
            index &+= 1
        }
        return true
    }

    /// Whether the bytes end in `text`, which is in lower case, in whatever case they are written.
    func endsIgnoringCase(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        return count >= length && extracting(count &- length..<count).equalsIgnoringCase(text)
    }

    /// Whether the bytes are exactly `text`.
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in indices where self[index] != text.byte(at: index) { return false }
        return true
    }

    /// Whether both are the same, upper and lower case taken as one.
    func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index].lowercased != other[index].lowercased { return false }
        return true
    }

    /// Whether `byte` stands in `range`.
    func contains(_ byte: UInt8, in range: Range<Int>) -> Bool {
        for index in range where self[index] == byte { return true }
        return false
    }

    /// The byte that the `%XX` at `offset` stands for.
    func escapedByte(at offset: Int) -> UInt8? {
        guard offset &+ 2 < count, let high = self[offset &+ 1].hexadecimalValue,
            let low = self[offset &+ 2].hexadecimalValue
        else { return nil }
        return high &<< 4 | low
    }

    /// `range` without the spaces and tabs at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isBlank { lower &+= 1 }
        while upper > lower, self[upper &- 1].isBlank { upper &-= 1 }
        return lower..<upper
    }
}

extension StaticString {
    /// The byte at `index`, which callers keep below `utf8CodeUnitCount`.
    @inline(__always)
    func byte(at index: Int) -> UInt8 {
        unsafe utf8Start[index]
    }
}
