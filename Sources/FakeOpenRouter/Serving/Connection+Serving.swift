internal import EventLoop

/// Requests in, replies chosen.
extension Connection {
    private static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Makes the next thing of the input; false when more bytes are needed.
    func serveInput() -> Bool {
        do {
            switch try reader.next(&input, now: station.reactor.now) {
            case .waiting: return false
            case .head: headArrived()
            case .request(let request): requestArrived(request)
            }
        } catch {
            refuse(error)
        }
        return true
    }

    private func headArrived() {
        guard let request = reader.current, !request.isForTheFakeItself else { return }
        scripted = station.shared.script.takeNext() ?? station.replies.earlyReply(to: request)
        if let reply = scripted, reply.answersBeforeBody {
            scripted = nil
            _ = reader.abandon()
            perform(reply, for: request)
        } else if request.facts.expectsContinue {
            outbox.put(Self.goOn)
            _ = outbox.flush(to: descriptor)
        }
    }

    private func requestArrived(_ request: ReceivedRequest) {
        if request.isForTheFakeItself {
            let reply = station.shared.control.reply(to: request)
            return play(Performance(number: 0, request: request, reply: reply, now: station.reactor.now))
        }
        let reply = scripted.take() ?? station.shared.script.reply(to: request) ?? station.replies.reply(to: request)
        perform(reply, for: request)
    }

    private func perform(_ reply: Reply, for request: ReceivedRequest) {
        let number = station.shared.journal.change { $0.requestArrived(request) }
        let size = station.shared.configuration.pieceSize
        let reply = size.map { reply.inPieces(of: $0) } ?? reply
        play(Performance(number: number, request: request, reply: reply, now: station.reactor.now))
    }

    /// Answers what is no request, and closes.
    private func refuse(_ malformed: MalformedRequest) {
        let body = #"{"error":{"message":"\#(JSON.escaped(malformed.reason))","code":400}}"#
        outbox.put(Reply.bytes(status: 400, body: body))
        _ = outbox.flush(to: descriptor)
        _ = reader.abandon()
        linger()
    }
}
