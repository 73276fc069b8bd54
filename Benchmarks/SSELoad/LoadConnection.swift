internal import CLinux
internal import EventLoop
internal import Glibc

/// What hears about a connection's fate. Called on the loop's thread.
protocol ConnectionOwner: AnyObject {
    /// Bytes have come; what they amount to is in the connection's `reader`.
    func received(on connection: LoadConnection, at instant: Instant)
    /// The response is whole. The connection is open still, and may begin another.
    func completed(_ connection: LoadConnection)
    /// The connection is closed, and its response is not whole.
    func failed(_ connection: LoadConnection, fault: Fault)
}

/// A buffer that all connections of a loop read into: what was read is scanned at once and kept nowhere.
final class ReadBuffer {
    var bytes = [UInt8](repeating: 0, count: 65_536)
}

/// One connection of the load: sends the request, reads the response, again and again if its owner wants.
final class LoadConnection: ReadinessTarget {
    private(set) var reader = ResponseReader()
    /// When the current request was sent.
    private(set) var sentAt = Instant.never
    // What the owner has taken into account of this connection's response.
    var lastEventAt = Instant.never
    var eventsSeen = 0
    var bytesSeen = 0
    private(set) var isOpen = false

    private let target: Target
    private let reactor: Reactor
    private let buffer: ReadBuffer
    private unowned let owner: any ConnectionOwner
    private var descriptor: Int32 = -1
    private var isConnected = false
    /// How much of the request is out. Equal to its length while waiting for the response.
    private var sent = 0

    init(target: Target, reactor: Reactor, buffer: ReadBuffer, owner: any ConnectionOwner) {
        self.target = target
        self.reactor = reactor
        self.buffer = buffer
        self.owner = owner
    }

    /// Connects; the first request goes out as soon as that is done.
    func open() {
        reader = ResponseReader()
        sent = 0
        do {
            descriptor = try Socket.connect(to: target, blocking: false)
            isOpen = true
            try reactor.watch(descriptor, for: .writable, target: self)
        } catch {
            fail(.cannotConnect(code: error.code))
        }
    }

    /// Sends the request again, on the same connection.
    func repeatRequest() {
        reader = ResponseReader()
        sent = 0
        send()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        isConnected = false
        reactor.forget(descriptor)
        Glibc.close(descriptor)
    }

    func ready(_ readiness: Readiness) {
        if !isConnected {
            let code = Socket.pendingError(of: descriptor)
            if code != 0 { return fail(.cannotConnect(code: code)) }
            isConnected = true
            reactor.change(descriptor, to: .readable)
            return send()
        }
        if sent < target.request.count {
            send()
        } else {
            receive()
        }
    }
}

extension LoadConnection {
    /// Sends what is left of the request. A socket that is full, which a kilobyte hardly does, is watched for room.
    private func send() {
        let isContinued = sent > 0
        let count = Socket.send(target.request, from: sent, on: descriptor)
        if count < 0, errno != EAGAIN { return fail(.connectionFailed(code: errno)) }
        sent += max(count, 0)
        sentAt = .current
        if sent < target.request.count {
            reactor.change(descriptor, to: .writable)
        } else if isContinued {
            reactor.change(descriptor, to: .readable)
        }
    }

    private func receive() {
        let count = Socket.receive(into: &buffer.bytes, on: descriptor)
        if count > 0 { return take(count) }
        if count == 0 { return end() }
        if errno != EAGAIN { fail(.connectionFailed(code: errno)) }
    }

    private func take(_ count: Int) {
        let bytes = buffer.bytes
        do {
            try reader.feed(bytes.span.extracting(0..<count))
        } catch {
            return fail(error)
        }
        owner.received(on: self, at: .current)
        if isOpen, reader.isComplete { owner.completed(self) }
    }

    private func end() {
        guard reader.mayEndHere() else { return fail(.closedEarly) }
        close()
        owner.completed(self)
    }

    private func fail(_ fault: Fault) {
        close()
        owner.failed(self, fault: fault)
    }
}
