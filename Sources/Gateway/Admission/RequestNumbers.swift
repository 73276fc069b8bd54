/// Makes request ids and other small random numbers for one loop.
///
/// Not for secrets: the ids only have to differ.
struct RequestNumbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// The next number, by SplitMix64.
    ///
    /// https://prng.di.unimi.it/splitmix64.c
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to 1.
    mutating func nextFraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// 16 random bytes in hexadecimal digits.
    mutating func nextIdentifier() -> [UInt8] {
        var identifier = [UInt8](repeating: 0, count: 32)
        for start in stride(from: 0, to: 32, by: 16) {
            var number = next()
            for index in start..<start &+ 16 {
                let digit = UInt8(truncatingIfNeeded: number >> 60)
                identifier[index] = digit < 10 ? 48 &+ digit : 87 &+ digit
                number <<= 4
            }
        }
        return identifier
    }
}
