extension KnownField {
    /// The field that `name`, a token, names in whatever case.
    package static func named(_ name: Span<UInt8>) -> KnownField? {
        guard name.count > 1 else { return nil }
        return KnownFieldIndex.shared.find(name)
    }
}

/// All known names by a hash of their length and of three of their bytes, so that most unknown names cost one look.
private struct KnownFieldIndex: Sendable {
    static let shared = KnownFieldIndex()

    /// Raw value plus one of the field whose hash leads here or to a slot shortly before; 0 ends the search.
    private var slots = [UInt8](repeating: 0, count: 256)
    /// The names one after another, and where each begins.
    private var names: [UInt8] = []
    private var starts: [Int] = [0]

    init() {
        for field in KnownField.allCases {
            let name = field.name
            for index in 0..<name.utf8CodeUnitCount { names.append(name.byte(at: index)) }
            starts.append(names.count)
            var slot = Self.hash(names.span.extracting(starts[Int(field.rawValue)]...))
            while slots[slot] != 0 { slot = Self.after(slot) }
            slots[slot] = field.rawValue &+ 1
        }
    }

    func find(_ name: Span<UInt8>) -> KnownField? {
        var slot = Self.hash(name)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) &- 1
            if isSame(name, starts[index]..<starts[index &+ 1]) { return KnownField(rawValue: UInt8(index)) }
            slot = Self.after(slot)
        }
        return nil
    }

    private static func after(_ slot: Int) -> Int { (slot &+ 1) & 0xFF }

    @inline(__always)
    private static func hash(_ name: Span<UInt8>) -> Int {
        let count = name.count
        let first = Int(name[0] | 0x20) &* 0x35
        let middle = Int(name[count / 2] | 0x20) &* 0x1B
        let last = Int(name[count &- 1] | 0x20) &* 0x6D
        return (first &+ middle &+ last &+ count &* 0x95) & 0xFF
    }

    /// Whether `name` is the known name at `range`.
    ///
    /// Setting bit 0x20 makes tokens lower case and mixes up none: what it would turn into a letter, a digit or `-` of
    /// ours is no token.
    @inline(__always)
    private func isSame(_ name: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard name.count == range.count else { return false }
        let known = names.span
        var offset = 0
        while offset &+ 8 <= name.count {
            guard name.word(at: offset) | 0x2020_2020_2020_2020 == known.word(at: range.lowerBound &+ offset) else {
                return false
            }
            offset &+= 8
        }
        while offset < name.count {
            guard name[offset] | 0x20 == known[range.lowerBound &+ offset] else { return false }
            offset &+= 1
        }
        return true
    }
}
