/// From a request to a reply: finds the endpoint, checks the key, drafts, lets the faults at it, renders.
enum Answerer {
    /// Where OpenRouter's API begins.
    static let prefix = "/api/v1/"

    static func draft(for visit: Visit) -> Draft {
        var visit = visit
        let endpoint = find(&visit)
        if let endpoint { visit.dialect = endpoint.dialect }
        var draft = refusal(of: visit, endpoint) ?? endpoint?.draft(visit) ?? unknown(visit)
        applyFraming(visit.options, to: &draft)
        for fault in visit.scenario.faults { fault.apply(&draft, visit.options) }
        applyFraming(visit.options, to: &draft)
        applyWaits(visit.options, to: &draft)
        return draft
    }

    /// The answer to a path that OpenRouter does not have, or to a browser that asks first.
    private static func unknown(_ visit: Visit) -> Draft {
        guard visit.request.method == "OPTIONS" else { return .notFound(visit) }
        var draft = Draft(visit, status: 204, content: .none)
        let methods = "GET,OPTIONS,PATCH,DELETE,POST,PUT"
        draft.head.fields.append((name: "access-control-allow-methods", value: methods))
        return draft
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

    private static func refusal(of visit: Visit, _ endpoint: Endpoint?) -> Draft? {
        guard endpoint?.access == .anyKey else { return nil }
        guard let key = visit.request.key, !key.isEmpty else {
            return .refusal(visit, UpstreamError(code: 401, message: "Missing Authentication header"))
        }
        guard key.hasPrefix("sk-or-") else {
            return .refusal(visit, UpstreamError(code: 401, message: "User not found."))
        }
        return nil
    }

    /// Before the faults, which build on it, and after them, for those that made a new draft.
    private static func applyFraming(_ options: Options, to draft: inout Draft) {
        guard case .natural = draft.framing else { return }
        switch options.text(.framing) {
        case "chunked": draft.framing = .chunked
        case "close": draft.framing = .untilClose
        default: break
        }
    }

    private static func applyWaits(_ options: Options, to draft: inout Draft) {
        let delay = options.duration(.delay)
        if delay > .zero { draft.before.append(.wait(delay)) }
        // A stream waits behind some of its events, anything else before its first byte.
        guard let gate = options.text(.gate), !draft.visit.scenario.waitsByItself else { return }
        if draft.isStream {
            draft.insert([.step(.waitForRelease(gate))], after: options.number(.after, else: 1))
        } else {
            draft.before.append(.waitForRelease(gate))
        }
    }
}
