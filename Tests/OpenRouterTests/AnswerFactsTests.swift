internal import OpenRouter
internal import Testing

struct AnswerFactsTests {
    private func facts(_ json: String) -> AnswerFacts { AnswerFacts(json: Array(json.utf8)) }

    @Test(arguments: [
        // facts/openrouter-api.md 2.3 and 2.4: the account's and the provider's limits
        (
            #"{"error":{"message":"Rate limit exceeded: free-models-per-day. ","code":429,"metadata":{"headers":{"X-RateLimit-Limit":"50"},"limit_source":"openrouter_free_tier_daily","provider_name":null}},"user_id":"user_1"}"#,
            429
        ),
        (
            #"{"error":{"code":429,"message":"Rate limit exceeded","metadata":{"error_type":"rate_limit_exceeded"}}}"#,
            429
        ),
        (
            #"{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"busy","provider_name":"X","previous_errors":[{"code":400}]}}}"#,
            429
        ),
        (
            #"{"error":{"error_type":"rate_limit_exceeded","http_status":429,"availability":{"code":"capacity_exhausted","retryable":true}}}"#,
            429
        ),
        // 3.1 and 3.3: the envelope, also within a 200
        (#"{"error":{"message":"User not found.","code":401}}"#, 401),
        (#"{"id":"gen-1","error":{"message":"Upstream error from Nvidia","code":502}}"#, 502),
        (#"{"error":{"message":"old","code":"server_error"}}"#, 500),
        (#"{"error":{"code":529,"message":"overloaded"}}"#, 529),
        (#"{"error":{"code":200,"message":"odd"}}"#, 502),
        (#"{"error":{"code":1015}}"#, 502), (#"{"error":{"code":429.5}}"#, 502), (#"{"error":{"code":1e400}}"#, 502),
        (#"{"error":{}}"#, 502), (#"{"error":"plain words"}"#, 502), (#"{"error":[1]}"#, 502),
        (#"{"error":true}"#, 502),
        (#"{"\u0065rror":{"c\u006fde":403}}"#, 403),
        // 3.5: the other dialects
        (
            #"{"type":"error","error":{"type":"rate_limit_error","message":"","error_type":"rate_limit_exceeded"},"request_id":null}"#,
            429
        ),
        (#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, 503),
        (#"{"type":"error"}"#, 502),
        (
            #"{"id":"resp_1","status":"failed","error":{"code":"server_error","message":""},"error_type":"authentication"}"#,
            500
        ),
        (#"{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded"}}}"#, 429),
        (#"{"error":{"code":"something_new","message":"x"},"metadata":null}"#, 502),
    ])
    func `a failure is seen in every form, with the status that it amounts to`(json: String, status: Int) {
        let facts = facts(json)

        #expect(facts.isFailure)
        #expect(facts.failureStatus == status)
    }

    @Test(arguments: [
        ("invalid_request_error", 400), ("authentication_error", 401), ("billing_error", 402),
        ("permission_error", 403),
        ("not_found_error", 404), ("request_too_large", 413), ("rate_limit_error", 429), ("api_error", 500),
        ("overloaded_error", 503), ("timeout_error", 504), ("context_length_exceeded", 400), ("authentication", 401),
        ("payment_required", 402), ("permission_denied", 403), ("not_found", 404), ("payload_too_large", 413),
        ("unprocessable", 422), ("rate_limit_exceeded", 429), ("server", 500), ("provider_unavailable", 502),
        ("provider_overloaded", 503), ("timeout", 504), ("unmapped", 502),
    ])
    func `a failure's type stands for a status where it names none`(type: String, status: Int) {
        #expect(facts(#"{"error":{"type":"\#(type)"}}"#).failureStatus == status)
        #expect(facts(#"{"error":{"error_type":"\#(type)"}}"#).failureStatus == status)
        #expect(facts(#"{"error":{"code":"\#(type)"}}"#).failureStatus == status)
    }

    @Test(arguments: [
        "{}", #"{"error":null}"#, #"{"choices":[{"message":{"content":"{\"error\":1}"}}]}"#,
        #"{"id":"resp_1","status":"completed","error":null,"output":[]}"#, #"{"type":"message","content":[]}"#,
        #"{"choices":[{"error":{"code":502},"finish_reason":"error"}]}"#, #"{"metadata":{"error":{"code":500}}}"#,
        "", "   \n ", "[]", "<html>error</html>", #"{"errors":[1]}"#,
    ])
    func `what reports no failure at its top is none`(json: String) {
        #expect(!facts(json).isFailure)
    }

    @Test(arguments: [
        (#"{"choices":[]}"#, true, false), (#"{"choices":[{"delta":{"role":"assistant"}}]}"#, true, false),
        (#"{"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#, true, false),
        (#"{"choices":[{"delta":{"role":"assistant","content":null,"tool_calls":[],"x":{},"y":false}}]}"#, true, false),
        (#"{"choices":[{"delta":{"content":"a"}}]}"#, true, true), (#"{"choices":[{"text":"a"}]}"#, true, true),
        (#"{"choices":[{"delta":{"reasoning":"hm"}}]}"#, true, true),
        (#"{"choices":[{"delta":{"reasoning_details":[{"type":"x"}]}}]}"#, true, true),
        (#"{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}"#, true, true),
        (#"{"choices":[{"delta":{"refusal":"no"}}]}"#, true, true),
        (#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#, true, true),
        (#"{"choices":[{"delta":{}},{"delta":{"content":"b"}}]}"#, true, true),
        (#"{"choices":[{"message":{"content":"whole"}}]}"#, true, true), (#"{"choices":7}"#, false, false),
        (#"{"choices":[7,null]}"#, true, false), (#"{"usage":{}}"#, false, false),
    ])
    func `an answer begins with what says something beyond a role`(json: String, hasChoices: Bool, begins: Bool) {
        let facts = facts(json)

        #expect(facts.hasChoices == hasChoices)
        #expect(facts.begins == begins)
        #expect(facts.isReadable)
    }

    @Test(arguments: [
        (#"{"error":{"code":503,"message":"Overloaded"},"user_id":"#, 503),
        (#" { "id":"a\"b", "x":[1,{"error":1}], "error" : {"code":429}, "text":"cut in the mid"#, 429),
        (#"{"n":-1.5e3,"b":true,"error":{"type":"overloaded_error"},"y""#, 503),
    ])
    func `a failure at the top of a text that breaks off is found`(json: String, status: Int) {
        let bytes = Array(json.utf8)

        let facts = unsafe bytes.withUnsafeBytes { unsafe FailedAnswer(beginning: $0)?.facts }

        #expect(facts?.failureStatus == status)
    }

    @Test(arguments: [
        "", "{", #"{"error""#, #"{"error":{"code":5"#, #"{"error":null,"a":"x"#, #"{"a":{"error":{"code":500}},"b"#,
        #"["error"#, ##"{"a":"\"##, #"{"a":"error","b":"#, "}", #"{"a":]}"#,
    ])
    func `a text that breaks off without one says nothing`(json: String) {
        let bytes = Array(json.utf8)

        let facts = unsafe bytes.withUnsafeBytes { unsafe FailedAnswer(beginning: $0)?.facts }

        #expect(facts == nil)
    }

    @Test func `padding in front of an answer changes nothing`() {
        let padding = String(repeating: " \n\r\t", count: 20_000)

        #expect(facts(padding + #"{"error":{"code":503}}"#).failureStatus == 503)
        #expect(facts(padding + #"{"choices":[{"text":"a"}]}"#).begins)
    }

    @Test func `long words are cut, and nothing is written beyond them`() {
        let word = String(repeating: "x", count: 1000)

        let facts = facts(#"{"type":"\#(word)","error":{"type":"\#(word)","code":"\#(word)"}}"#)

        #expect(facts.type == word.prefix(47))
        #expect(facts.errorType == word.prefix(47))
        #expect(facts.errorWord == word.prefix(47))
    }
}
