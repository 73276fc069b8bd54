/// An address, or a network as `10.0.0.0/8`.
package struct NetworkRange: Sendable, Equatable {
    package let address: IPAddress
    package let prefixLength: Int

    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        let bits = address.bytes.count * 8
        var length = bits
        if parts.count == 2 {
            guard let given = Number.whole(parts[1]), given <= bits else { return nil }
            length = given
        }
        self.address = address
        prefixLength = length
    }

    /// Whether an address lies in it.
    ///
    /// IPv4 and IPv6 never meet.
    package func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let whole = prefixLength / 8
        guard other.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
        guard prefixLength % 8 > 0 else { return true }
        let mask = UInt8.max << UInt8(8 - prefixLength % 8)
        return (other.bytes[whole] ^ address.bytes[whole]) & mask == 0
    }
}

extension NetworkRange: CustomStringConvertible {
    package var description: String {
        prefixLength == address.bytes.count * 8 ? "\(address)" : "\(address)/\(prefixLength)"
    }
}
