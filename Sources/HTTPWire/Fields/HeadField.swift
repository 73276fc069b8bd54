/// One field of a head, as offsets into the head's bytes.
package struct HeadField: Equatable, Sendable {
    // Half the size of two ranges: a stream keeps its request's fields for as long as it lives. No head is near 4 GiB.
    private var nameStart, nameLength, valueStart, valueLength: UInt32
    /// Which of the names we know it is.
    package var known: KnownField?

    /// A field at these offsets.
    @inline(__always)
    package init(name: Range<Int>, value: Range<Int>, known: KnownField?) {
        nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
        nameLength = UInt32(truncatingIfNeeded: name.count)
        valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        valueLength = UInt32(truncatingIfNeeded: value.count)
        self.known = known
    }

    /// Where the name stands.
    @inline(__always)
    package var name: Range<Int> { Int(nameStart)..<Int(nameStart) &+ Int(nameLength) }

    /// Where the value stands, without the spaces and tabs around it.
    @inline(__always)
    package var value: Range<Int> { Int(valueStart)..<Int(valueStart) &+ Int(valueLength) }

    /// The same field with so many bytes in front of it.
    func moved(by distance: Int) -> HeadField {
        var field = self
        field.nameStart &+= UInt32(truncatingIfNeeded: distance)
        field.valueStart &+= UInt32(truncatingIfNeeded: distance)
        return field
    }
}

extension [HeadField] {
    /// The value of the first field of that name.
    package func value(of field: KnownField) -> Range<Int>? {
        for candidate in self where candidate.known == field { return candidate.value }
        return nil
    }
}
