/// The field names that one of our rules speaks of; all others pass by without a name.
package enum KnownField: UInt8, Sendable, CaseIterable {
    // Framing and routing.
    case host, contentLength, transferEncoding, connection, expect
    // Hop-by-hop besides those. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
    case keepAlive, proxyConnection, te, trailer, upgrade, http2Settings, proxyAuthorization, proxyAuthenticate
    case proxyAuthenticationInfo
    // What the content is.
    case contentType, contentEncoding, accept, acceptEncoding, cacheControl
    // Who calls, and from where.
    case authorization, cookie, xAPIKey, apiKey, forwarded, xForwardedFor, xForwardedHost, xForwardedProto, xRealIP, via
    case origin, secFetchSite, accessControlRequestMethod, accessControlRequestHeaders
    case userAgent, referer, httpReferer, xTitle, xOpenRouterTitle
    // Ours.
    case xRequestID, xMaxWait, xSessionID, xProcessTime, xAccelBuffering, xFakeScenario
    // What answers carry.
    case date, server, setCookie, retryAfter, location, altSvc, strictTransportSecurity
    case xRateLimitLimit, xRateLimitRemaining, xRateLimitReset, xGenerationID

    /// The name in lower case.
    package var name: StaticString {
        switch self {
        case .host: "host"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .connection: "connection"
        case .expect: "expect"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .te: "te"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .http2Settings: "http2-settings"
        case .proxyAuthorization: "proxy-authorization"
        case .proxyAuthenticate: "proxy-authenticate"
        case .proxyAuthenticationInfo: "proxy-authentication-info"
        case .contentType: "content-type"
        case .contentEncoding: "content-encoding"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .cacheControl: "cache-control"
        case .authorization: "authorization"
        case .cookie: "cookie"
        case .xAPIKey: "x-api-key"
        case .apiKey: "api-key"
        case .forwarded: "forwarded"
        case .xForwardedFor: "x-forwarded-for"
        case .xForwardedHost: "x-forwarded-host"
        case .xForwardedProto: "x-forwarded-proto"
        case .xRealIP: "x-real-ip"
        case .via: "via"
        case .origin: "origin"
        case .secFetchSite: "sec-fetch-site"
        case .accessControlRequestMethod: "access-control-request-method"
        case .accessControlRequestHeaders: "access-control-request-headers"
        case .userAgent: "user-agent"
        case .referer: "referer"
        case .httpReferer: "http-referer"
        case .xTitle: "x-title"
        case .xOpenRouterTitle: "x-openrouter-title"
        case .xRequestID: "x-request-id"
        case .xMaxWait: "x-max-wait"
        case .xSessionID: "x-session-id"
        case .xProcessTime: "x-process-time"
        case .xAccelBuffering: "x-accel-buffering"
        case .xFakeScenario: "x-fake-scenario"
        case .date: "date"
        case .server: "server"
        case .setCookie: "set-cookie"
        case .retryAfter: "retry-after"
        case .location: "location"
        case .altSvc: "alt-svc"
        case .strictTransportSecurity: "strict-transport-security"
        case .xRateLimitLimit: "x-ratelimit-limit"
        case .xRateLimitRemaining: "x-ratelimit-remaining"
        case .xRateLimitReset: "x-ratelimit-reset"
        case .xGenerationID: "x-generation-id"
        }
    }
}
