internal import Glibc
internal import HTTPWire

/// Replies of one loop, rendered once and played for every request that looks the same in the same second.
///
/// What a reply depends on is in the key: request line, scenario, key or none, stream or not, model. A second later the
/// dates in it are old, and all of it is made anew.
final class ReplyCache {
    private let shared: Shared
    private var replies: [[UInt8]: Reply] = [:]
    private var second = 0

    init(shared: Shared) {
        self.shared = shared
    }

    /// The reply of a scenario that does not wait for the body.
    func earlyReply(to request: ReceivedRequest) -> Reply? {
        guard let text = request.text(of: .xFakeScenario), let scenario = try? Scenario(text), scenario.isEarly else {
            return nil
        }
        let counted = counted(scenario, text)
        return counted.isEarly ? render(request, counted, BodyLook()) : nil
    }

    func reply(to request: ReceivedRequest) -> Reply {
        let look = BodyLook(request.body)
        let key = key(of: request, look)
        forgetOldReplies()
        if let reply = replies[key] { return reply }
        do throws(ScenarioError) {
            let scenario = try scenario(of: request)
            return render(request, scenario, look, key: scenario.options.has(.times) ? nil : key)
        } catch {
            return Reply.error(UpstreamError(code: 400, message: error.description))
        }
    }

    private func render(
        _ request: ReceivedRequest,
        _ scenario: Scenario,
        _ look: BodyLook,
        key: [UInt8]? = nil
    ) -> Reply {
        let visit = Visit(request: request, scenario: scenario, body: look, time: time(nil), shared: shared)
        let draft = Answerer.draft(for: visit)
        let reply = draft.rendered()
        if let key, draft.isCacheable { replies[key] = reply }
        return reply
    }

    private func scenario(of request: ReceivedRequest) throws(ScenarioError) -> Scenario {
        guard let text = request.text(of: .xFakeScenario) else { return Scenario() }
        return counted(try Scenario(text), text)
    }

    /// The scenario, without its faults once it has had them so often as it says.
    private func counted(_ scenario: Scenario, _ text: String) -> Scenario {
        guard let times = scenario.options.number(.times) else { return scenario }
        return shared.tally.next(of: text) > times ? scenario.withoutFaults : scenario
    }

    private func key(of request: ReceivedRequest, _ look: BodyLook) -> [UInt8] {
        let facts = request.facts
        var key = Array(request.head[facts.methodName.lowerBound..<facts.target.upperBound])
        key.append(look.asksForStream ? 1 : 0)
        if let model = look.model { key += Array(model.utf8) }
        key.append(10)
        if let scenario = facts.fields.value(of: .xFakeScenario) { key += request.head[scenario] }
        key.append(10)
        // Whether there is a key, and whether it looks like one.
        let field = facts.fields.value(of: .authorization) ?? facts.fields.value(of: .xAPIKey)
        if let field { key += request.head[field].prefix(13) }
        return key
    }

    private func forgetOldReplies() {
        let now = time(nil)
        guard now != second else { return }
        second = now
        replies.removeAll(keepingCapacity: true)
    }
}
