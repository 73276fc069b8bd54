internal import EventLoop
internal import HTTPWire

/// Why a body did not arrive.
package enum BodyError: Error, Equatable, Sendable {
    case tooLarge
    /// No memory within the budget of all buffers.
    case noRoom
    case tooSlow
    case malformed(String)
    case clientGone
}

/// A request body on its way in: who waits for it, how much has come, how fast it has to come.
@safe final class BodyIntake {
    let framing: BodyFraming
    var decoder = ChunkedBodyDecoder()
    /// Where in the connection's input the not yet taken bytes of the body begin.
    var taken: Int
    /// Bytes of a body of known length that are still to come.
    var remaining = 0
    /// Where the body goes; nil until somebody asks for it.
    var buffer: BodyBuffer?
    var limit = 0
    var began = Instant.never
    var received = 0
    private var waiter: UnsafeContinuation<BodyError?, Never>?
    private(set) var outcome: Outcome?

    enum Outcome {
        case complete
        case failed(BodyError)
    }

    init(framing: BodyFraming, taken: Int) {
        self.framing = framing
        self.taken = taken
        if case .length(let length) = framing { remaining = length }
    }

    func complete() {
        settle(.complete)
    }

    func fail(_ error: BodyError) {
        settle(.failed(error))
        // The connection may linger; what nobody will read goes now.
        buffer = nil
    }

    private func settle(_ outcome: Outcome) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        let waiter = unsafe waiter
        unsafe self.waiter = nil
        unsafe waiter?.resume(returning: error)
    }

    var isComplete: Bool {
        if case .complete = outcome { return true }
        return false
    }

    private var error: BodyError? {
        if case .failed(let error) = outcome { return error }
        return nil
    }

    /// Waits until the body is whole or has failed.
    func wait(on loop: isolated EventLoop) async -> BodyError? {
        if outcome != nil { return error }
        return await unsafe withUnsafeContinuation { unsafe waiter = $0 }
    }
}
