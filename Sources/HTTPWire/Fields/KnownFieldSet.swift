/// A set of known fields, as bits: there are at most 64 of them.
package struct KnownFieldSet: Equatable, Sendable, ExpressibleByArrayLiteral {
    /// Bit n stands for the field whose raw value is n.
    package private(set) var rawValue: UInt64 = 0

    /// The empty set.
    package init() {}

    /// The set of what is listed.
    package init(arrayLiteral fields: KnownField...) {
        for field in fields { insert(field) }
    }

    /// Whether nothing is in it.
    package var isEmpty: Bool { rawValue == 0 }

    /// Whether `field` is in it.
    package func contains(_ field: KnownField) -> Bool { rawValue & Self.bit(field) != 0 }

    /// Whether anything is in both.
    package func intersects(_ other: KnownFieldSet) -> Bool { rawValue & other.rawValue != 0 }

    /// Adds `field`; says whether it was missing.
    @discardableResult
    package mutating func insert(_ field: KnownField) -> Bool {
        let isNew = !contains(field)
        rawValue |= Self.bit(field)
        return isNew
    }

    /// Everything of both.
    package func union(_ other: KnownFieldSet) -> KnownFieldSet {
        var both = self
        both.rawValue |= other.rawValue
        return both
    }

    private static func bit(_ field: KnownField) -> UInt64 { 1 &<< UInt64(field.rawValue) }
}
