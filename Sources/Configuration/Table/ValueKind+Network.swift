import Secrets

extension ValueKind<[IPAddress]> {
    /// Listening addresses.
    ///
    /// Names are not resolved, since what a name stands for tomorrow is nobody's decision; only `localhost` and `*` are
    /// known, as both families.
    static let hosts: Self = {
        let list = ValueKind<[IPAddress]>.text(
            "an address to listen on",
            "give an IPv4 or IPv6 address, localhost, or * for every address",
            parse: { text in
                switch text.lowercased() {
                case "localhost": [.loopback4, .loopback6]
                case "*": [.any4, .any6]
                default: IPAddress(text).map { [$0] }
                }
            },
            show: { $0.map(\.description).joined(separator: ", ") }
        ).list()
        return ValueKind(
            advice: list.advice,
            read: { node, reading in
                guard let found = list.read(node, &reading) else { return nil }
                if found.isEmpty { reading.refuse(node, "nothing to listen on; \(list.advice)") }
                return found.isEmpty ? nil : found.flatMap(\.self).withoutRepeats
            },
            show: { hosts in
                switch hosts {
                case [.loopback4, .loopback6]: "localhost"
                case [.any4, .any6]: "\"*\""
                default: hosts.map { $0.isIPv6 ? "\"\($0)\"" : "\($0)" }.joined(separator: ", ")
                }
            }
        )
    }()
}

extension ValueKind<[NetworkRange]> {
    static let networks = ValueKind<NetworkRange>.text(
        "an address or a network",
        "give an address or a network, as in 10.0.0.0/8",
        parse: { NetworkRange($0) },
        show: { "\($0)" }
    ).list()
}

extension ValueKind<UpstreamURL> {
    static let baseURL = text(
        "an upstream's base URL",
        "give http:// or https://, a host and a path, without credentials, query or /chat/completions",
        parse: { $0.hasSuffix("/chat/completions") ? nil : UpstreamURL($0) },
        show: { "\($0)" }
    )
}

extension ValueKind<ProxyEndpoint?> {
    /// Quiet about a wrong value: what cannot be read as a URL may still hold a password.
    static let proxy = ValueKind<ProxyEndpoint>.text(
        "a proxy's URL",
        "give http, https, socks5 or socks5h, as in http://user:password@proxy.example.org:3128",
        isSecret: true,
        parse: { ProxyEndpoint($0) },
        show: { "\($0)" }
    ).orNone([""], shown: nil)
}

extension ValueKind<APIKeySecret?> {
    static let secret = ValueKind<APIKeySecret>.text(
        "fit for a key",
        "give at most 512 visible ASCII characters without spaces",
        isSecret: true,
        parse: { $0.isFitForKey ? APIKeySecret($0) : nil },
        show: { "\($0)" }
    ).orNone([""], shown: nil)
}

extension String {
    /// Whether it can stand in a header as a token that clients and upstreams agree on.
    var isFitForKey: Bool { !isEmpty && utf8.count <= 512 && utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}

extension Array where Element: Equatable {
    /// Each element where it stands first.
    var withoutRepeats: [Element] {
        reduce(into: []) { kept, element in
            if !kept.contains(element) { kept.append(element) }
        }
    }
}
