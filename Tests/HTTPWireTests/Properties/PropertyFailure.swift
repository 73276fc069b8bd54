// The properties in this folder hold for every input there is. The fuzz targets (Tests/Fuzz) look for one that breaks
// them; the tests replay the inputs that were found worth keeping (Tests/Corpus). In the fuzz build there is one module.

/// A property that an input broke.
struct PropertyFailure: Error, CustomStringConvertible {
    var description: String
}

/// Throws unless `condition` holds.
func require(_ condition: Bool, _ property: @autoclosure () -> String) throws {
    if !condition { throw PropertyFailure(description: property()) }
}

/// Where to cut an input: after every byte, or at places that the input itself decides, so that a finding repeats.
enum Cuts: CaseIterable {
    case everyByte, some, none

    /// The ends of the pieces that `bytes` is cut into.
    func ends(of bytes: [UInt8]) -> [Int] {
        switch self {
        case .everyByte:
            return Array(stride(from: 1, through: bytes.count, by: 1))
        case .some:
            var seed = bytes.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
            var ends: [Int] = []
            var end = 0
            while end < bytes.count {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                end = min(bytes.count, end + 1 + Int(seed >> 33) % 24)
                ends.append(end)
            }
            return ends
        case .none:
            return [bytes.count]
        }
    }
}

extension [UInt8] {
    /// The bytes as text, for messages.
    var text: String { String(decoding: self, as: UTF8.self) }
}
