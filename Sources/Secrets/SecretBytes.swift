import Glibc

/// Bytes that are wiped when the last owner lets go of them.
///
/// They live outside of Swift's collections, because an array may be copied by any write and leaves its old storage
/// behind unwiped. Nothing here can print, encode or compare them other than in constant time.
///
/// `@unchecked Sendable`: the bytes are written in the initialiser only, before anybody else can see them.
@safe
final class SecretBytes: @unchecked Sendable {
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    var count: Int { unsafe bytes.count }

    init(copying source: some Collection<UInt8>) {
        unsafe bytes = .allocate(capacity: source.count)
        unsafe _ = bytes.initialize(fromContentsOf: source)
    }

    deinit {
        // Not memset: the compiler may leave out a write that nobody reads.
        if let start = unsafe bytes.baseAddress { unsafe explicit_bzero(start, bytes.count) }
        unsafe bytes.deallocate()
    }

    /// Lends the bytes for the time of one call.
    func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe bytes.span)
    }

    /// Whether both hold the same bytes, in a time that depends on this one's length only.
    func isEqual(to other: Span<UInt8>) -> Bool {
        var difference: UInt8 = other.count == count ? 0 : 1
        for index in 0..<count {
            let theirs = index < other.count ? other[index] : 0
            difference |= unsafe bytes[index] ^ theirs
        }
        return difference == 0
    }
}
