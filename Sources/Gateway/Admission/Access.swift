internal import HTTPServer
internal import HTTPWire
internal import OpenRouter
internal import Secrets

// Who has to show a key, and which browsers are let in; Documentation/Security.md.

/// Decides whether a request may pass the door.
struct Access {
    let rules: AccessRules

    /// What keeps the request out; nil: it may pass.
    func refusal(of exchange: Exchange) -> Failure? {
        if !isPublic(exchange), asksForKey(exchange) { return showsKey(exchange) ? nil : .missingKey }
        return isForeignPage(exchange) ? .originNotAllowed : nil
    }

    private func isPublic(_ exchange: Exchange) -> Bool {
        if rules.publicPaths.isEmpty { return false }
        return rules.publicPaths.contains(exchange.text(exchange.head.path))
    }

    private static let proxyMarks: KnownFieldSet = [
        .forwarded, .xForwardedFor, .xForwardedHost, .xForwardedProto, .xRealIP, .via,
    ]

    private func asksForKey(_ exchange: Exchange) -> Bool {
        switch rules.requirement {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if !rules.isOnLoopback || rules.accessKey != nil { return true }
        let head = exchange.head
        // On loopback a proxy's marks mean that the caller is somewhere else.
        if head.known.intersects(Self.proxyMarks) || hasForwardedMark(exchange) { return true }
        return isFromBrowser(exchange) && !namesLoopback(exchange)
    }

    /// What only browsers send.
    ///
    /// A page whose name was pointed at this machine sends neither Origin nor Sec-Fetch-Site with a plain GET, but its
    /// User-Agent still begins as every browser's does.
    private func isFromBrowser(_ exchange: Exchange) -> Bool {
        let known = exchange.head.known
        if known.contains(.origin) || known.contains(.secFetchSite) || known.contains(.referer) { return true }
        return exchange.fieldText(.userAgent)?.hasPrefix("Mozilla/") == true
    }

    /// Any other X-Forwarded-… field.
    private func hasForwardedMark(_ exchange: Exchange) -> Bool {
        exchange.head.fields.contains { field in
            field.known == nil && field.name.count > 12
                && exchange.text(field.name).lowercased().hasPrefix("x-forwarded-")
        }
    }

    private func namesLoopback(_ exchange: Exchange) -> Bool {
        guard let host = exchange.head.host else { return true }
        return Self.isLoopback(host: exchange.text(host))
    }

    private func showsKey(_ exchange: Exchange) -> Bool {
        guard let key = rules.accessKey, let range = presentedKey(exchange) else { return false }
        return exchange.withHeadBytes { key.matches($0.extracting(range)) }
    }

    /// Where the key stands that the client shows: the first of these fields that is not empty decides.
    private func presentedKey(_ exchange: Exchange) -> Range<Int>? {
        for name in [KnownField.xAPIKey, .apiKey] {
            if let value = exchange.field(name), !value.isEmpty { return value }
        }
        guard let value = exchange.field(.authorization), value.count > 7 else { return nil }
        guard exchange.text(value.lowerBound..<value.lowerBound + 7).lowercased() == "bearer " else { return nil }
        var start = value.lowerBound + 7
        exchange.withHeadBytes { bytes in
            while start < value.upperBound, bytes[start] == UInt8(ascii: " ") { start += 1 }
        }
        return start < value.upperBound ? start..<value.upperBound : nil
    }

    /// A web page that is not of this machine: where no key is asked for, it would spend the user's credit.
    private func isForeignPage(_ exchange: Exchange) -> Bool {
        let known = exchange.head.known
        guard known.contains(.origin) || known.contains(.secFetchSite) else { return false }
        if let origin = exchange.fieldText(.origin) {
            if rules.origins.contains(origin) { return false }
            if !Self.isLoopback(origin: origin) { return true }
        }
        return exchange.fieldText(.secFetchSite)?.lowercased() == "cross-site"
    }

    static func isLoopback(origin: String) -> Bool {
        guard let scheme = origin.range(of: "://") else { return false }
        return isLoopback(host: String(origin[scheme.upperBound...]))
    }

    /// Whether a host, with or without a port, names this machine.
    static func isLoopback(host: String) -> Bool {
        var name = host.lowercased()
        if name.hasPrefix("[") {
            name = String(name.dropFirst().prefix { $0 != "]" })
        } else if let colon = name.lastIndex(of: ":") {
            name = String(name[..<colon])
        }
        if name == "localhost" || name == "::1" || name.hasSuffix(".localhost") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension String {
    /// Where a text first stands.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
