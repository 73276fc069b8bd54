internal import HTTPClient
internal import HTTPServer
internal import OpenRouter

// Every failure that a client can be told of by us, with the contract's status and code. Nothing else maps errors.

extension Failure {
    static func badRequest(_ reason: String) -> Failure {
        Failure(status: 400, code: "bad_request", message: reason)
    }

    static let ambiguousBody = Failure(
        status: 400,
        code: "ambiguous_body",
        message: "The body names a field such as model or stream twice. Send each once."
    )

    static let trickyPath = badRequest(
        "The path holds a dot segment, an empty segment, an encoded slash or the like. Send it in its plain form."
    )

    static let missingKey = Failure(
        status: 401,
        code: "invalid_api_key",
        message: "A client key is asked for here, and it is missing or wrong. Send it as 'Authorization: Bearer KEY'."
    )

    static func endpointDisabled(_ segment: String) -> Failure {
        Failure(
            status: 403,
            code: "endpoint_disabled",
            message: "/\(segment) works with the account behind the gateway's key and is closed. "
                + "The operator can open it with openrouter.allow_paths."
        )
    }

    static let originNotAllowed = Failure(
        status: 403,
        code: "origin_not_allowed",
        message: "Web pages of this origin may not use the gateway. The operator can add it to clients.origins."
    )

    static let notFound = Failure(
        status: 404,
        code: "not_found",
        message: "There is nothing at this path. The API is under /api/v1 and /v1."
    )

    static let methodNotAllowed = Failure(
        status: 405,
        code: "method_not_allowed",
        message: "This path does not know that method."
    )

    static let unsupportedEncoding = Failure(
        status: 415,
        code: "unsupported_content_encoding",
        message: "Compressed request bodies are not accepted. Send the body without Content-Encoding."
    )

    static let expectationFailed = Failure(
        status: 417,
        code: "expectation_failed",
        message: "The only expectation known here is 100-continue."
    )

    static let noKey = Failure(
        status: 503,
        code: "no_key_ready",
        message:
            "The gateway has no upstream key yet. The operator can add one to openrouter.keys or OPENROUTER_API_KEYS.",
        retryAfter: 60
    )

    static let keyRejected = Failure(
        status: 503,
        code: "no_key_ready",
        message: "The upstream does not accept the gateway's key. The operator has to check it; yours is fine.",
        retryAfter: 60
    )

    static let overloaded = Failure(
        status: 503,
        code: "overloaded",
        message: "The gateway holds as much as server.max_buffered allows. Try again shortly.",
        retryAfter: 1
    )

    static let shuttingDown = Failure(
        status: 503,
        code: "shutting_down",
        message: "The gateway is stopping. Try again shortly.",
        retryAfter: 5
    )

    /// The upstream sent something that no stream is where one was asked for and had been opened.
    static let notAStream = Failure(
        status: 502,
        code: "upstream_invalid",
        message: "The upstream answered with no event stream."
    )

    /// A stream or body that ended too early.
    static let incomplete = Failure(
        status: 502,
        code: "upstream_incomplete",
        message: "The upstream's answer broke off."
    )
}

extension Failure {
    /// A request that the server itself refused.
    init(_ fault: RequestFault, status: Int) {
        switch fault {
        case .badRequest(let reason): self = .badRequest(reason)
        case .headTooLarge:
            self = Failure(status: 431, code: "head_too_large", message: "The headers are too large or too many.")
        case .uriTooLong:
            self = Failure(status: 414, code: "uri_too_long", message: "The request line is too long.")
        case .methodNotAllowed: self = .methodNotAllowed
        case .versionNotSupported:
            self = Failure(status: 505, code: "bad_request", message: "HTTP/1.0 and HTTP/1.1 are spoken here.")
        case .requestTimeout:
            self = Failure(status: 408, code: "request_timeout", message: "The request came too slowly.")
        case .expectationFailed: self = .expectationFailed
        }
        self.status = status
    }

    /// A body that did not come; nil when nobody is left to be told.
    init?(_ error: BodyError) {
        switch error {
        case .tooLarge:
            self = Failure(
                status: 413,
                code: "body_too_large",
                message: "The body is larger than server.max_body allows."
            )
        case .noRoom: self = .overloaded
        case .tooSlow:
            self = Failure(status: 408, code: "request_timeout", message: "The body came too slowly.")
        case .malformed(let reason): self = .badRequest(reason)
        case .clientGone: return nil
        }
    }

    /// A transfer that failed.
    init(_ error: TransferError) {
        switch error.kind {
        case .dns:
            self = Failure(
                status: 502,
                code: "upstream_dns",
                message: "The upstream's name could not be resolved.",
                isRetryable: true
            )
        case .unreachable, .timedOut(.connect):
            self = Failure(
                status: 502,
                code: "upstream_unreachable",
                message: "The upstream could not be reached.",
                isRetryable: true
            )
        case .tls:
            self = Failure(
                status: 502,
                code: "upstream_tls",
                message: "No trusted connection to the upstream: \(error.detail).",
                isRetryable: false
            )
        case .unanswered:
            self = Failure(
                status: 502,
                code: "upstream_incomplete",
                message: "The upstream closed the connection without an answer.",
                isRetryable: true
            )
        case .incomplete: self = .incomplete
        // Before the commit we give a transfer up only when there is no memory left to hold its answer.
        case .cancelled: self = .overloaded
        case .invalid:
            self = Failure(
                status: 502,
                code: "upstream_invalid",
                message: "The upstream's answer is no acceptable HTTP."
            )
        case .timedOut(let phase):
            self = Failure(
                status: 504,
                code: "upstream_timeout",
                message: "The upstream did not answer in time (\(phase.rawValue) deadline).",
                isRetryable: true
            )
        }
    }
}
