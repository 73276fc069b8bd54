// Finding bytes, eight at a time. A word has a byte that equals `x` when the word XOR `x` repeated has a zero byte, and
// `(v - 0x01…) & ~v & 0x80…` flags the zero bytes (Warren, Hacker's Delight, 6-1). The borrow may flag a byte above a
// true one wrongly, never below, so the lowest flag is right.

extension Span where Element == UInt8 {
    /// The first LF at or after `start`.
    func firstLineFeed(from start: Int) -> Int? {
        first(from: start, to: count, inWord: { Word.zeroBytes($0 ^ Word.lineFeeds) }, isByte: { $0 == .lineFeed })
    }

    /// The first CR or LF at or after `start`.
    func firstLineEnd(from start: Int) -> Int? {
        first(
            from: start,
            to: count,
            inWord: { Word.zeroBytes($0 ^ Word.lineFeeds) | Word.zeroBytes($0 ^ Word.carriageReturns) },
            isByte: { $0 == .lineFeed || $0 == .carriageReturn }
        )
    }

    /// The first byte in `range` that may not stand in a field value: a control character other than HTAB.
    func firstControl(in range: Range<Int>) -> Int? {
        var start = range.lowerBound
        while let found = first(
            from: start,
            to: range.upperBound,
            inWord: { Word.controlBytes($0) | Word.zeroBytes($0 ^ Word.deletes) },
            isByte: { $0 < 0x20 || $0 == 0x7F }
        ) {
            guard self[found] == .tab else { return found }
            start = found &+ 1
        }
        return nil
    }

    /// Where the token that begins with the range ends.
    func endOfToken(in range: Range<Int>) -> Int {
        var offset = range.lowerBound
        // Field names are nearly always letters and hyphens, which a word shows at once.
        while offset &+ 8 <= range.upperBound {
            let others = ~Word.lettersAndHyphens(word(at: offset)) & Word.highBits
            offset &+= others.trailingZeroBitCount / 8
            if others != 0 { break }
        }
        while offset < range.upperBound, self[offset].isToken { offset &+= 1 }
        return offset
    }

    /// The word of eight bytes at `offset`, the first one lowest; the load checks its bounds.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The first byte from `start` up to `end` that both tests agree on: one flags it in a word, one knows it alone.
    @inline(__always)
    private func first(
        from start: Int,
        to end: Int,
        inWord flags: (UInt64) -> UInt64,
        isByte: (UInt8) -> Bool
    ) -> Int? {
        var offset = start
        while offset &+ 8 <= end {
            let found = flags(word(at: offset))
            if found != 0 { return offset &+ found.trailingZeroBitCount / 8 }
            offset &+= 8
        }
        while offset < end {
            if isByte(self[offset]) { return offset }
            offset &+= 1
        }
        return nil
    }
}

/// Eight bytes taken as one number.
private enum Word {
    static var ones: UInt64 { 0x0101_0101_0101_0101 }
    static var highBits: UInt64 { 0x8080_8080_8080_8080 }
    static var lineFeeds: UInt64 { 0x0A0A_0A0A_0A0A_0A0A }
    static var carriageReturns: UInt64 { 0x0D0D_0D0D_0D0D_0D0D }
    static var deletes: UInt64 { 0x7F7F_7F7F_7F7F_7F7F }

    /// Flags the bytes of `word` that are zero.
    @inline(__always)
    static func zeroBytes(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highBits }

    /// Flags the bytes of `word` that are letters or `-`, exactly: with the high bits taken away no sum carries over.
    @inline(__always)
    static func lettersAndHyphens(_ word: UInt64) -> UInt64 {
        let low = word & ~highBits
        let lowercased = low | (ones &* 0x20)
        let fromA = lowercased &+ (ones &* (0x80 - 0x61))
        let beyondZ = lowercased &+ (ones &* (0x80 - 0x7B))
        let notHyphen = (low ^ (ones &* 0x2D)) &+ (ones &* 0x7F)
        return ((fromA & ~beyondZ) | ~notHyphen) & ~word & highBits
    }

    /// Flags the bytes of `word` below 0x20.
    @inline(__always)
    static func controlBytes(_ word: UInt64) -> UInt64 { (word &- (ones &* 0x20)) & ~word & highBits }
}
