// Case 59: a path that an upstream could read otherwise than we do is refused, not cleaned. Percent-encoding is undone
// once, for looking only; the bytes that go up are those that came. As we compare a path's first segment with a list of
// refused ones, whatever could hide that segment is a trick: dot segments, empty ones, `;` parameters, an encoded `/`,
// `?`, `#` or `%` (the last one would be decoded by an upstream that decodes twice).

/// Why a path does not go to the upstream.
package enum PathTrick: Error, Equatable, Sendable, CaseIterable {
    /// It does not begin with `/`.
    case relative
    /// `//`.
    case emptySegment
    /// `.` or `..` as a whole segment, encoded or not.
    case dotSegment
    /// `;`, backslash, `?`, `#` or `%` in a segment, encoded or not, or an encoded `/`.
    case delimiter
    /// A control character, NUL among them, or a malformed encoding.
    case character
}

/// The rule for paths that go to the upstream.
package enum UpstreamPath {
    /// Throws unless every reader takes `path`, which has no query, for the same one.
    package static func check(_ path: Span<UInt8>) throws(PathTrick) {
        guard path.count > 0, path[0] == UInt8(ascii: "/") else { throw .relative }
        var offset = 1
        var decoded = 0
        var onlyDots = true
        while offset < path.count {
            let byte = path[offset]
            if byte == UInt8(ascii: "/") {
                guard decoded > 0 else { throw .emptySegment }
                guard !(onlyDots && decoded < 3) else { throw .dotSegment }
                (decoded, onlyDots) = (0, true)
                offset &+= 1
            } else {
                let plain = try unescaped(path, &offset)
                onlyDots = onlyDots && plain == UInt8(ascii: ".")
                decoded &+= 1
            }
        }
        guard decoded == 0 || !(onlyDots && decoded < 3) else { throw .dotSegment }
    }

    /// The byte at `offset` with its percent-encoding undone, if it may stand in a segment; moves behind it.
    private static func unescaped(_ path: Span<UInt8>, _ offset: inout Int) throws(PathTrick) -> UInt8 {
        var byte = path[offset]
        if byte == .percent {
            guard let value = path.escapedByte(at: offset) else { throw .character }
            guard value != UInt8(ascii: "/") else { throw .delimiter }
            byte = value
            offset &+= 3
        } else {
            offset &+= 1
        }
        switch byte {
        case UInt8(ascii: ";"), UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "#"), .percent: throw .delimiter
        default: guard !byte.isControl else { throw .character }
        }
        return byte
    }

    /// Where the first segment of `path` at or after `start` stands, as it was written; empty at the path's end.
    package static func segment(of path: Span<UInt8>, from start: Int) -> Range<Int> {
        var lower = min(start, path.count)
        if lower < path.count, path[lower] == UInt8(ascii: "/") { lower &+= 1 }
        var upper = lower
        while upper < path.count, path[upper] != UInt8(ascii: "/") { upper &+= 1 }
        return lower..<upper
    }

    /// Whether `segment`, its percent-encoding undone, is `name`, which is in lower case; in whatever case it is written,
    /// as many upstreams route that way.
    package static func segment(_ segment: Span<UInt8>, is name: StaticString) -> Bool {
        var offset = 0
        for index in 0..<name.utf8CodeUnitCount {
            guard offset < segment.count else { return false }
            var byte = segment[offset]
            offset &+= 1
            if byte == .percent, let value = segment.escapedByte(at: offset &- 1) {
                byte = value
                offset &+= 2
            }
            guard byte.lowercased == name.byte(at: index) else { return false }
        }
        return offset == segment.count
    }
}
