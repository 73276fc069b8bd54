internal import HTTPWire

/// The fake's own pages under `/fake/`: what it received, and what people and tests in other languages may tell it.
struct ControlPages {
    let shared: Shared

    func reply(to request: ReceivedRequest) -> Reply {
        let segments = request.path.split(separator: "/").dropFirst()
        switch (request.method, segments.first, segments.dropFirst().first) {
        case ("GET", "requests", nil): return .json(requests)
        case ("GET", "aborts", nil): return .json(aborts)
        case ("POST", "reset", nil): shared.reset()
        case ("POST", "release", let gate?): shared.release(String(gate))
        case ("POST", "close-idle", nil): shared.stations.onEachSoon { $0.closeIdleConnections(byReset: false) }
        default: return .error(UpstreamError(code: 404, message: "the fake has no page \(request.path)"))
        }
        return .json(#"{"ok":true}"#)
    }

    private var requests: String {
        let exchanges = shared.journal.read { $0.exchanges }
        let list = exchanges.map { exchange in
            #"{"request":\#(RequestReport.json(of: exchange.request)),"outcome":"\#(exchange.outcome)","#
                + #""bytes_sent":\#(exchange.bytesSent),"seconds":\#(seconds(exchange.duration))}"#
        }
        return #"{"count":\#(shared.journal.read { $0.requestCount }),"requests":[\#(list.joined(separator: ","))]}"#
    }

    private var aborts: String {
        let list = shared.journal.read { $0.aborts }.map { abort in
            #"{"request":\#(abort.request),"target":\#(JSON.string(abort.target)),"#
                + #""seconds":\#(seconds(abort.after)),"bytes_sent":\#(abort.bytesSent),"#
                + #""while_sending":\#(abort.whileSending)}"#
        }
        return #"{"count":\#(shared.journal.read { $0.abortCount }),"aborts":[\#(list.joined(separator: ","))]}"#
    }

    private func seconds(_ duration: Duration?) -> String {
        duration.map { "\($0 / .seconds(1))" } ?? "null"
    }
}

extension ReceivedRequest {
    /// Meant for the fake, not for the OpenRouter that it plays.
    var isForTheFakeItself: Bool {
        head[facts.path].starts(with: "/fake/".utf8)
    }
}
