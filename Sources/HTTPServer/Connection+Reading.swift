internal import CLinux
internal import EventLoop
internal import Glibc
internal import HTTPWire

extension Connection {
    private static let firstBuffer = 4096

    /// Reads once into the free end of `input`, which it makes room in.
    ///
    /// The count of bytes, 0 at the peer's end, nil when there is nothing now or the connection is lost, which then is
    /// closed.
    func receive() -> Int? {
        if filled == input.count { growInput() }
        let room = input.count - filled
        let count = unsafe input.withUnsafeMutableBytes { buffer in
            unsafe receive(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        }
        guard let count else { return nil }
        filled += count
        if count < room, !peerClosed { mayRead = false }
        return count
    }

    /// Reads once into the given room; see `receive()`.
    func receive(into room: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = unsafe recv(descriptor, room.baseAddress, room.count, 0)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                mayRead = false
                return nil
            default:
                gone()
                return nil
            }
        }
    }

    private func growInput() {
        let wanted = max(Self.firstBuffer, input.count * 2)
        input.append(contentsOf: repeatElement(0, count: wanted - input.count))
    }

    /// Keeps the first bytes of the input, in no more memory than they need.
    func keepInput(_ count: Int) {
        input = Array(input[..<count])
        filled = count
    }

    /// Reads and parses until a request is there, the input is used up, or it turns out to be no HTTP.
    func readHeads() {
        while phase == .idle || phase == .head {
            if filled > 0 {
                switch parseHead() {
                case .incomplete: break
                case .complete, .refused: return
                }
            }
            guard mayRead else { return }
            guard let count = receive() else { return }
            if count == 0 {
                close()
                return
            }
        }
    }

    private enum HeadProgress { case incomplete, complete, refused }

    private func parseHead() -> HeadProgress {
        if phase == .idle {
            phase = .head
            setInputDeadline(reactor.now + server.spans.head)
        }
        do throws(RequestRejection) {
            let bytes = input
            guard let head = try parser.parse(bytes.span.extracting(first: filled)) else { return .incomplete }
            begin(head)
            return .complete
        } catch {
            refuse(RequestFault(error), status: error.status)
            return .refused
        }
    }

    private func begin(_ head: RequestHead) {
        parser.reset()
        phase = .exchange
        setInputDeadline(.never)
        if head.framing != .none { intake = BodyIntake(framing: head.framing, taken: head.length) }
        let exchange = Exchange(head: head, connection: self)
        self.exchange = exchange
        if intake == nil, peerClosed, !servesHalfClosed {
            gone()
            return
        }
        server.start(exchange)
    }

    /// Answers bytes that are no acceptable request, and never looks at what follows them.
    func refuse(_ fault: RequestFault, status: Int) {
        phase = .exchange
        setInputDeadline(.never)
        let answer = server.handler.refusal(of: fault, status: status, path: refusedPath())
        StatusLine.append(answer.status, to: &output)
        output.append(answer.fields)
        output.append(server.date())
        output.append("Connection: close\r\nContent-Length: ")
        output.append(decimal: answer.body.count)
        output.append("\r\n\r\n")
        output.append(answer.body)
        closesAfterOutput = true
        filled = 0
        flush()
    }

    /// What looks like the path of a request that could not be parsed, for the error's dialect only.
    private func refusedPath() -> [UInt8] {
        let line = input[..<min(filled, 512)].prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        return words.count > 1 ? Array(words[1].prefix { $0 != UInt8(ascii: "?") }) : []
    }
}

extension RequestFault {
    /// What the parser found wrong, in the server's words.
    init(_ rejection: RequestRejection) {
        switch rejection {
        case .badRequest(let rule): self = .badRequest("\(rule.sentence)")
        case .uriTooLong: self = .uriTooLong
        case .headTooLarge: self = .headTooLarge
        case .versionNotSupported: self = .versionNotSupported
        case .methodNotAllowed: self = .methodNotAllowed
        }
    }
}
