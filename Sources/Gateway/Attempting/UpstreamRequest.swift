internal import HTTPClient
internal import HTTPServer
internal import HTTPWire
internal import Secrets

/// Builds what goes up: the client's end-to-end fields, our key, and nothing that libcurl would add by itself.
struct UpstreamRequest {
    let policy: Policy
    let key: APIKeySecret
    let bodyLength: Int

    /// Fills the transfer's header lines.
    func fill(_ headers: HeaderList, from exchange: Exchange) {
        exchange.withHeadBytes { bytes in
            let fields = exchange.head.fields
            let rule = EndToEnd(.up, fields, in: bytes)
            for field in fields where rule.passes(field, in: bytes) {
                headers.add(name: bytes.extracting(field.name), value: bytes.extracting(field.value))
            }
        }
        key.withBytes(for: .authorizingUpstream) { headers.add("Authorization: Bearer", key: $0) }
        headers.add("Accept-Encoding: identity")
        fillIn(headers, exchange)
    }

    /// What the client left out: the operator's defaults, and orders to libcurl to leave its own out too.
    private func fillIn(_ headers: HeaderList, _ exchange: Exchange) {
        let known = exchange.head.known
        if let referer = policy.settings.referer, !known.contains(.httpReferer) {
            headers.add("HTTP-Referer", value: referer)
        }
        if let title = policy.settings.title, !known.contains(.xTitle), !known.contains(.xOpenRouterTitle) {
            headers.add("X-Title", value: title)
        }
        if !known.contains(.accept) { headers.add("Accept:") }
        guard exchange.hasBody else { return }
        if !known.contains(.contentType) { headers.add("Content-Type:") }
        // libcurl adds it above a mebibyte; it looks through all lines for each name of its own.
        if bodyLength > 512 * 1024 { headers.add("Expect:") }
    }

    /// The upstream's path for the client's path and query, with a zero at its end.
    func target(for exchange: Exchange, prefix: Int) -> [UInt8] {
        let head = exchange.head
        let start = head.path.lowerBound + prefix
        let end = head.query?.upperBound ?? head.path.upperBound
        var target: [UInt8] = []
        target.reserveCapacity(policy.basePath.count + end - start + 1)
        target += policy.basePath
        exchange.withHeadBytes { bytes in
            unsafe bytes.extracting(start..<end).withUnsafeBytes { unsafe target.append(contentsOf: $0) }
        }
        target.append(0)
        return target
    }

    /// The method's name as libcurl wants it.
    func method(of exchange: Exchange) -> String {
        switch exchange.head.method {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other: exchange.text(exchange.head.methodName)
        }
    }
}
