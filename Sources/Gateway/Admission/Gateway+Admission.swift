internal import HTTPServer
internal import HTTPWire
internal import OpenRouter

// The second step of a request's life: may it go on? Answered here, before its body is read, where it may not.

extension Gateway {
    /// Where the request goes upstream: how much of its path is our prefix, and the dialect there.
    ///
    /// Nil: it has been answered.
    @inline(never)
    func admit(_ exchange: Exchange, _ head: AnswerHead) -> (prefix: Int, dialect: Dialect)? {
        let path = exchange.head.path
        let route = exchange.withHeadBytes {
            Route(path: $0.extracting(path), allowedSegments: policy.settings.allowedSegments)
        }
        let dialect = dialect(of: route, exchange)
        if let failure = refusal(route, exchange) {
            exchange.answer(failure, dialect, head)
            return nil
        }
        switch route {
        case .own(let page):
            OwnPages(status: shared.status, version: shared.version, hasKey: policy.settings.key != nil)
                .answer(page, to: exchange, head)
            return nil
        case .upstream(let prefix):
            if exchange.head.method == .options {
                exchange.answerOptions(Self.allMethods, head)
                return nil
            }
            return (prefix, dialect)
        case .server, .closed:
            // Only OPTIONS gets here: it is asked of the path, opens nothing and needs no key.
            exchange.answerOptions(Self.allMethods, head)
            return nil
        case .unknown, .tricky:
            return nil
        }
    }

    private static let allMethods: StaticString = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    private func dialect(of route: Route, _ exchange: Exchange) -> Dialect {
        let path = exchange.head.path
        guard case .upstream(let prefix) = route else {
            return Dialect(pathEnd: exchange.withHeadBytes { $0.extracting(path).array })
        }
        return exchange.withHeadBytes { Dialect(path: $0.extracting(path).extracting(droppingFirst: prefix)) }
    }

    private func refusal(_ route: Route, _ exchange: Exchange) -> Failure? {
        if exchange.head.expectation == .unsupported { return .expectationFailed }
        switch route {
        case .tricky: return .trickyPath
        case .unknown: return .notFound
        case .own, .server: return nil
        case .closed, .upstream: break
        }
        if exchange.head.method == .options { return nil }
        if let refusal = Access(rules: policy.settings.access).refusal(of: exchange) { return refusal }
        if case .closed(let segment) = route { return .endpointDisabled(segment) }
        if isCompressed(exchange) { return .unsupportedEncoding }
        if shared.status.isDraining { return .shuttingDown }
        return policy.settings.key == nil ? .noKey : nil
    }

    private func isCompressed(_ exchange: Exchange) -> Bool {
        guard exchange.head.known.contains(.contentEncoding), exchange.hasBody,
            let encoding = exchange.fieldText(.contentEncoding)
        else { return false }
        return !encoding.isEmpty && encoding.lowercased() != "identity"
    }

    /// How large the body may be.
    func bodyLimit(_ prefix: Int, _ exchange: Exchange) -> Int {
        let path = exchange.head.path
        let isFile = exchange.withHeadBytes { bytes in
            let path = bytes.extracting(path)
            return UpstreamPath.segment(path.extracting(UpstreamPath.segment(of: path, from: prefix)), is: "files")
        }
        return isFile ? policy.settings.maxFileBody : policy.settings.maxBody
    }
}
