internal import OpenRouter
internal import Testing

struct FailureTests {
    private let failure = Failure(
        status: 503,
        code: "no_key_ready",
        message: "None \"yet\".",
        retryAfter: 60,
        isRetryable: true
    )

    private func body(_ failure: Failure, _ dialect: Dialect) -> String {
        String(decoding: dialect.errorBody(failure, requestID: "r1"), as: UTF8.self)
    }

    private func event(_ failure: Failure, _ dialect: Dialect) -> String {
        String(decoding: dialect.errorEvent(failure, requestID: "r1"), as: UTF8.self)
    }

    @Test(arguments: [Dialect.completions, .responses, .plain])
    func `an answer of ours has OpenAI's envelope with all five members`(dialect: Dialect) {
        let metadata = #""metadata":{"retryable":true,"retry_after_seconds":60}"#

        #expect(
            body(failure, dialect)
                == #"{"error":{"message":"None \"yet\".","type":"server_error","code":"no_key_ready","param":null,"#
                + metadata + "}}"
        )
    }

    @Test func `a parameter at fault is named`() {
        let failure = Failure(status: 400, code: "bad_request", message: "m", parameter: "model")

        #expect(
            body(failure, .completions)
                == #"{"error":{"message":"m","type":"invalid_request_error","code":"bad_request","param":"model","metadata":{}}}"#
        )
    }

    @Test func `on messages it has Anthropic's envelope`() {
        #expect(
            body(failure, .messages)
                == #"{"type":"error","error":{"type":"overloaded_error","message":"None \"yet\".","code":"no_key_ready","#
                + #""metadata":{"retryable":true,"retry_after_seconds":60}},"request_id":"r1"}"#
        )
    }

    @Test(arguments: [
        (400, "invalid_request_error", "invalid_request_error"), (401, "authentication_error", "authentication_error"),
        (402, "insufficient_quota", "billing_error"), (403, "permission_error", "permission_error"),
        (404, "not_found_error", "not_found_error"), (413, "invalid_request_error", "request_too_large"),
        (429, "rate_limit_error", "rate_limit_error"), (500, "server_error", "api_error"),
        (502, "server_error", "api_error"), (503, "server_error", "overloaded_error"),
        (504, "server_error", "timeout_error"),
    ])
    func `each status has the class that each vendor's SDK knows`(status: Int, openAI: String, anthropic: String) {
        let failure = Failure(status: status, code: "x", message: "m")

        #expect(body(failure, .plain).contains(#""type":"\#(openAI)""#))
        #expect(body(failure, .messages).contains(#""error":{"type":"\#(anthropic)""#))
    }

    @Test(arguments: [Dialect.completions, .plain])
    func `a stream of chunks ends with OpenRouter's own form of an error`(dialect: Dialect) {
        #expect(
            event(failure, dialect)
                == #"data: {"object":"chat.completion.chunk","error":{"code":503,"message":"None \"yet\".","#
                + #""metadata":{"error_type":"no_key_ready"}},"#
                + #""choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}"# + "\n\n"
        )
    }

    @Test func `a stream of messages ends with an error event`() {
        #expect(event(failure, .messages) == "event: error\ndata: \(body(failure, .messages))\n\n")
    }

    @Test func `a stream of responses ends with a failed response`() {
        #expect(
            event(failure, .responses)
                == "event: response.failed\n"
                + #"data: {"type":"response.failed","response":{"object":"response","status":"failed","#
                + #""error":{"code":"no_key_ready","message":"None \"yet\"."}}}"# + "\n\n"
        )
    }

    @Test(arguments: [Dialect.completions, .messages, .responses])
    func `our own error event is one that we would judge a failure and an end`(dialect: Dialect) throws {
        let text = event(failure, dialect)
        let data = try #require(text.split(separator: "\n").last { $0.hasPrefix("data: ") }).dropFirst(6)

        let (held, ending) = unsafe withPadded(String(data)) { padded in
            unsafe (
                dialect.judgeHeld(name: nil, paddedData: padded), dialect.isEnding(name: nil, data: padded)
            )
        }

        guard case .failure = held else {
            Issue.record("\(held)")
            return
        }
        #expect(ending)
    }

    @Test func `a message with line ends stays within its event`() {
        let failure = Failure(status: 502, code: "x", message: "a\n\ndata: forged\r\n\u{1B}")

        for dialect in Dialect.allCases {
            #expect(event(failure, dialect).split(separator: "\n", omittingEmptySubsequences: false).count <= 4)
            #expect(!event(failure, dialect).contains("\ndata: forged"))
        }
    }
}
