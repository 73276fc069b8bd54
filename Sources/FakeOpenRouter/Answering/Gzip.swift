/// Gzip files made by hand (https://www.rfc-editor.org/rfc/rfc1952, /rfc1951).
enum Gzip {
    private static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]

    /// The bytes in stored blocks: nothing is compressed.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var file = header
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65535)
            rest = rest.dropFirst(block.count)
            file.append(rest.isEmpty ? 1 : 0)
            file += little(UInt32(block.count), 2) + little(~UInt32(block.count), 2)
            file += block
        } while !rest.isEmpty
        return file + little(checksum(of: bytes), 4) + little(UInt32(truncatingIfNeeded: bytes.count), 4)
    }

    /// So many zeros and nearly no bytes: one literal, then copies of 258 bytes at distance 1, each 13 bits of the
    /// fixed code.
    ///
    /// The count is rounded down to whole copies; the checksum is left wrong, since whoever gets there has lost.
    static func zeros(_ count: Int) -> [UInt8] {
        var bits = BitWriter(bytes: header)
        // The last block, fixed codes; then the literal 0.
        bits.write(0b1, 1)
        bits.write(0b01, 2)
        bits.writeCode(0b0011_0000, 8)
        for _ in 0..<(count / 258) {
            // Length 258 is symbol 285; distance 1 is symbol 0.
            bits.writeCode(0b1100_0101, 8)
            bits.writeCode(0, 5)
        }
        bits.writeCode(0, 7)
        return bits.finished() + little(0, 4) + little(UInt32(truncatingIfNeeded: count), 4)
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }

    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }
}

/// Writes numbers of any width, lowest bit first, as DEFLATE wants it.
private struct BitWriter {
    var bytes: [UInt8]
    private var pending: UInt32 = 0
    private var count: UInt32 = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func write(_ value: UInt32, _ width: UInt32) {
        pending |= value << count
        count += width
        while count >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            count -= 8
        }
    }

    /// A code of the Huffman tables, which alone go highest bit first.
    mutating func writeCode(_ code: UInt32, _ width: UInt32) {
        for shift in (0..<width).reversed() { write(code >> shift & 1, 1) }
    }

    func finished() -> [UInt8] {
        count > 0 ? bytes + [UInt8(truncatingIfNeeded: pending)] : bytes
    }
}
