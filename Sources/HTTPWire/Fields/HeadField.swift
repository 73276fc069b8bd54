/// One field of a head, as offsets into the head's bytes.
package struct HeadField: Equatable, Sendable {
    /// Where the name stands.
    package var name: Range<Int>
    /// Where the value stands, without the spaces and tabs around it.
    package var value: Range<Int>
    /// Which of the names we know it is.
    package var known: KnownField?

    /// A field at these offsets.
    package init(name: Range<Int>, value: Range<Int>, known: KnownField?) {
        self.name = name
        self.value = value
        self.known = known
    }
}

extension [HeadField] {
    /// The value of the first field of that name.
    package func value(of field: KnownField) -> Range<Int>? {
        for candidate in self where candidate.known == field { return candidate.value }
        return nil
    }
}
