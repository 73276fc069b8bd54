internal import EventLoop
package import Secrets

/// How upstreams are reached; Documentation/Operating.md has the names.
package struct ClientSettings: Sendable, Equatable {
    package var connectTimeout = Duration.seconds(5)
    /// From the request's first byte sent to the answer's first byte received.
    package var firstByteTimeout = Duration.seconds(300)
    /// Longest time without a byte, comments and padding included.
    package var silenceTimeout = Duration.seconds(120)
    /// The whole transfer, whatever comes.
    package var totalTimeout = Duration.seconds(3600)
    package var http2 = false
    /// Certificates to trust instead of the system's.
    package var caFile: String?
    /// An outgoing proxy with its credentials.
    ///
    /// Never shown: libcurl gets it, nobody else.
    package var proxy: ProxyAddress?

    package init() {}
}

/// The deadlines in the form that the hot path counts in.
struct Deadlines {
    let connect: TimeSpan
    let firstByte: TimeSpan
    let silence: TimeSpan
    let total: TimeSpan

    init(_ settings: ClientSettings) {
        connect = TimeSpan(settings.connectTimeout)
        firstByte = TimeSpan(settings.firstByteTimeout)
        silence = TimeSpan(settings.silenceTimeout)
        total = TimeSpan(settings.totalTimeout)
    }
}

/// An outgoing proxy.
package struct ProxyAddress: Sendable, Equatable {
    /// `http://host:port` and the like, without credentials.
    package var url: String
    package var credentials: ProxyCredentials?
    /// The host whose name we resolve ourselves.
    package var host: String
    package var port: UInt16
    /// The proxy resolves the upstream's name (socks5h, and http proxies); else we do.
    package var resolvesNames: Bool

    package init(
        url: String,
        credentials: ProxyCredentials?,
        host: String,
        port: UInt16,
        resolvesNames: Bool
    ) {
        self.url = url
        self.credentials = credentials
        self.host = host
        self.port = port
        self.resolvesNames = resolvesNames
    }
}
