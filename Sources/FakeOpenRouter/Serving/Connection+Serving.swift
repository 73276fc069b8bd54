internal import EventLoop
internal import HTTPWire

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
        if scripted?.answersBeforeBody == true {
            if let request = reader.abandon() { requestArrived(request) }
        } else if request.facts.expectsContinue {
            outbox.put(Self.goOn)
            _ = outbox.flush(to: descriptor)
        }
    }

    private func requestArrived(_ request: ReceivedRequest) {
        if request.isForTheFakeItself {
            let reply = station.shared.control.reply(to: request)
            return play(Performance(request: request, reply: reply, now: station.reactor.now))
        }
        let request = station.shared.journal.change { $0.requestArrived(request) }
        var reply = scripted.take() ?? station.shared.script.reply(to: request) ?? station.replies.reply(to: request)
        if let size = station.shared.configuration.pieceSize { reply = reply.inPieces(of: size) }
        play(Performance(request: request, reply: reply, now: station.reactor.now))
    }

    /// Answers what is no request, and closes.
    private func refuse(_ fault: RequestFault) {
        outbox.put(Reply.bytes(status: fault.error.code, body: fault.error.envelope))
        _ = outbox.flush(to: descriptor)
        _ = reader.abandon()
        linger()
    }
}
