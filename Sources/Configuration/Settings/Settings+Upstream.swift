extension Settings {
    /// The first-class upstream, which speaks OpenRouter's dialect.
    package struct OpenRouter: Sendable, Equatable {
        package var baseURL = UpstreamURL.openRouter

        /// Every usable key that is declared, in the order of declaration, each once.
        package var keys: [DeclaredKey] = []
        package var httpReferer: String?
        package var title: String?

        /// Upstream paths that are refused by default and are opened, named by their first segment.
        package var allowPaths: Set<ClosedPath> = []

        /// Paths that need no client key, matched exactly.
        package var publicEndpoints: [String] = []
    }

    /// When a failed attempt is repeated.
    package struct Retry: Sendable, Equatable {
        package var maxAttempts = 3
        package var baseDelay = Duration.milliseconds(500)
        package var maxDelay = Duration.seconds(8)
        package var unanswered = Unanswered.once

        /// What follows when a fresh connection broke before the first byte of an answer.
        package enum Unanswered: String, Sendable, CaseIterable {
            /// One more attempt.
            case once

            /// None: the upstream may have done the work.
            case never
        }
    }

    /// How long an answer is held.
    package struct Relay: Sendable, Equatable {
        package var maxWait = Duration.seconds(30)

        /// After how long a waiting stream is opened; nil: never.
        package var openAfter: Duration? = .seconds(5)
    }

    /// The deadlines and the transport of a request to any upstream; a deadline that is nil never comes.
    package struct Upstream: Sendable, Equatable {
        package var connectTimeout = Duration.seconds(5)
        package var firstByteTimeout: Duration? = .seconds(300)
        package var silenceTimeout: Duration? = .seconds(120)
        package var totalTimeout: Duration? = .seconds(3600)
        package var http2 = false

        /// An absolute path; nil: the system's certificates.
        package var caFile: String?
    }

    /// The proxy between us and the upstream.
    package struct RequestProxy: Sendable, Equatable {
        package var enabled = false
        package var endpoint: ProxyEndpoint?

        /// The proxy to use, if one is.
        package var inUse: ProxyEndpoint? { enabled ? endpoint : nil }
    }

    /// Who may call.
    package struct Clients: Sendable, Equatable {
        package var required = KeyRequirement.auto

        /// Browser origins that may call without a key, besides loopback.
        package var origins: [String] = []

        /// When a client has to present a key.
        package enum KeyRequirement: String, Sendable, CaseIterable {
            /// Off loopback, and on it where a key is set or the request came through a proxy.
            case auto

            case always
            case never
        }
    }
}
