extension SettingsTable {
    static let server: [Setting] = [
        .works(
            "server.host",
            \.server.hosts,
            .hosts,
            "Where to listen: an IPv4 or IPv6 address, localhost (both loopbacks), or \"*\" (every address).\n"
                + "Off loopback an access_key is needed.",
            needsRestart: true
        ),
        .works(
            "server.port",
            \.server.port,
            .port,
            "0 takes a free port.",
            needsRestart: true
        ),
        .works(
            "server.loops",
            \.server.loops,
            .count(0...256),
            "How many threads serve. 0: one per core.",
            needsRestart: true
        ),
        .works(
            "server.access_key",
            \.server.accessKey,
            .secret,
            "The key that every client has to present. None by default.",
            sample: "a-long-random-text"
        ),
        .works(
            "server.log_level",
            \.server.logLevel,
            .logLevel,
            "The least severity that is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL."
        ),
        .works(
            "server.http_log_level",
            \.server.httpLogLevel,
            .logLevel,
            "DEBUG writes one line for each request; the other levels none."
        ),
        .works(
            "server.grace",
            \.server.grace,
            .duration(to: .seconds(86_400)),
            "How long live streams may finish after SIGTERM."
        ),
        .works(
            "server.max_head",
            \.server.maxHead,
            .size(1 << 10...16 << 20),
            "The longest head of a request; beyond it 431."
        ),
        .works(
            "server.max_line",
            \.server.maxLine,
            .size(256...1 << 20),
            "The longest request line; beyond it 414."
        ),
        .works(
            "server.max_fields",
            \.server.maxFields,
            .count(1...10_000),
            "The most header fields of a request; beyond them 431."
        ),
        .works(
            "server.max_body",
            \.server.maxBody,
            .bodyLimits,
            "The longest body of a request; beyond it 413, before it is buffered.\n"
                + "One value holds for every path; by default /files takes 100MiB.",
            sample: "64MiB"
        ),
        .works(
            "server.max_buffered",
            \.server.maxBuffered,
            ValueKind<Int>.size(1 << 20...1 << 50).orNone(["auto"], shown: nil),
            "All requests and answers held at once; beyond it 503. By default a quarter of memory.",
            sample: "2GiB"
        ),
        .works(
            "server.head_timeout",
            \.server.headTimeout,
            .duration(.milliseconds(1)),
            "How long a request's head may take from its first byte; then 408."
        ),
        .works(
            "server.body_rate",
            \.server.bodyRate,
            .bodyRate,
            "How fast a request's body has to come at least, and from when on; below it 408. off: at any speed."
        ),
        .works(
            "server.idle_timeout",
            \.server.idleTimeout,
            .duration(.milliseconds(1)),
            "How long a connection may wait for its next request."
        ),
        .works(
            "server.write_stall",
            \.server.writeStall,
            .duration(.milliseconds(1)),
            "How long a client may take nothing of its answer before it is dropped."
        ),
        .works(
            "server.half_close",
            \.server.halfClose,
            .choice,
            "What a client's FIN means while its answer is pending. gone: it left; serve: it only finished sending."
        ),
        .works(
            "server.trusted_proxies",
            \.server.trustedProxies,
            .networks,
            "Addresses and networks whose X-Forwarded-For is believed."
        ),
        .inert("server.tls.certificate", "The certificate to serve TLS with."),
        .inert("server.tls.key", "The key of that certificate."),
        .inert("server.enable_system_metrics", "Processor and memory use among the metrics."),
    ]
}
