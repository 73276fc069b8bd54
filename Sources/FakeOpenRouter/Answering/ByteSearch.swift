internal import CLinux

extension [UInt8] {
    /// Where the bytes next stand, at or behind the offset.
    func firstRange(of needle: [UInt8], from offset: Int) -> Range<Int>? {
        let place: Int? = unsafe withUnsafeBytes { buffer in
            unsafe needle.withUnsafeBytes { needle in
                guard let base = buffer.baseAddress, let wanted = needle.baseAddress, offset <= buffer.count else {
                    return nil
                }
                let found = unsafe kw_memmem(base + offset, buffer.count - offset, wanted, needle.count)
                return unsafe found.map { unsafe UnsafeRawPointer($0) - base }
            }
        }
        return place.map { $0..<($0 + needle.count) }
    }
}
