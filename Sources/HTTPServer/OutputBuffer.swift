/// Bytes on their way to a client: appended at the end, sent from the front.
package struct OutputBuffer {
    private var bytes: [UInt8] = []
    private var sent = 0
    /// An emptied buffer that is larger than this gives its memory back: thousands of streams share the machine.
    private var keptCapacity = 4096

    package init() {}

    package var count: Int { bytes.count - sent }
    package var isEmpty: Bool { bytes.count == sent }

    package mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// There is no such method for a `String`: it would take every literal from this one, and costs ten times as much.
    package mutating func append(_ literal: StaticString) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    package mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    package mutating func append(_ more: UnsafeRawBufferPointer) {
        unsafe bytes.append(contentsOf: more)
    }

    package mutating func append(_ span: Span<UInt8>) {
        unsafe span.withUnsafeBytes { unsafe append($0) }
    }

    /// A number in decimal digits.
    package mutating func append(decimal number: Int) {
        var digits: InlineArray<20, UInt8> = .init(repeating: 0)
        var rest = number.magnitude
        var start = 20
        repeat {
            start -= 1
            digits[start] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        } while rest > 0
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        while start < 20 {
            bytes.append(digits[start])
            start += 1
        }
    }

    /// A number in hexadecimal digits.
    package mutating func append(hexadecimal number: Int) {
        var shift = max(0, (67 - number.leadingZeroBitCount) / 4 * 4 - 4)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: number >> shift & 15)
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
            shift -= 4
        }
    }

    /// Says how much room is kept between one write and the next.
    mutating func keep(_ capacity: Int) {
        keptCapacity = capacity
    }

    /// What is to be sent next.
    func withUnsent<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe bytes.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
    }

    /// Takes away what was sent.
    mutating func consume(_ count: Int) {
        sent += count
        guard sent == bytes.count else { return }
        sent = 0
        if bytes.capacity > keptCapacity {
            bytes = []
        } else {
            bytes.removeAll(keepingCapacity: true)
        }
    }
}
