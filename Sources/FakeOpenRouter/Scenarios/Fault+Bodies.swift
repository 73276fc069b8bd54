extension Fault {
    /// What can be wrong with an answer that is no stream.
    static let bodies = [
        Fault(
            "padding",
            .bodies,
            "whitespace, 'count' times (5) every 'interval' (50ms), then the JSON",
            [.count, .interval]
        ) { draft, options in
            draft.pad(with: "         \n", options)
        },
        Fault("padding-comments", .bodies, "': OPENROUTER PROCESSING' lines, then the JSON", [.count, .interval]) {
            draft,
            options in
            draft.pad(with: ": OPENROUTER PROCESSING\n\n", options)
        },
        Fault(
            "padding-error",
            .bodies,
            "whitespace, then an error in status 200 (502)",
            [.count, .interval, .status]
        ) { draft, options in
            let error = UpstreamError(status: options.number(.status, else: 502))
            draft = Draft(draft.visit, json: draft.visit.dialect.error(error))
            draft.pad(with: "         \n", options)
        },
        Fault("padding-forever", .bodies, "whitespace and nothing else", [.interval]) { draft, options in
            draft.beats = []
            draft.play([.wait(options.duration(.interval, else: .milliseconds(50))), .send("         \n")])
        },
        Fault("no-choices", .bodies, "status 200, an object without choices and without an error") { draft, _ in
            let visit = draft.visit
            draft = Draft(visit, json: #"{"id":"\#(visit.id)","object":"chat.completion","created":\#(visit.time)}"#)
        },
        Fault("empty-choices", .bodies, "status 200, choices empty, no tokens used") { draft, _ in
            let visit = draft.visit
            draft = Draft(
                visit,
                json: #"{"id":"\#(visit.id)","object":"chat.completion","created":\#(visit.time),"#
                    + #""choices":[],"usage":{"prompt_tokens":12,"completion_tokens":0,"total_tokens":12,"cost":0}}"#
            )
        },
        Fault("empty-body", .bodies, "a status (200) and no byte of a body", [.status]) { draft, options in
            draft = Draft(draft.visit, status: options.number(.status, else: 200), content: .bytes([]))
        },
        Fault("not-json", .bodies, "plain text with the content type of JSON", []) { draft, _ in
            draft.bytes = Array("upstream connect error or disconnect/reset before headers\n".utf8)
        },
        Fault("gzip", .bodies, "Content-Encoding: gzip, asked for or not") { draft, _ in
            guard !draft.isStream else { return }
            draft.head.fields.append((name: "content-encoding", value: "gzip"))
            draft.bytes = Gzip.stored(draft.bytes)
        },
        Fault("gzip-bomb", .bodies, "gzip of so many zeros (1GiB) at 1:160", [.size]) { draft, options in
            draft.head.fields.append((name: "content-encoding", value: "gzip"))
            draft.bytes = Gzip.zeros(options.number(.size, else: 1 << 30))
        },
        Fault("random", .bodies, "random bytes (1MiB) and their SHA-256 in x-fake-sha256", [.size]) {
            draft,
            options in
            let bytes = RandomBytes.make(options.number(.size, else: 1 << 20))
            draft = Draft(draft.visit, type: "application/octet-stream", content: .bytes(bytes))
            draft.head.fields.append((name: "x-fake-sha256", value: SHA256.hex(of: bytes)))
        },
    ]
}
