/// From a draft to steps.
extension Draft {
    /// What the connection is to do.
    func rendered() -> Reply {
        let reply = Reply(override ?? steps, answersBeforeBody: visit.scenario.isEarly)
        if let size = visit.options.number(.bytes) {
            return reply.inPieces(of: size, every: visit.options.duration(.pause))
        }
        return reply
    }

    private var steps: [Step] {
        var steps = before
        switch content {
        case .none: steps.append(send(headBytes(.none)))
        case .bytes(let bytes) where visit.request.method == "HEAD":
            steps.append(send(headBytes(framing(of: bytes))))
        case .bytes(let bytes): steps += joined(headBytes(framing(of: bytes)), [send(framed(bytes, isLast: true))])
        case .beats(let beats): steps += joined(headBytes(framing(of: nil)), stream(beats))
        }
        steps += after
        if case .untilClose = framing, after.isEmpty { steps += [.answered, .close] }
        return steps
    }

    /// The first bytes of a body go in one write with the head, as a proxy's do.
    private func joined(_ head: [UInt8], _ body: [Step]) -> [Step] {
        if let pieces = bodyPieces {
            return [send(head)] + body.map { $0.inPieces(of: pieces.size, every: pieces.pause) }
        }
        guard case .send(let first) = body.first else { return [send(head)] + body }
        return [send(head + first.bytes)] + body.dropFirst()
    }

    private func send(_ bytes: [UInt8]) -> Step { .send(Payload(template: bytes)) }

    private func headBytes(_ framing: ResponseHead.Framing) -> [UInt8] {
        var bytes = head.bytes(with: framing, version: version, newline: headNewline)
        bytes.removeLast(headNewline.utf8.count)
        return preface + bytes + Array((rawLines + headNewline).utf8)
    }

    private func framing(of bytes: [UInt8]?) -> ResponseHead.Framing {
        switch framing {
        case .natural: bytes.map { .length($0.count) } ?? .chunked
        case .chunked: .chunked
        case .untilClose: .untilClose
        case .declared(let length): .length(length)
        }
    }

    /// Whether the body goes in chunks.
    private var isChunked: Bool {
        switch framing {
        case .natural: isStream
        case .chunked: true
        case .untilClose, .declared: false
        }
    }

    private var lastChunk: [UInt8] { Array("0\r\n\(trailers)\r\n".utf8) }

    private func framed(_ bytes: [UInt8], isLast: Bool = false) -> [UInt8] {
        guard isChunked else { return bytes }
        let chunk = bytes.isEmpty ? [] : Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [13, 10]
        return isLast ? chunk + lastChunk : chunk
    }
}

// MARK: Streams

extension Draft {
    /// Each beat is a write of its own.
    private func stream(_ beats: [Beat]) -> [Step] {
        var steps: [Step] = []
        // A long stream says the same few things: each is made into bytes once, and its memory shared.
        var made: [String: Step] = [:]
        for beat in beats {
            switch beat {
            case .comment(let text): steps.append(send(framed(": \(text)\(newline)\(newline)")))
            case .event(let event):
                let step = made[event.data] ?? send(framed(event.text(newline: newline)))
                made[event.data] = step
                steps.append(step)
            case .bytes(let bytes): steps.append(send(framed(bytes)))
            case .step(let step): steps.append(framed(step))
            case .unfinished: return steps
            }
        }
        if isChunked { steps.append(send(lastChunk)) }
        return steps
    }

    private func framed(_ text: String) -> [UInt8] { framed(Array(text.utf8)) }

    /// A repetition inside a stream repeats pieces of the body.
    private func framed(_ step: Step) -> Step {
        switch step {
        case .send(let payload): send(framed(payload.bytes))
        case .repeat(let steps, let times): .repeat(steps.map(framed), times: times)
        default: step
        }
    }
}
