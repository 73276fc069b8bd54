extension Fault {
    /// What happens to the connection.
    static let connections = [
        Fault(
            "reset",
            .connections,
            "RST after 'after' events (2), or half or 'inside' bytes of a body",
            [.after, .inside]
        ) { draft, options in
            draft.breakConnection(.reset, options)
        },
        Fault("cut", .connections, "the same with a FIN: the body stays incomplete", [.after, .inside]) {
            draft,
            options in
            draft.breakConnection(.close, options)
        },
        Fault("stall", .connections, "the same, but the connection stays open and silent", [.after, .inside]) {
            draft,
            options in
            draft.breakConnection(.stall, options)
        },
        Fault("no-answer", .connections, "FIN without a byte of an answer") { draft, _ in draft.override = [.close] },
        Fault("no-answer-reset", .connections, "RST without a byte of an answer") { draft, _ in
            draft.override = [.reset]
        },
        Fault("silent", .connections, "no byte of an answer, ever") { draft, _ in draft.override = [.stall] },
        Fault("cut-head", .connections, "FIN inside the head") { draft, _ in
            draft.override = [.send("HTTP/1.1 200 OK\r\ncontent-type: application/j"), .close]
        },
        Fault("head-only", .connections, "the head, then silence") { draft, _ in
            draft.beats = [.unfinished]
            draft.after = [.stall]
        },
        Fault("last", .connections, "Connection: close, and then a FIN") { draft, _ in
            draft.rawLines += "Connection: close\r\n"
            draft.after += [.answered, .close]
        },
        Fault(
            "close-idle",
            .connections,
            "a good answer; when 'idle' (0s) has passed, a FIN nobody was told of",
            [.idle]
        ) {
            draft,
            options in
            draft.after += [.answered, .wait(options.duration(.idle)), .close]
        },
        Fault("drop-next", .connections, "a good answer; the connection's next request gets a FIN, unanswered") {
            draft,
            _ in
            draft.after.append(.dropNextRequest(reset: false))
        },
        Fault("drop-next-reset", .connections, "the same with an RST") { draft, _ in
            draft.after.append(.dropNextRequest(reset: true))
        },
        Fault("extra-bytes", .connections, "so many bytes (16) after the end of the answer", [.size]) {
            draft,
            options in
            let extra = String(repeating: "x", count: options.number(.size, else: 16))
            draft.after += [.send(extra), .answered]
        },
        Fault("extra-answer", .connections, "a second answer nobody asked for, right behind the first") { draft, _ in
            draft.after += [.send(Reply.bytes(status: 200, body: #"{"poison":true}"#)), .answered]
        },
    ]
}
