internal import HTTPClient
package import Secrets

/// What the gateway needs to know of the configuration.
package struct GatewaySettings: Sendable {
    /// The upstream's URL without a slash at its end: `https://openrouter.ai/api/v1`.
    package var baseURL = "https://openrouter.ai/api/v1"
    package var upstreamHost = "openrouter.ai"
    package var upstreamPort: UInt16 = 443
    /// The key that serves.
    ///
    /// Nil: none is configured, and every request is told so.
    package var key: APIKeySecret?
    package var access = AccessRules()
    /// First path segments that are open although they are refused by default.
    package var allowedSegments: Set<String> = []
    package var maxBody = 64 << 20
    /// The same for uploads to `/files`.
    package var maxFileBody = 100 << 20
    package var retry = RetryRules()
    /// A stream that has waited so long is opened; nil: never.
    package var openAfter: Duration? = .seconds(5)
    /// How long a request may wait before its last attempt begins.
    package var maxWait = Duration.seconds(30)
    /// Whose `X-Forwarded-For` is believed.
    package var isTrustedProxy: @Sendable (String) -> Bool = { _ in false }
    /// Filled in where the client sent none.
    package var referer: String?
    package var title: String?

    package init() {}
}

/// The settings that were in force when a request began, handed about by reference: to copy them would touch a dozen
/// reference counts.
final class Policy: Sendable {
    let settings: GatewaySettings
    /// The upstream is named by its address: there is nothing to resolve.
    let upstreamIsLiteral: Bool
    /// The base URL's two parts: scheme, host and port, and what stands in front of every path.
    let origin: String
    let basePath: [UInt8]

    init(_ settings: GatewaySettings) {
        self.settings = settings
        let url = settings.baseURL
        let host = url.utf8.firstIndex(of: UInt8(ascii: ":")).map { url.utf8.index($0, offsetBy: 3) } ?? url.startIndex
        let path = url.utf8[host...].firstIndex(of: UInt8(ascii: "/")) ?? url.endIndex
        origin = String(url[..<path])
        basePath = Array(url.utf8[path...])
        upstreamIsLiteral = Resolver.isLiteral(settings.upstreamHost)
    }
}

/// Who may call; Documentation/Security.md.
package struct AccessRules: Sendable {
    /// When a client has to show a key.
    package enum Requirement: Sendable { case auto, always, never }

    package var requirement = Requirement.auto
    /// The server listens on this machine only.
    package var isOnLoopback = true
    /// The one shared client key.
    package var accessKey: APIKeySecret?
    /// Paths that need no key, matched exactly.
    package var publicPaths: [String] = []
    /// Browser origins that may call where no key is asked for, besides loopback.
    package var origins: [String] = []

    package init() {}
}

/// When a failed attempt is repeated.
package struct RetryRules: Sendable {
    /// Attempts in all.
    package var maxAttempts = 3
    package var baseDelay = Duration.milliseconds(500)
    package var maxDelay = Duration.seconds(8)
    /// An answer that never began, on a fresh connection, is asked for once more.
    package var repeatsUnanswered = true

    package init() {}
}
