extension Fault {
    /// What can be wrong with, or odd about, an answer's head.
    static let heads = [
        Fault("length-and-chunked", .heads, "Content-Length beside Transfer-Encoding: chunked") { draft, _ in
            draft.framing = .chunked
            draft.rawLines += "Content-Length: 10\r\n"
        },
        Fault("two-lengths", .heads, "two Content-Lengths that differ") { draft, _ in
            draft.rawLines += "Content-Length: 1\r\n"
        },
        Fault("same-length-twice", .heads, "two Content-Lengths that agree") { draft, _ in
            draft.rawLines += "Content-Length: \(draft.bytes.count)\r\n"
        },
        Fault("bad-length", .heads, "a Content-Length that is no number") { draft, _ in
            draft.framing = .untilClose
            draft.rawLines += "Content-Length: 12abc\r\n"
        },
        Fault("many-headers", .heads, "so many header lines (10000)", [.count]) { draft, options in
            let count = options.number(.count, else: 10_000)
            draft.rawLines += (0..<count).map { "X-Fake-\($0): \($0)\r\n" }.joined()
        },
        Fault("big-header", .heads, "one header line of this size (100KiB)", [.size]) { draft, options in
            let size = options.number(.size, else: 100 << 10)
            draft.rawLines += "X-Fake-Big: \(String(repeating: "x", count: size))\r\n"
        },
        Fault("endless-head", .heads, "header lines without end") { draft, _ in
            let lines = (0..<64).map { "X-Fake-\($0): \(String(repeating: "x", count: 1000))\r\n" }.joined()
            draft.override = [.send("HTTP/1.1 200 OK\r\n"), .repeat([.send(lines)], times: nil)]
        },
        Fault(
            "interim",
            .heads,
            "so many interim answers (1000) of a status (100) before the answer",
            [.count, .status]
        ) { draft, options in
            let status = options.number(.status, else: 100)
            let one = "HTTP/1.1 \(status) \(ResponseHead.reason(for: status))\r\n\r\n"
            draft.preface = Array(String(repeating: one, count: options.number(.count, else: 1000)).utf8)
        },
        Fault("early-hints", .heads, "one 103 with a Link before the answer") { draft, _ in
            draft.preface = Array("HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n".utf8)
        },
        Fault("bare-lf", .heads, "LF instead of CRLF at the ends of the lines") { draft, _ in
            draft.headNewline = "\n"
        },
        Fault("folded", .heads, "a header line that goes on in the next (obs-fold)") { draft, _ in
            draft.rawLines += "X-Fake-Folded: one\r\n two\r\n"
        },
        Fault("bare-cr", .heads, "a CR inside a value") { draft, _ in draft.rawLines += "X-Fake-CR: one\rtwo: 2\r\n" },
        Fault("nul", .heads, "a NUL inside a value") { draft, _ in draft.rawLines += "X-Fake-Nul: one\0two\r\n" },
        Fault("no-colon", .heads, "a header line without a colon") { draft, _ in draft.rawLines += "Fake Line\r\n" },
        Fault("space-before-colon", .heads, "a space before the colon") { draft, _ in
            draft.rawLines += "X-Fake-Space : 1\r\n"
        },
        Fault("hop-by-hop", .heads, "headers that end at the next hop, one of them named in Connection") { draft, _ in
            draft.rawLines +=
                "Connection: keep-alive, X-Fake-Hop\r\nX-Fake-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                + "Proxy-Authenticate: Basic\r\nTrailer: X-Fake-Trailer\r\nTE: trailers\r\nUpgrade: h2c\r\n"
        },
        Fault("edge-headers", .heads, "what an edge adds: Set-Cookie twice, Alt-Svc, HSTS, a second Server and Date") {
            draft,
            _ in
            draft.rawLines +=
                "Set-Cookie: __cf_bm=fake; path=/\r\nSet-Cookie: _cfuvid=fake; path=/\r\n"
                + "Alt-Svc: h3=\":443\"; ma=86400\r\nStrict-Transport-Security: max-age=63072000\r\n"
                + "Server: second\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
        },
        Fault("trailers", .heads, "chunks with header lines after the last") { draft, _ in
            draft.framing = .chunked
            draft.trailers = "X-Fake-Trailer: 1\r\nSet-Cookie: trailer=1\r\n"
        },
        Fault("http10", .heads, "HTTP/1.0, the body ends with the connection") { draft, _ in
            draft.framing = .untilClose
            draft.version = "HTTP/1.0"
        },
        Fault("not-http", .heads, "bytes that are no HTTP, then FIN") { draft, _ in
            draft.override = [.send("220 fake.example ESMTP ready\r\n"), .close]
        },
        Fault("redirect", .heads, "to another host (302)", [.status]) { draft, options in
            draft = Draft(draft.visit, status: options.number(.status, else: 302), content: .bytes([]))
            draft.head.fields.append((name: "location", value: "http://127.0.0.1:1/elsewhere"))
        },
        Fault(
            "early",
            .heads,
            "an error (413) before the body of the request is read, then FIN",
            [.status]
        ) { draft, options in
            draft = .refusal(draft.visit, UpstreamError(status: options.number(.status, else: 413)))
        }.early(),
        Fault("early-reset", .heads, "an error (413) before the body is read, then RST", [.status]) { draft, options in
            draft = .refusal(draft.visit, UpstreamError(status: options.number(.status, else: 413)))
            draft.after.append(.reset)
        }.early(),
    ]
}
