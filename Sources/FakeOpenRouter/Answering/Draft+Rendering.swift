/// From a draft to steps.
extension Draft {
    /// What the connection is to do.
    func rendered() -> Reply {
        let reply = Reply(override ?? steps, answersBeforeBody: visit.scenario.isEarly)
        if let size = visit.options.number(.bytes) {
            return reply.inPieces(of: size, every: visit.options.duration(.pause))
        }
        return pieces.map { reply.inPieces(of: $0.size, every: $0.pause) } ?? reply
    }

    private var steps: [Step] {
        var steps = before
        switch content {
        case .none: steps.append(send(headBytes(.none)))
        case .bytes(let bytes) where visit.request.method == "HEAD":
            steps.append(send(headBytes(framing(of: bytes))))
        case .bytes(let bytes): steps.append(send(headBytes(framing(of: bytes)) + framed(bytes, isLast: true)))
        case .beats(let beats): steps += stream(beats)
        }
        steps += after
        if case .untilClose = framing, after.isEmpty { steps.append(.close) }
        return steps
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
    /// Each beat is a write of its own; the first goes with the head, as a proxy's would.
    private func stream(_ beats: [Beat]) -> [Step] {
        var steps: [Step] = []
        var pending = headBytes(framing(of: nil))
        for beat in beats {
            switch beat {
            case .comment(let text): append(": \(text)\(newline)\(newline)", to: &pending, flushingInto: &steps)
            case .event(let event): append(event.text(newline: newline), to: &pending, flushingInto: &steps)
            case .bytes(let bytes): append(bytes, to: &pending, flushingInto: &steps)
            case .step(let step):
                flush(&pending, into: &steps)
                steps.append(framed(step))
            case .unfinished:
                flush(&pending, into: &steps)
                return steps
            }
        }
        flush(&pending, into: &steps)
        if isChunked { steps.append(send(lastChunk)) }
        return steps
    }

    private func append(_ text: String, to pending: inout [UInt8], flushingInto steps: inout [Step]) {
        append(Array(text.utf8), to: &pending, flushingInto: &steps)
    }

    private func append(_ bytes: [UInt8], to pending: inout [UInt8], flushingInto steps: inout [Step]) {
        pending += framed(bytes)
        flush(&pending, into: &steps)
    }

    private func flush(_ pending: inout [UInt8], into steps: inout [Step]) {
        if !pending.isEmpty { steps.append(send(pending)) }
        pending = []
    }

    /// A repetition inside a stream repeats pieces of the body.
    private func framed(_ step: Step) -> Step {
        switch step {
        case .send(let payload): send(framed(payload.bytes))
        case .repeat(let steps, let times): .repeat(steps.map(framed), times: times)
        default: step
        }
    }
}
