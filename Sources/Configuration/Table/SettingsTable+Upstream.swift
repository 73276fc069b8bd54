extension SettingsTable {
    static let openrouter: [Setting] = [
        .works(
            "openrouter.base_url",
            \.openrouter.baseURL,
            .baseURL,
            "Where requests go. Anything here is spoken to in OpenRouter's dialect."
        ),
        .works(
            "openrouter.keys",
            \.openrouter.keys,
            .openRouterKeys,
            "Keys of OpenRouter, each as text or as {key: …, label: …}.\n"
                + "OPENROUTER_KEYS replaces them, OPENROUTER_API_KEYS adds to them. This build uses the first one.",
            sample: "[{key: sk-or-v1-your-key, label: mine}]"
        ),
        .works(
            "openrouter.http_referer",
            \.openrouter.httpReferer,
            .line("a referer"),
            "HTTP-Referer for requests whose client sent none.",
            sample: "https://example.org"
        ),
        .works(
            "openrouter.title",
            \.openrouter.title,
            .line("a title"),
            "X-Title for requests whose client sent none.",
            sample: "My application"
        ),
        .works(
            "openrouter.allow_paths",
            \.openrouter.allowPaths,
            .closedPaths,
            "Paths of the upstream that are refused unless they stand here, by their first segment:\n"
                + ClosedPath.allCases.map(\.rawValue).joined(separator: ", ") + "."
        ),
        .works(
            "openrouter.public_endpoints",
            \.openrouter.publicEndpoints,
            .paths,
            "Paths that need no client key, matched exactly, as in /api/v1/models."
        ),
        .inert("openrouter.key_selection_strategy", "How a key is chosen."),
        .inert("openrouter.key_selection_opts", "Options of that choice."),
        .inert("openrouter.limits", "Limits of each key."),
        .inert("openrouter.rate_limit_cooldown", "How long a key rests after a 429 without a hint."),
        .inert("openrouter.global_rate_delay", "The least wait after a provider's overload."),
        .inert("openrouter.google_rate_delay", "B's older name of global_rate_delay."),
        .inert("openrouter.free_only", "Free models only in the models list."),
        .inert("openrouter.enable_cache", "Whether the models list is kept."),
        .inert("openrouter.cache_ttl", "How long the models list is kept."),
        .inert("openrouter.enable_token_counting", "Whether tokens are counted."),
    ]

    static let retry: [Setting] = [
        .works(
            "retry.max_attempts",
            \.retry.maxAttempts,
            .count(1...20),
            "How often a request is sent at most. 1: never again."
        ),
        .works(
            "retry.base_delay",
            \.retry.baseDelay,
            .duration(to: .seconds(600)),
            "The wait before the second attempt; it doubles with each further one."
        ),
        .works(
            "retry.max_delay",
            \.retry.maxDelay,
            .duration(to: .seconds(600)),
            "The longest wait between two attempts."
        ),
        .works(
            "retry.unanswered",
            \.retry.unanswered,
            .choice,
            "Whether a request is sent again whose connection broke before any answer: once or never."
        ),
        .inert("retry.fallbacks", "Models to try instead of others."),
        .inert("retry.empty", "Whether empty answers are tried again."),
    ]

    static let relay: [Setting] = [
        .works(
            "relay.max_wait",
            \.relay.maxWait,
            .duration(to: .seconds(600)),
            "How long a request may wait in all before it is sent. A client's X-Max-Wait goes before it."
        ),
        .works(
            "relay.open_after",
            \.relay.openAfter,
            .deadline,
            "After how long a waiting stream is opened with comments. never: it waits for its real status."
        ),
    ]

    static let upstream: [Setting] = [
        .works(
            "upstream.connect_timeout",
            \.upstream.connectTimeout,
            .duration(.milliseconds(1)),
            "How long a connection to the upstream may take."
        ),
        .works(
            "upstream.first_byte_timeout",
            \.upstream.firstByteTimeout,
            .deadline,
            "How long the first byte of an answer may take; then 504."
        ),
        .works(
            "upstream.silence_timeout",
            \.upstream.silenceTimeout,
            .deadline,
            "How long an answer may pause. Comments and padding count as life."
        ),
        .works(
            "upstream.total_timeout",
            \.upstream.totalTimeout,
            .deadline,
            "How long an answer may take in all."
        ),
        .works(
            "upstream.http2",
            \.upstream.http2,
            .flag,
            "HTTP/2 to the upstream. A client that stops reading may then hold 32MiB instead of 256KiB."
        ),
        .works(
            "upstream.ca_file",
            \.upstream.caFile,
            .path,
            "Certificates (PEM) that are trusted instead of the system's.",
            sample: "/etc/keywheel/ca.pem"
        ),
    ]

    static let requestProxy: [Setting] = [
        .works(
            "requestProxy.enabled",
            \.requestProxy.enabled,
            .flag,
            "Whether requests to the upstream go through the proxy below."
        ),
        .works(
            "requestProxy.url",
            \.requestProxy.endpoint,
            .proxy,
            "http, https, socks5 or socks5h (the proxy resolves names), with credentials where it asks for them.",
            sample: "http://user:password@proxy.example.org:3128"
        ),
    ]
}
