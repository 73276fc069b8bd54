package import Secrets

/// A proxy for outgoing requests.
///
/// Its credentials are apart from its address, so that the address can be shown.
package struct ProxyEndpoint: Sendable, Equatable {
    package enum Scheme: String, Sendable, CaseIterable {
        case http, https, socks5

        /// SOCKS 5 where the proxy resolves the name.
        case socks5h

        /// libcurl would take 1080 for http too; everything else that reads such URLs takes 80.
        var defaultPort: UInt16 {
            switch self {
            case .http: 80
            case .https: 443
            case .socks5, .socks5h: 1080
            }
        }
    }

    package let scheme: Scheme

    /// As in a URL: an IPv6 address stands in brackets.
    package let host: String
    package let port: UInt16
    package let credentials: ProxyCredentials?

    package init?(_ text: String) {
        guard let parts = URLParts(text), let scheme = Scheme(rawValue: parts.scheme) else { return nil }
        guard parts.path.isEmpty || parts.path == "/" else { return nil }
        self.scheme = scheme
        host = parts.host
        port = parts.port ?? scheme.defaultPort
        credentials = parts.userInfo.flatMap { $0.isEmpty ? nil : ProxyCredentials($0) }
    }

    /// The URL without its credentials: what libcurl takes as CURLOPT_PROXY.
    package var address: String { "\(scheme.rawValue)://\(host):\(port)" }
}

extension ProxyEndpoint: CustomStringConvertible {
    /// Shows that there are credentials, never which.
    package var description: String {
        credentials == nil ? address : "\(scheme.rawValue)://…@\(host):\(port)"
    }
}
