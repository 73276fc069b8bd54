/// One thing that an answer does on its connection.
package enum Step: Sendable, Hashable {
    /// Writes the bytes, as one write where the socket takes them.
    case send(Payload)
    /// Writes the bytes in pieces, each a write (and, without Nagle, a segment) of its own, with a pause after each.
    case sendInPieces(Payload, of: Int, every: Duration)
    /// Waits, counted from the end of the wait before, so that a row of waits keeps its beat.
    case wait(Duration)
    /// Waits until the test, or `POST /fake/release/NAME`, has opened the gate of that name.
    case waitForRelease(String)
    /// Plays the steps again and again; nil is until the client leaves.
    indirect case `repeat`([Step], times: Int?)
    /// From here on the client has all of the answer: its leaving is no abort.
    case answered
    /// Throws the connection away with an RST.
    case reset
    /// Sends a FIN, reads on until the client closes too.
    case close
    /// Does nothing more until the client leaves.
    case stall
    /// Drops the connection, without an answer, as soon as a byte of a next request arrives.
    case dropNextRequest(reset: Bool)

    /// Writes one byte at a time.
    package static func sendByteByByte(_ payload: Payload) -> Step {
        .sendInPieces(payload, of: 1, every: .zero)
    }

    package static func send(_ text: String) -> Step {
        .send(Payload(text))
    }

    package static func send(_ bytes: [UInt8]) -> Step {
        .send(Payload(bytes))
    }

    /// The step with its writes cut into pieces.
    func inPieces(of size: Int, every pause: Duration) -> Step {
        switch self {
        case .send(let payload): .sendInPieces(payload, of: size, every: pause)
        case .repeat(let steps, let times): .repeat(steps.map { $0.inPieces(of: size, every: pause) }, times: times)
        default: self
        }
    }
}
