internal import Testing

@testable internal import Gateway

struct RouteTests {
    private func route(_ path: String, allowed: Set<String> = []) -> Route {
        let bytes = Array(path.utf8)
        return Route(path: bytes.span, allowedSegments: allowed)
    }

    @Test(arguments: [
        ("/api/v1/chat/completions", 7), ("/v1/chat/completions", 3), ("/api/proxy/chat/completions", 10),
        ("/api/v1/anything/else", 7), ("/v1/models/a%20b/endpoints", 3), ("/chat/completions", 0), ("/completions", 0),
        ("/responses", 0), ("/messages", 0), ("/embeddings", 0), ("/rerank", 0),
        ("/models", 0), ("/models/count", 0), ("/images/generations", 0), ("/audio/speech", 0), ("/videos", 0),
        ("/files/1", 0), ("/providers", 0), ("/generation", 0), ("/v1/health", 3), ("/v1/models/", 3),
        ("/v1/keyring", 3), ("/v1/models/keys", 3),
    ])
    func `these paths lead upstream, without a prefix of ours`(path: String, prefix: Int) {
        #expect(route(path) == .upstream(prefix: prefix))
    }

    @Test(arguments: [
        ("/", Route.OwnPage.root), ("", .root), ("/health", .health), ("/health/live", .live),
        ("/health/ready", .ready),
    ])
    func `these pages are ours`(path: String, page: Route.OwnPage) {
        #expect(route(path) == .own(page))
    }

    @Test(arguments: [
        "/nothing", "/v1", "/v1/", "/api/v1", "/api/v1/", "/api", "/api/v2/models", "/v1models", "/chatter",
        "/health/x", "/messages/count_tokens",
        "/chat", "/responses/1", "/embeddings/x", "/rerank/",
        "/healthy", "/admin", "/admin/api/keys", "/API/v1/models", "/keys", "/*", "/h", "/api/proxy",
        "/v1/v1/models", "/v1/api/v1/keys", "/api/proxy/v1/keys",
    ])
    func `these lead nowhere`(path: String) {
        #expect(route(path) == .unknown)
    }

    @Test(arguments: [
        "key", "keys", "credits", "auth", "byok", "guardrails", "workspaces", "organization", "activity",
        "observability", "scim", "analytics",
    ])
    func `the account's own endpoints are closed, however they are written`(segment: String) {
        let first = String(segment.utf8.first ?? 0, radix: 16)
        let escaped = "%\(first)\(segment.dropFirst())"

        for spelling in [segment, segment.uppercased(), escaped, escaped.uppercased()] {
            #expect(route("/api/v1/\(spelling)") == .closed(segment: segment))
            #expect(route("/v1/\(spelling)/more/of/it") == .closed(segment: segment))
            #expect(route("/api/proxy/\(spelling)/") == .closed(segment: segment))
        }
    }

    @Test func `what the operator opens is open, and nothing else`() {
        #expect(route("/v1/credits", allowed: ["credits"]) == .upstream(prefix: 3))
        #expect(route("/v1/KEY", allowed: ["key"]) == .upstream(prefix: 3))
        #expect(route("/v1/keys", allowed: ["key", "credits"]) == .closed(segment: "keys"))
    }

    @Test(
        .bug(id: "case 59"),
        arguments: [
            "/api/v1/../../admin", "/api/v1/..", "/api/v1/./keys", "/api/v1/%2e%2e/admin", "/api/v1/%2E%2e/admin",
            "/api/v1/.%2e/keys", "/api/v1/%2e%2e%2fadmin", "/api/v1/models%2f..%2fkeys", "/v1//keys", "//v1/keys",
            "/v1/models;x=1", "/v1/models%3bx", "/v1/%00keys", "/v1/keys%00", "/v1/ke\\ys", "/v1/ke%5cys",
            "/v1/models%3fx",
            "/v1/models%23x", "/v1/%256beys", "/v1/%zz", "/v1/%6", "/v1/mod%0d%0ael", "v1/models", "/v1/models//",
            "/v1/%2F/keys", "/../health", "/v1/models/%7f",
        ]
    )
    func `a path that two readers could read differently goes nowhere`(path: String) {
        #expect(route(path) == .tricky)
    }
}
