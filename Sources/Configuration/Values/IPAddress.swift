import Glibc

/// A numeric IPv4 or IPv6 address: what can be listened on without asking a resolver.
package struct IPAddress: Sendable, Hashable {
    /// 4 or 16 bytes in network order.
    package let bytes: [UInt8]

    package static let loopback4 = IPAddress(bytes: [127, 0, 0, 1])
    package static let loopback6 = IPAddress(bytes: [UInt8](repeating: 0, count: 15) + [1])
    package static let any4 = IPAddress(bytes: [0, 0, 0, 0])
    package static let any6 = IPAddress(bytes: [UInt8](repeating: 0, count: 16))

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a literal, in brackets or not.
    ///
    /// No names, no zones, no short or octal forms.
    package init?(_ text: some StringProtocol) {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let literal = isBracketed ? String(text.dropFirst().dropLast()) : String(text)
        let isIPv6 = literal.utf8.contains(UInt8(ascii: ":"))
        guard isIPv6 || !isBracketed, !literal.utf8.contains(0) else { return nil }
        var buffer = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        guard unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, literal, &buffer) == 1 else { return nil }
        bytes = buffer
    }

    package var isIPv6: Bool { bytes.count == 16 }

    /// Whether it belongs to this machine alone: 127.0.0.0/8, also as an IPv4-mapped address, and `::1`.
    package var isLoopback: Bool {
        guard isIPv6 else { return bytes[0] == 127 }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return self == .loopback6 || (isMapped && bytes[12] == 127)
    }

    /// How it stands in a URL: IPv6 in brackets.
    package var urlHost: String { isIPv6 ? "[\(self)]" : description }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isIPv6 ? AF_INET6 : AF_INET
        guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
