/// The base URL of an upstream: a scheme, a host and a path that every request's path is appended to.
package struct UpstreamURL: Sendable, Equatable {
    package enum Scheme: String, Sendable {
        case http, https

        package var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme

    /// As in a URL: an IPv6 address stands in brackets.
    package let host: String
    package let port: UInt16

    /// Empty, or a slash and more, never with a slash at its end.
    package let path: String

    package static let openRouter = UpstreamURL(scheme: .https, host: "openrouter.ai", port: 443, path: "/api/v1")

    private init(scheme: Scheme, host: String, port: UInt16, path: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
    }

    /// Reads `http://` or `https://` with a host, and no credentials, query, fragment or dot segments.
    package init?(_ text: String) {
        guard let parts = URLParts(text), let scheme = Scheme(rawValue: parts.scheme), parts.userInfo == nil else {
            return nil
        }
        var path = parts.path
        while path.hasSuffix("/") { path.removeLast() }
        let segments = path.split(separator: "/")
        guard !path.contains(where: { "?#%".contains($0) }), !segments.contains("."), !segments.contains("..") else {
            return nil
        }
        self.init(scheme: scheme, host: parts.host, port: parts.port ?? scheme.defaultPort, path: String(path))
    }

    /// What stands in the Host field: the port only where it is not the scheme's own.
    package var authority: String { port == scheme.defaultPort ? host : "\(host):\(port)" }
}

extension UpstreamURL: CustomStringConvertible {
    package var description: String { "\(scheme.rawValue)://\(authority)\(path)" }
}
