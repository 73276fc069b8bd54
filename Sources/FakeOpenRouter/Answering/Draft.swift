/// An answer while it is being made: the endpoint drafts it, faults change it, `Draft.rendered` makes steps of it.
struct Draft {
    /// How the client learns where the body ends.
    enum Framing {
        /// A Content-Length for what is whole, chunks for what is not.
        case natural
        case chunked
        case untilClose
        /// A Content-Length that promises so many bytes.
        case declared(Int)
    }

    /// What follows the head.
    enum Content {
        case none
        case bytes([UInt8])
        case beats([Beat])
    }

    let visit: Visit
    var head: ResponseHead
    /// Sent before the status line, such as interim answers.
    var preface: [UInt8] = []
    /// Header lines that no honest server writes, line ends included.
    var rawLines = ""
    /// What ends the head's lines.
    var headNewline = "\r\n"
    var framing = Framing.natural
    var content: Content
    /// Played before the first byte, and after the last.
    var before: [Step] = []
    var after: [Step] = []
    /// Replaces all of the above.
    var override: [Step]?
    var version = "HTTP/1.1"
    /// Header lines after the last chunk, line ends included.
    var trailers = ""
    /// Writes what follows the head in pieces of this size, with a pause after each.
    var bodyPieces: (size: Int, pause: Duration)?
    /// What ends the lines of a stream.
    var newline = "\n"
    /// Another request that looks the same may get the same answer.
    var isCacheable = true

    init(_ visit: Visit, status: Int = 200, type: String = "application/json", content: Content) {
        self.visit = visit
        self.content = content
        head = ResponseHead(status: status, fields: visit.edgeFields(type: type))
    }

    init(_ visit: Visit, status: Int = 200, json: String) {
        self.init(visit, status: status, content: .bytes(Array(json.utf8)))
    }

    /// An answer that says what is wrong, as the endpoint would.
    static func refusal(_ visit: Visit, _ error: UpstreamError) -> Draft {
        Draft(visit, status: error.code, json: visit.dialect.error(error))
    }

    /// The stream's beats; setting them makes a stream of the answer.
    var beats: [Beat] {
        get { if case .beats(let beats) = content { beats } else { [] } }
        set { content = .beats(newValue) }
    }

    /// The whole body, where there is one.
    var bytes: [UInt8] {
        get { if case .bytes(let bytes) = content { bytes } else { [] } }
        set { content = .bytes(newValue) }
    }

    var isStream: Bool { if case .beats = content { true } else { false } }
}
