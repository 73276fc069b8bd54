/// From a request to a reply: finds the endpoint, checks the key, drafts, lets the faults at it, renders.
enum Answerer {
    /// Where OpenRouter's API begins.
    static let prefix = "/api/v1/"

    static func draft(for visit: Visit) -> Draft {
        var visit = visit
        guard let endpoint = find(&visit) else {
            return unknown(visit)
        }
        visit.dialect = endpoint.dialect
        var draft = refusal(of: visit, endpoint.access) ?? endpoint.draft(visit)
        for fault in visit.scenario.faults { fault.apply(&draft, visit.options) }
        applyDelay(to: &draft, visit.options)
        return draft
    }

    /// An answer that says what is wrong.
    static func refusal(_ visit: Visit, _ error: UpstreamError) -> Draft {
        Draft(visit, status: error.code, json: visit.dialect.error(error))
    }

    private static func find(_ visit: inout Visit) -> Endpoint? {
        let path = visit.request.path
        guard path.hasPrefix(prefix) else { return nil }
        let segments = path.dropFirst(prefix.utf8.count).split(separator: "/")
        let method = visit.request.method == "HEAD" ? "GET" : visit.request.method
        for endpoint in Endpoint.all where endpoint.method == method {
            if let parameters = endpoint.match(segments) {
                visit.parameters = parameters
                return endpoint
            }
        }
        return nil
    }

    private static func refusal(of visit: Visit, _ access: Endpoint.Access) -> Draft? {
        guard access == .anyKey else { return nil }
        guard let key = visit.request.key, !key.isEmpty else {
            return refusal(visit, UpstreamError(code: 401, message: "Missing Authentication header"))
        }
        guard key.hasPrefix("sk-or-") else {
            return refusal(visit, UpstreamError(code: 401, message: "User not found."))
        }
        return nil
    }

    private static func applyDelay(to draft: inout Draft, _ options: Options) {
        let delay = options.duration(.delay)
        if delay > .zero { draft.before.append(.wait(delay)) }
        if let gate = options.text(.gate), !draft.isStream { draft.before.append(.waitForRelease(gate)) }
    }
}
