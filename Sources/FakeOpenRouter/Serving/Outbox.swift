internal import Glibc

/// The bytes that a connection is writing, whole or in pieces.
struct Outbox {
    /// How far a flush got.
    enum Progress: Hashable {
        /// Everything is written.
        case done
        /// The socket takes no more for now.
        case blocked
        /// A piece is written; the next may follow after this time.
        case pause(Duration)
        /// The peer is gone.
        case lost
    }

    /// How many pieces go out in a row before other connections get their turn.
    private static let burst = 64

    private var bytes: [UInt8] = []
    private var offset = 0
    private var pieceSize = Int.max
    private var pause = Duration.zero
    /// All bytes that the socket has taken for the present answer.
    var written = 0

    mutating func put(_ bytes: [UInt8], inPiecesOf size: Int = .max, every pause: Duration = .zero) {
        self.bytes = bytes
        offset = 0
        pieceSize = max(size, 1)
        self.pause = pause
    }

    /// Writes what the socket takes.
    mutating func flush(to descriptor: Int32) -> Progress {
        var pieces = 0
        while offset < bytes.count {
            let size = min(pieceSize, bytes.count - offset)
            let count = send(descriptor, size: size)
            if count < 0 { return errno == EAGAIN || errno == EINTR ? .blocked : .lost }
            offset += count
            written += count
            pieces += 1
            guard pieceSize != .max, offset < bytes.count else { continue }
            if pause > .zero { return .pause(pause) }
            if pieces == Self.burst { return .pause(.zero) }
        }
        bytes = []
        return .done
    }

    private func send(_ descriptor: Int32, size: Int) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            return unsafe Glibc.send(descriptor, start + offset, size, Int32(MSG_NOSIGNAL))
        }
    }
}
