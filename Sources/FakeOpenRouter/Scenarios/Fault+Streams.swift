extension Fault {
    /// What goes wrong, or is merely odd, in a stream of events.
    static let streams = [
        Fault("error-event", .streams, "a bare error event after 'after' content events (0)", [.after, .status, .done])
        {
            draft,
            options in
            draft.breakOff(draft.visit.dialect.bareErrorEvent(streamError(options)), options)
        },
        Fault(
            "error-chunk",
            .streams,
            "the documented error chunk after 'after' content events (2)",
            [.after, .status, .done]
        ) { draft, options in
            let generation = Generation(draft.visit)
            draft.breakOff(draft.visit.dialect.errorEvent(streamError(options), generation), options, else: 2)
        },
        Fault("benign-error", .streams, "finish_reason length, and an error of no consequence on the usage chunk") {
            draft,
            _ in
            let error = #""error":{"code":400,"message":"Token limit reached"},"choices""#
            draft.rewriteEvents(.finish) { $0.replacing(#""stop""#, with: #""length""#) }
            draft.rewriteEvents(.usage) {
                $0.replacing(#""stop""#, with: #""length""#).replacing(#""choices""#, with: error)
            }
        },
        Fault("no-done", .streams, "no [DONE], no message_stop") { draft, _ in draft.dropEvents([.done]) },
        Fault("no-finish", .streams, "no finish reason; with no-done: neither") { draft, _ in
            draft.dropEvents([.finish, .usage])
        },
        Fault("end-early", .streams, "a clean end of the body after 'after' content events (2)", [.after, .inside]) {
            draft,
            options in
            draft.cutStream(options)
        },
        Fault(
            "split",
            .streams,
            "the event after 'after' (0) in two writes, 'pause' (0s) or 'gate' between",
            [.after, .inside, .pause, .gate]
        ) { draft, options in
            draft.splitEvent(options)
        },
        Fault("no-stream", .streams, "a whole JSON answer although a stream was asked for") { draft, _ in
            let visit = draft.visit
            draft = Draft(visit, json: visit.dialect.answer(Generation(visit)))
        },
        Fault("endless", .streams, "content events without end", [.interval, .size]) { draft, options in
            draft.repeatContent(every: options.duration(.interval))
        },
        Fault("comments-forever", .streams, "comments without end, and nothing else (every 100ms)", [.every]) {
            draft,
            options in
            let comment = Array(": OPENROUTER PROCESSING\(draft.newline)\(draft.newline)".utf8)
            draft.beats.removeAll { !$0.isComment }
            draft.play([.wait(options.duration(.every, else: .milliseconds(100))), .send(comment)])
        },
        Fault("drip", .streams, "the body one byte at a time, with a pause after each (20ms)", [.pause]) {
            draft,
            options in
            draft.bodyPieces = (1, options.duration(.pause, else: .milliseconds(20)))
        },
        Fault("huge-event", .streams, "an image in base64 in one event (4MiB)", [.size, .after]) { draft, options in
            let generation = Generation(draft.visit)
            let size = options.number(.size, else: 4 << 20)
            let image = String(repeating: "iVBORw0KGgo/", count: size / 12 + 1)
            let event = draft.visit.dialect.image(generation, String(image.prefix(size)))
            draft.insert([.event(event)], after: options.number(.after, else: 1))
        },
        Fault("endless-line", .streams, "an event of one line that goes on for so long (256MiB)", [.size, .after]) {
            draft,
            options in
            draft.insertRun(of: "x", opening: "data: {\"x\":\"", closing: "\"}\n\n", options)
        },
        Fault("no-blank-line", .streams, "data lines without a blank line for so long (256MiB)", [.size, .after]) {
            draft,
            options in
            draft.insertRun(of: "data: \(String(repeating: "x", count: 57))\n", opening: "", closing: "\n", options)
        },
        Fault("debug", .streams, "a first chunk without choices, with the body that went to the provider") { draft, _ in
            let generation = Generation(draft.visit)
            draft.insert([.event(ChatDialect().debugEvent(generation))], after: 0)
        },
        Fault("metadata", .streams, "openrouter_metadata on the last chunk") { draft, _ in
            draft.rewriteEvents(.usage) { $0.dropLast() + #","openrouter_metadata":\#(routerMetadata)}"# }
        },
    ]

    private static let routerMetadata =
        #"{"requested":"fake/model","strategy":"direct","region":"fra","summary":"available=1, selected=OpenAI"}"#

    private static func streamError(_ options: Options) -> UpstreamError {
        UpstreamError(status: options.number(.status, else: 502))
    }
}
