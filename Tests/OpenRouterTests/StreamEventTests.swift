internal import OpenRouter
internal import Testing

struct StreamEventTests {
    private func judge(_ dialect: Dialect, name: String?, _ data: String?) -> StreamEvent {
        guard let data else {
            guard let name else { return unsafe dialect.judgeHeld(name: nil, paddedData: nil) }
            let bytes = Array(name.utf8)
            return unsafe dialect.judgeHeld(name: bytes.span, paddedData: nil)
        }
        return unsafe withPadded(data) { padded in
            guard let name else { return unsafe dialect.judgeHeld(name: nil, paddedData: padded) }
            let bytes = Array(name.utf8)
            return unsafe dialect.judgeHeld(name: bytes.span, paddedData: padded)
        }
    }

    private func isEnding(_ dialect: Dialect, name: String?, _ data: String) -> Bool {
        unsafe withPadded(data) { padded in
            guard let name else { return unsafe dialect.isEnding(name: nil, data: padded) }
            let bytes = Array(name.utf8)
            return unsafe dialect.isEnding(name: bytes.span, data: padded)
        }
    }

    // MARK: Before the commit

    @Test(arguments: [
        ("[DONE]", StreamEvent.ending), (#"{"choices":[]}"#, .preamble),
        (#"{"choices":[],"debug":{"echo_upstream_body":{}}}"#, .preamble),
        (#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#, .preamble),
        (#"{"choices":[{"delta":{"content":"a"}}]}"#, .content), (#"{"choices":[{"text":"a"}]}"#, .content),
        (#"{"choices":[{"delta":{"content":""},"finish_reason":"stop"}]}"#, .content),
        (#"{"error":{"code":429,"message":"x"},"user_id":null}"#, .failure(status: 429)),
        (
            #"{"error":{"code":502},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}"#,
            .failure(status: 502)
        ),
        (#"{"error":"words"}"#, .failure(status: 502)), ("no JSON", .content), (#"{"id":"x"}"#, .content),
        ("[DONE] ", .content), ("[]", .content),
    ])
    func `a held chunk of completions is judged`(data: String, event: StreamEvent) {
        #expect(judge(.completions, name: nil, data) == event)
    }

    @Test(arguments: [
        ("message_start", #"{"type":"message_start","message":{"content":[]}}"#, StreamEvent.preamble),
        ("ping", #"{"type":"ping"}"#, .preamble),
        ("content_block_start", #"{"type":"content_block_start"}"#, .content),
        ("content_block_delta", #"{"type":"content_block_delta"}"#, .content),
        ("message_delta", #"{"type":"message_delta"}"#, .content),
        ("message_stop", #"{"type":"message_stop"}"#, .ending),
        ("error", #"{"type":"error","error":{"type":"overloaded_error"}}"#, .failure(status: 503)),
        ("error", "words", .failure(status: 502)),
        ("ping", #"{"type":"error","error":{"type":"api_error"}}"#, .failure(status: 500)),
    ])
    func `a held event of messages is judged, with and without its name`(
        name: String,
        data: String,
        event: StreamEvent
    ) {
        #expect(judge(.messages, name: name, data) == event)
        if data.hasPrefix("{") { #expect(judge(.messages, name: nil, data) == event) }
    }

    @Test(arguments: [
        ("response.created", #"{"type":"response.created","response":{"error":null}}"#, StreamEvent.preamble),
        ("response.in_progress", #"{"type":"response.in_progress"}"#, .preamble),
        ("response.queued", #"{"type":"response.queued"}"#, .preamble),
        ("response.output_item.added", #"{"type":"response.output_item.added"}"#, .content),
        ("response.output_text.delta", #"{"type":"response.output_text.delta","delta":"a"}"#, .content),
        ("response.completed", #"{"type":"response.completed","response":{"error":null}}"#, .ending),
        ("response.incomplete", #"{"type":"response.incomplete"}"#, .ending),
        ("response.done", #"{"type":"response.done"}"#, .ending),
        (
            "response.failed", #"{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded"}}}"#,
            .failure(status: 429)
        ),
        ("response.error", #"{"type":"response.error"}"#, .failure(status: 502)),
        ("error", #"{"type":"error","code":"server_error"}"#, .failure(status: 502)),
    ])
    func `a held event of responses is judged, with and without its name`(
        name: String,
        data: String,
        event: StreamEvent
    ) {
        #expect(judge(.responses, name: name, data) == event)
        #expect(judge(.responses, name: nil, data) == event)
    }

    @Test(arguments: [
        ("anything", StreamEvent.content), (#"{"error":{"code":404}}"#, .failure(status: 404)), ("{}", .content),
        ("[DONE]", .ending),
    ])
    func `elsewhere every event begins the answer that is no failure`(data: String, event: StreamEvent) {
        #expect(judge(.plain, name: nil, data) == event)
    }

    @Test(arguments: Dialect.allCases)
    func `an event without data says nothing`(dialect: Dialect) {
        #expect(judge(dialect, name: nil, nil) == .preamble)
        #expect(judge(dialect, name: "message_stop", nil) == .preamble)
    }

    // MARK: After the commit

    @Test(arguments: [
        ("[DONE]", true), (#"{"choices":[{"finish_reason":"stop"}]}"#, true),
        (#"{"choices":[{"finish_reason" : "length"}]}"#, true), (#"{"choices":[{"finish_reason":null}]}"#, false),
        (#"{"choices":[{"finish_reason": null},{"finish_reason":"stop"}]}"#, true),
        (#"{"choices":[{"delta":{"content":"\"finish_reason\":\"stop\""},"finish_reason":null}]}"#, false),
        (#"{"error":{"code":502}}"#, true), (#"{"error":null}"#, false), (#"{"native_finish_reason":"stop"}"#, false),
        (#"{"choices":[]}"#, false), ("", false), (#"{"finish_reason""#, false), (#"{"finish_reason":"#, false),
    ])
    func `a stream of completions may end after a finish reason, an error or its mark`(data: String, ends: Bool) {
        #expect(isEnding(.completions, name: nil, data) == ends)
    }

    @Test(arguments: [
        (Dialect.messages, "message_stop", true), (.messages, "error", true), (.messages, "message_delta", false),
        (.messages, "ping", false), (.messages, "message_stopped", false), (.responses, "response.completed", true),
        (.responses, "response.incomplete", true), (.responses, "response.failed", true), (.responses, "error", true),
        (.responses, "response.done", true), (.responses, "response.output_text.delta", false),
    ])
    func `a stream of named events may end after its last word`(dialect: Dialect, name: String, ends: Bool) {
        #expect(isEnding(dialect, name: name, "{}") == ends)
        #expect(isEnding(dialect, name: nil, #"{"type":"\#(name)"}"#) == ends)
    }

    @Test func `a text that quotes a last word is none`() {
        let data = #"{"type":"content_block_delta","delta":{"text":"\"message_stop\" ends it"}}"#

        #expect(!isEnding(.messages, name: "content_block_delta", data))
        #expect(!isEnding(.messages, name: nil, data))
        #expect(!isEnding(.messages, name: "content_block_delta", "[DONE]"))
        #expect(isEnding(.responses, name: nil, "[DONE]"))
    }

    @Test func `elsewhere no event ends a stream, framing alone decides`() {
        #expect(!isEnding(.plain, name: nil, "x"))
        #expect(!isEnding(.plain, name: "message_start", "{}"))
    }

    @Test(arguments: ["error", "finish_reason"])
    func `a token that is the name of a member ends nothing`(word: String) {
        let chunk = #"{"choices":[{"delta":{"content":"\#(word)"},"finish_reason":null}]}"#
        let logprob = #"{"choices":[{"logprobs":{"content":[{"token":"\#(word)","x":1}]},"finish_reason": null }]}"#

        #expect(!isEnding(.completions, name: nil, chunk))
        #expect(!isEnding(.completions, name: nil, logprob))
        #expect(!isEnding(.messages, name: nil, #"{"type":"content_block_delta","delta":{"text":"error"}}"#))
    }
}
