internal import HTTPWire
package import OpenRouter

/// Where a request's path leads.
package enum Route: Equatable, Sendable {
    /// One of our own pages.
    case own(OwnPage)
    /// To the upstream: the path behind its base URL, starting with a slash, as the client wrote it.
    case upstream(path: [UInt8])
    /// To a part of the upstream that a shared key must not open.
    case closed(segment: String)
    case unknown
    /// A path made to be read differently by different readers.
    case tricky

    package enum OwnPage: Sendable {
        case root, health, live, ready
    }

    /// Upstream endpoints that work with the account instead of models: with a pooled key they would show or change
    /// what belongs to its owner.
    private static let closedSegments: Set<String> = [
        "key", "keys", "credits", "auth", "byok", "guardrails", "workspaces", "organization", "activity",
        "observability", "scim", "analytics",
    ]

    /// First segments that are understood without a prefix.
    private static let bareSegments: Set<String> = [
        "chat", "completions", "responses", "messages", "embeddings", "rerank", "models", "images", "audio", "videos",
        "files", "providers", "generation",
    ]

    /// Finds the route of a path, given without its query.
    package init(path: Span<UInt8>, allowedSegments: Set<String>) {
        if let page = Self.ownPage(path) {
            self = .own(page)
            return
        }
        guard case .accepted(let first) = UpstreamPath.check(Self.withoutPrefix(path)) else {
            self = .tricky
            return
        }
        let hasPrefix = Self.prefixLength(path) > 0
        if first.isEmpty || (!hasPrefix && !Self.bareSegments.contains(first)) {
            self = .unknown
        } else if Self.closedSegments.contains(first), !allowedSegments.contains(first) {
            self = .closed(segment: first)
        } else {
            self = .upstream(path: Self.bytes(Self.withoutPrefix(path)))
        }
    }
}
