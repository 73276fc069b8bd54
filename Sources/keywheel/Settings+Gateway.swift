internal import Configuration
internal import Gateway
internal import HTTPClient
internal import HTTPServer
internal import HTTPWire
internal import Telemetry

// The configuration in the words of the parts that it configures.

extension Settings {
    var gatewaySettings: GatewaySettings {
        var gateway = GatewaySettings()
        gateway.baseURL = "\(openrouter.baseURL)"
        gateway.upstreamHost = openrouter.baseURL.host
        gateway.upstreamPort = openrouter.baseURL.port
        gateway.key = openrouter.keys.first?.secret
        gateway.access = accessRules
        gateway.allowedSegments = Set(openrouter.allowPaths.map(\.rawValue))
        gateway.maxBody = server.maxBody.general
        gateway.maxFileBody = server.maxBody.files
        gateway.retry = retryRules
        gateway.openAfter = relay.openAfter
        gateway.maxWait = relay.maxWait
        let trusted = server.trustedProxies
        gateway.isTrustedProxy = { text in
            guard let address = IPAddress(text) else { return false }
            return trusted.contains { $0.contains(address) }
        }
        gateway.referer = openrouter.httpReferer
        gateway.title = openrouter.title
        return gateway
    }

    private var accessRules: AccessRules {
        var access = AccessRules()
        access.requirement =
            switch clients.required {
            case .auto: .auto
            case .always: .always
            case .never: .never
            }
        access.isOnLoopback = server.isOnLoopback
        access.accessKey = server.accessKey
        access.publicPaths = openrouter.publicEndpoints
        access.origins = clients.origins
        return access
    }

    private var retryRules: RetryRules {
        var rules = RetryRules()
        rules.maxAttempts = retry.maxAttempts
        rules.baseDelay = retry.baseDelay
        rules.maxDelay = retry.maxDelay
        rules.repeatsUnanswered = retry.unanswered == .once
        return rules
    }

    var clientSettings: ClientSettings {
        var client = ClientSettings()
        let never = Duration.seconds(Int64.max / 2_000_000_000)
        client.connectTimeout = upstream.connectTimeout
        client.firstByteTimeout = upstream.firstByteTimeout ?? never
        client.silenceTimeout = upstream.silenceTimeout ?? never
        client.totalTimeout = upstream.totalTimeout ?? never
        client.http2 = upstream.http2
        client.caFile = upstream.caFile
        client.proxy = requestProxy.inUse.map { proxy in
            ProxyAddress(
                url: proxy.address,
                credentials: proxy.credentials,
                host: proxy.host,
                port: proxy.port,
                resolvesNames: proxy.scheme != .socks5
            )
        }
        return client
    }

    func serverLimits(connections: Int) -> ServerLimits {
        var limits = ServerLimits()
        limits.head = HeadLimits(head: server.maxHead, line: server.maxLine, fields: server.maxFields)
        limits.headTimeout = server.headTimeout
        limits.bodyRate = server.bodyRate?.bytesPerSecond ?? 0
        limits.bodyGrace = server.bodyRate?.grace ?? .zero
        limits.idleTimeout = server.idleTimeout
        limits.writeStall = server.writeStall
        limits.servesHalfClosed = server.halfClose == .serve
        limits.connections = connections
        return limits
    }

    var eventLevel: Telemetry.LogLevel {
        switch server.logLevel {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
