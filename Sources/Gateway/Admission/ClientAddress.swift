internal import HTTPServer
internal import HTTPWire

/// Who a request really comes from, where a proxy that the operator trusts stands between.
enum ClientAddress {
    /// The peer's address; behind trusted proxies the last one in `X-Forwarded-For` that is not such a proxy.
    static func of(_ exchange: Exchange, policy: Policy) -> String {
        let peer = exchange.peer.host
        guard exchange.head.known.contains(.xForwardedFor), policy.settings.isTrustedProxy(peer) else { return peer }
        let lines = exchange.head.fields.filter { $0.known == .xForwardedFor }.map { exchange.text($0.value) }
        let hops = lines.joined(separator: ",").split(separator: ",").map {
            String($0.filter { $0 != " " && $0 != "\t" })
        }
        return hops.last { !policy.settings.isTrustedProxy($0) } ?? hops.first ?? peer
    }
}
