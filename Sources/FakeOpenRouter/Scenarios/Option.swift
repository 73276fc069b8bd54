/// A word that a scenario may contain to say how much, how long or in which form; the faults read them.
struct Option: Sendable {
    /// What may stand after the `=`.
    enum Kind: Hashable, Sendable {
        /// A number.
        case count
        /// `200ms`, `2s`, `1m`; a bare number is seconds.
        case duration
        /// A number of bytes, with `KiB`, `MiB` or `GiB` or bare.
        case size
        /// One of these words.
        case word([String])
        /// Any text without comma and semicolon.
        case text
        /// Nothing: it is there or it is not.
        case flag
    }

    let name: String
    let kind: Kind
    let summary: String

    init(_ name: String, _ kind: Kind, _ summary: String) {
        self.name = name
        self.kind = kind
        self.summary = summary
    }
}

extension Option {
    static let bytes = Option("bytes", .count, "write so many bytes at a time, each a write of its own")
    static let pause = Option("pause", .duration, "wait between these writes")
    static let delay = Option("delay", .duration, "wait before the status line")
    static let times = Option("times", .count, "have the faults for so many requests with this header, then none")
    static let id = Option("id", .text, "a name that makes this header unlike others: times counts apart")
    static let gate = Option("gate", .text, "wait for POST /fake/release/NAME; on a stream after the events of 'after'")

    static let status = Option("status", .count, "the status, or the code inside the body, of an error")
    static let framing = Option("framing", .word(["length", "chunked", "close"]), "how the end of the body is told")
    static let size = Option("size", .size, "how large: the text of an answer or event, the fault's bytes")
    static let count = Option("count", .count, "how many: of what the fault repeats")

    static let events = Option("events", .count, "content events of a stream (5)")
    static let interval = Option("interval", .duration, "wait before each content event, or padding")
    static let comments = Option("comments", .count, "': OPENROUTER PROCESSING' lines before the first event (1)")
    static let every = Option("every", .duration, "wait before each of these comments")
    static let crlf = Option("crlf", .flag, "lines of a stream end in CRLF")
    static let cr = Option("cr", .flag, "lines of a stream end in CR")
    static let utf8 = Option("utf8", .flag, "text of two, three and four bytes a letter")
    static let usage = Option("usage", .word(["stop", "null", "empty", "none"]), "the form of the usage chunk")
    static let role = Option("role", .flag, "a first chunk that has a role and no content")
    static let reasoning = Option("reasoning", .flag, "think before the answer")
    static let tools = Option("tools", .flag, "answer with a call of the tool get_weather")
    static let after = Option("after", .count, "content events before the fault")
    static let inside = Option("inside", .size, "bytes of the next event, or of the body, before the fault")
    static let idle = Option("idle", .duration, "how long a connection lives after its answer")
    static let retryAfter = Option("retry-after", .count, "the seconds of an error's Retry-After")
    static let done = Option("done", .flag, "send [DONE] all the same")

    /// Every option, as help lists them.
    static let all = [
        bytes, pause, delay, times, id, gate, status, framing, size, count, events, interval, comments, every, crlf, cr,
        utf8, usage, role, reasoning, tools, after, inside, done, idle,
        retryAfter,
    ]
}
