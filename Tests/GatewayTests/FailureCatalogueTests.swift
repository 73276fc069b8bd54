internal import HTTPClient
internal import HTTPServer
internal import OpenRouter
internal import Testing

@testable internal import Gateway

/// The contract's table "Our own answers", line by line.
struct FailureCatalogueTests {
    @Test(
        arguments: [
            (Failure.badRequest("why"), 400, "bad_request"), (.ambiguousBody, 400, "ambiguous_body"),
            (.trickyPath, 400, "bad_request"), (.missingKey, 401, "invalid_api_key"),
            (.endpointDisabled("keys"), 403, "endpoint_disabled"), (.originNotAllowed, 403, "origin_not_allowed"),
            (.notFound, 404, "not_found"), (.methodNotAllowed, 405, "method_not_allowed"),
            (.unsupportedEncoding, 415, "unsupported_content_encoding"),
            (.expectationFailed, 417, "expectation_failed"),
            (.noKey, 503, "no_key_ready"), (.keyRejected, 503, "no_key_ready"), (.overloaded, 503, "overloaded"),
            (.shuttingDown, 503, "shutting_down"), (.notAStream, 502, "upstream_invalid"),
            (.incomplete, 502, "upstream_incomplete"),
        ] as [(Failure, Int, String)]
    )
    func `each failure has its status and code, and 503 says when to come back`(
        failure: Failure,
        status: Int,
        code: String
    ) {
        #expect(failure.status == status)
        #expect(failure.code == code)
        #expect(!failure.message.isEmpty)
        #expect((failure.retryAfter != nil) == (status == 503))
    }

    @Test(
        arguments: [
            (RequestFault.badRequest("why"), 400, "bad_request"), (.headTooLarge, 431, "head_too_large"),
            (.uriTooLong, 414, "uri_too_long"), (.methodNotAllowed, 405, "method_not_allowed"),
            (.versionNotSupported, 505, "bad_request"), (.requestTimeout, 408, "request_timeout"),
            (.expectationFailed, 417, "expectation_failed"),
        ] as [(RequestFault, Int, String)]
    )
    func `what the server refuses has its status and code`(fault: RequestFault, status: Int, code: String) {
        let failure = Failure(fault, status: status)

        #expect(failure.status == status)
        #expect(failure.code == code)
    }

    @Test(
        arguments: [
            (BodyError.tooLarge, 413, "body_too_large"), (.noRoom, 503, "overloaded"),
            (.tooSlow, 408, "request_timeout"),
            (.malformed("why"), 400, "bad_request"),
        ] as [(BodyError, Int, String)]
    )
    func `a body that did not come has its status and code`(error: BodyError, status: Int, code: String) {
        #expect(Failure(error).map(\.status) == status)
        #expect(Failure(error).map(\.code) == code)
    }

    @Test func `nobody is told of a client that has gone`() {
        #expect(Failure(BodyError.clientGone) == nil)
    }

    @Test(
        arguments: [
            (TransferError.Kind.dns, 502, "upstream_dns", true), (.unreachable, 502, "upstream_unreachable", true),
            (.tls, 502, "upstream_tls", false), (.unanswered, 502, "upstream_incomplete", true),
            (.incomplete, 502, "upstream_incomplete", nil), (.invalid, 502, "upstream_invalid", nil),
            (.timedOut(.connect), 502, "upstream_unreachable", true),
            (.timedOut(.firstByte), 504, "upstream_timeout", true),
            (.timedOut(.silence), 504, "upstream_timeout", true), (.timedOut(.total), 504, "upstream_timeout", true),
            (.cancelled, 503, "overloaded", nil),
        ] as [(TransferError.Kind, Int, String, Bool?)]
    )
    func `a transfer that failed has its status and code`(
        kind: TransferError.Kind,
        status: Int,
        code: String,
        isRetryable: Bool?
    ) {
        let failure = Failure(TransferError(kind, "words"))

        #expect(failure.status == status)
        #expect(failure.code == code)
        #expect(failure.isRetryable == isRetryable)
    }
}
