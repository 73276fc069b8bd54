internal import CLinux
internal import HTTPWire

/// Where a request's path leads.
package enum Route: Equatable, Sendable {
    /// One of our own pages.
    case own(OwnPage)
    /// To the upstream: so many bytes of the path are a prefix of ours, the rest follows its base URL as it is.
    case upstream(prefix: Int)
    /// To a part of the upstream that a shared key must not open.
    case closed(segment: String)
    case unknown
    /// `*`: the server itself, which OPTIONS may ask about.
    case server
    /// A path made to be read differently by different readers.
    case tricky

    package enum OwnPage: Sendable {
        case root, health, live, ready
    }

    /// Upstream endpoints that work with the account instead of models: with a pooled key they would show or change
    /// what belongs to its owner.
    ///
    /// They are compared decoded and in any case, since an upstream may route so.
    static let closedSegments: [StaticString] = [
        "key", "keys", "credits", "auth", "byok", "guardrails", "workspaces", "organization", "activity",
        "observability", "scim", "analytics",
    ]

    /// Paths that are understood without a prefix.
    private static let barePaths: [StaticString] = [
        "/chat/completions", "/completions", "/responses", "/messages", "/embeddings", "/rerank", "/providers",
    ]

    /// First segments that are understood without a prefix, with whatever follows.
    private static let bareSegments: [StaticString] = ["models", "images", "audio", "videos", "files", "generation"]

    private static let prefixes: [StaticString] = ["/api/v1", "/v1", "/api/proxy"]

    /// Finds the route of a path, given without its query.
    package init(path: Span<UInt8>, allowedSegments: Set<String>) {
        if path.equals("*") {
            self = .server
            return
        }
        if let page = Self.ownPage(path) {
            self = .own(page)
            return
        }
        do throws(PathTrick) {
            try UpstreamPath.check(path)
        } catch {
            self = .tricky
            return
        }
        let prefix = Self.prefixLength(path)
        let first = UpstreamPath.segment(of: path, from: prefix)
        let segment = path.extracting(first)
        // A prefix within a prefix is a mistaken base URL, and could hide a closed segment behind it.
        let isDoubled = prefix > 0 && Self.prefixLength(path.extracting(droppingFirst: prefix)) > 0
        if segment.isEmpty || isDoubled || (prefix == 0 && !Self.isBare(path, segment)) {
            self = .unknown
        } else if let closed = Self.closedSegments.first(where: { UpstreamPath.segment(segment, is: $0) }),
            !allowedSegments.contains("\(closed)")
        {
            self = .closed(segment: "\(closed)")
        } else {
            self = .upstream(prefix: prefix)
        }
    }

    private static func isBare(_ path: Span<UInt8>, _ first: Span<UInt8>) -> Bool {
        for bare in barePaths where path.equals(bare) { return true }
        for bare in bareSegments where UpstreamPath.segment(first, is: bare) { return true }
        return false
    }

    /// How many bytes of the path are one of the prefixes under which the upstream's API is served; 0: none.
    private static func prefixLength(_ path: Span<UInt8>) -> Int {
        for prefix in prefixes {
            let length = prefix.utf8CodeUnitCount
            guard path.count > length, path[length] == UInt8(ascii: "/") else { continue }
            if path.extracting(first: length).equals(prefix) { return length }
        }
        return 0
    }

    private static func ownPage(_ path: Span<UInt8>) -> OwnPage? {
        if path.isEmpty || path.equals("/") { return .root }
        guard path.count > 1, path[1] == UInt8(ascii: "h") else { return nil }
        if path.equals("/health") { return .health }
        if path.equals("/health/live") { return .live }
        if path.equals("/health/ready") { return .ready }
        return nil
    }
}

extension Span where Element == UInt8 {
    /// It is exactly this text.
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return unsafe withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return true }
            return unsafe memcmp(start, text.utf8Start, bytes.count) == 0
        }
    }

    /// A copy.
    var array: [UInt8] {
        unsafe withUnsafeBytes { unsafe Array($0) }
    }
}
