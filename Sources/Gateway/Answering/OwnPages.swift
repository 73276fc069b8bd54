internal import HTTPServer
internal import HTTPWire
internal import OpenRouter
internal import Telemetry

/// Our own pages: who we are, and whether we live and serve.
struct OwnPages {
    let status: GatewayStatus
    let version: String
    /// A key is configured.
    let hasKey: Bool

    func answer(_ page: Route.OwnPage, to exchange: Exchange, _ head: AnswerHead) {
        switch exchange.head.method {
        case .get, .head: break
        case .options:
            exchange.answerOptions("GET, HEAD, OPTIONS", head)
            return
        default:
            exchange.answer(.methodNotAllowed, .plain, head)
            return
        }
        switch page {
        case .root: exchange.answer(status: 200, json: about(), head)
        case .live: exchange.answer(status: 200, json: short(isGood: true), head)
        case .ready:
            let isReady = !status.isDraining && hasKey
            exchange.answer(status: isReady ? 200 : 503, json: short(isGood: isReady), head)
        case .health: exchange.answer(status: 200, json: health(head), head)
        }
    }

    private func about() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("name", "keywheel")
        json.member("version", version)
        json.endObject()
        return json.bytes
    }

    private func short(isGood: Bool) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("status", isGood ? "ok" : status.isDraining ? "stopping" : "no key")
        json.endObject()
        return json.bytes
    }

    /// The fields that two of the predecessors answered with, in one object.
    private func health(_ head: AnswerHead) -> [UInt8] {
        let reachable = status.isUpstreamReachable ? "up" : "down"
        var json = JSONWriter()
        json.beginObject()
        json.member("status", "ok")
        json.member("healthy", hasKey && !status.isDraining)
        json.member("request_id", head.requestIDText)
        json.member("kms_status", "up")
        json.member("openrouter_status", reachable)
        json.member("availableKeys", hasKey ? 1 : 0)
        json.member("totalKeys", hasKey ? 1 : 0)
        json.member("timestamp", Timestamp.now())
        json.member("version", version)
        json.endObject()
        return json.bytes
    }
}
