package import EventLoop
package import HTTPWire

/// One request and its answer, on its loop.
///
/// It outlives its connection: after the client has gone, writing goes nowhere.
package final class Exchange {
    package let head: RequestHead
    let connection: Connection
    /// Hears of the client while the answer is under way.
    package var observer: (any ExchangeObserver)?
    package private(set) var isGone = false
    private(set) var response = ResponseState.none
    /// The status that was sent; 0 before.
    package private(set) var status = 0
    /// The handler has returned; the connection may go on once the answer is out.
    var hasReturned = false
    private var intake: BodyIntake?
    /// Writing has told the source to pause, so it must be told to go on.
    private var awaitsDrain = false

    enum ResponseState {
        /// Nothing has been written. Then any other.
        case none
        /// The head is out; so many bytes of body are owed. Then `complete`.
        case length(Int)
        /// The head is out, the body has no length: in chunks, or (HTTP/1.0) ended by closing. Then `complete`.
        case chunked, untilClose
        case complete
    }

    init(head: RequestHead, connection: Connection) {
        self.head = head
        self.connection = connection
        intake = connection.intake
    }

    /// Nothing remains to be done for this exchange but to let the output out.
    var isOver: Bool {
        if case .complete = response { return hasReturned }
        return false
    }

    /// Where in the connection's input the next request begins.
    var bodyEnd: Int { intake?.taken ?? head.length }
}

// MARK: The request

extension Exchange {
    package var peer: PeerAddress { connection.peer }
    package var reactor: Reactor { connection.reactor }

    /// Looks at the bytes into which the head's ranges point.
    package func withHeadBytes<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        let input = connection.input
        return try body(input.span)
    }

    /// A part of the head as text; what is no UTF-8 is replaced.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: connection.input[range], as: UTF8.self)
    }

    /// The first field of that name.
    package func field(_ name: KnownField) -> Range<Int>? {
        head.fields.first { $0.known == name }?.value
    }

    /// A field as text; nil where there is none.
    package func fieldText(_ name: KnownField) -> String? {
        field(name).map(text)
    }

    package var hasBody: Bool { head.framing != .none }

    /// Takes the whole body in.
    ///
    /// Until this is called nothing of it is read, and an expected 100 not sent.
    package func readBody(
        limit: Int,
        budget: BufferBudget,
        on loop: isolated EventLoop
    ) async throws(BodyError) -> BodyBuffer {
        let buffer = BodyBuffer(budget: budget)
        guard let intake else { return buffer }
        connection.beginBody(intake, into: buffer, limit: limit)
        if intake.isComplete { return buffer }
        if let error = await intake.wait(on: loop) { throw error }
        return buffer
    }
}

extension Exchange {
    /// Gives back the memory in which the request came, but for its head; the answer will be written in small parts.
    package func releaseRequest() {
        connection.output.keep(512)
        guard !isGone, connection.filled == bodyEnd else { return }
        connection.keepInput(head.length)
        intake?.taken = head.length
    }
}

// MARK: The answer

extension Exchange {
    /// How a response's body is delimited.
    package enum Framing {
        case length(Int)
        case stream
        /// No body by the status or the method; the length that a GET would have had, where known.
        case none(Int?)
    }

    package var hasBegun: Bool {
        if case .none = response { return false }
        return true
    }

    /// Writes the head.
    ///
    /// The fields come without Date, Connection and framing, which are added here.
    package func begin(status: Int, framing: Framing, fields: (inout OutputBuffer) -> Void) {
        guard !isGone, !hasBegun else { return }
        self.status = status
        StatusLine.append(status, to: &connection.output)
        fields(&connection.output)
        connection.output.append(connection.server.date())
        let keepsOpen = head.keepAlive && !connection.server.isDraining && bodyIsTaken
        setFraming(framing, keepsOpen: keepsOpen)
        connection.output.append("\r\n")
        connection.outputAdded()
    }

    private var bodyIsTaken: Bool {
        guard let intake else { return true }
        return intake.isComplete
    }

    private func setFraming(_ framing: Framing, keepsOpen: Bool) {
        var keepsOpen = keepsOpen
        switch framing {
        case .length(let length):
            connection.output.append("Content-Length: ")
            connection.output.append(decimal: length)
            connection.output.append("\r\n")
            response = head.method == .head ? .length(0) : .length(length)
        case .none(let length):
            if let length {
                connection.output.append("Content-Length: ")
                connection.output.append(decimal: length)
                connection.output.append("\r\n")
            }
            response = .length(0)
        case .stream where head.method == .head:
            response = .length(0)
        case .stream where head.version == .http11:
            connection.output.append("Transfer-Encoding: chunked\r\n")
            response = .chunked
        case .stream:
            keepsOpen = false
            response = .untilClose
        }
        if !keepsOpen {
            closesAfter = true
            connection.output.append("Connection: close\r\n")
        } else if head.version == .http10 {
            connection.output.append("Connection: keep-alive\r\n")
        }
    }

    private var closesAfter: Bool {
        get { connection.closesWhenComplete }
        set { connection.closesWhenComplete = newValue }
    }

    /// Writes a part of the body.
    ///
    /// True: the client is slower than the source, which should pause until `outputDrained`.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard !isGone, unsafe !bytes.isEmpty else { return false }
        switch response {
        case .none, .complete: return false
        case .length(let owed):
            let count = min(owed, bytes.count)
            unsafe connection.output.append(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            response = .length(owed - count)
        case .chunked:
            connection.output.append(hexadecimal: bytes.count)
            connection.output.append("\r\n")
            unsafe connection.output.append(bytes)
            connection.output.append("\r\n")
        case .untilClose:
            unsafe connection.output.append(bytes)
        }
        connection.outputAdded()
        awaitsDrain = connection.blocked || connection.output.count > Connection.highWater
        return awaitsDrain
    }

    /// Ends the body.
    ///
    /// One that has not got its announced length is cut instead.
    package func end() {
        guard !isGone else { return }
        switch response {
        case .none, .complete: return
        case .length(let owed) where owed > 0:
            cut()
            return
        case .length: break
        case .chunked: connection.output.append("0\r\n\r\n")
        case .untilClose: break
        }
        complete()
    }

    /// Breaks the answer off so that the client sees that it is not whole.
    package func cut() {
        guard !isGone else { return }
        switch response {
        case .complete: return
        case .none, .untilClose:
            // Nothing but a reset tells a reader who waits for the end of the connection that this is not it.
            connection.outputAdded()
            isGone = true
            connection.reset()
        case .length, .chunked:
            closesAfter = true
            complete()
        }
    }

    private func complete() {
        response = .complete
        if closesAfter { connection.closesAfterOutput = true }
        connection.outputAdded()
    }

    /// The connection will not be used for another request.
    package func closeAfterwards() {
        closesAfter = true
    }

    /// Writes a whole answer of ours.
    package func answer(_ answer: Answer) {
        begin(status: answer.status, framing: .length(answer.body.count)) { $0.append(answer.fields) }
        unsafe answer.body.withUnsafeBytes { _ = unsafe write($0) }
        end()
    }
}

// MARK: The connection's calls

extension Exchange {
    func clientGone() {
        isGone = true
        let observer = observer
        self.observer = nil
        observer?.clientGone()
    }

    func outputDrained() {
        guard awaitsDrain else { return }
        awaitsDrain = false
        observer?.outputDrained()
    }

    func graceEnded() {
        observer?.graceEnded()
    }

    /// The handler is done with this exchange.
    func handlerReturned() {
        hasReturned = true
        observer = nil
        if isGone { return }
        if case .complete = response {
            connection.finish(self)
        } else {
            // A handler that forgets to answer must not leave its client waiting for ever.
            connection.reset()
        }
    }
}
