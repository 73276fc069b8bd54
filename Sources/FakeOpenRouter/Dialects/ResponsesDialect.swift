/// `/responses`: OpenAI's newer shapes; each event carries its number.
struct ResponsesDialect: Dialect {
    func answer(_ generation: Generation) -> String {
        response(generation, status: "completed", output: output(generation))
    }

    func partialAnswer(_ generation: Generation, _ error: UpstreamError) -> String {
        response(generation, status: "failed", output: output(generation), error: error)
    }

    func opening(_ generation: Generation) -> [StreamEvent] {
        let begun = response(generation, status: "in_progress", output: "")
        var events = [
            event(.opening, "response.created", 0, #""response":\#(begun)"#),
            event(.opening, "response.in_progress", 1, #""response":\#(begun)"#),
            event(.opening, "response.output_item.added", 2, #""output_index":0,"item":\#(item(generation, ""))"#),
        ]
        if !generation.options.has(.tools) {
            events.append(event(.opening, "response.content_part.added", 3, Self.place + #","part":\#(part(""))"#))
        }
        return events
    }

    func isIndexed(_ generation: Generation) -> Bool { true }

    func content(_ generation: Generation, _ word: String, index: Int) -> StreamEvent {
        if generation.options.has(.tools) {
            let delta = JSON.string(ToolCall.argumentPart(index, of: generation))
            let place = #""item_id":"fc_fake_1","output_index":0"#
            return event(.content, "response.function_call_arguments.delta", 4 + index, place + #","delta":\#(delta)"#)
        }
        return event(
            .content,
            "response.output_text.delta",
            4 + index,
            Self.place + #","delta":\#(JSON.string(word)),"logprobs":[]"#
        )
    }

    func closing(_ generation: Generation) -> [StreamEvent] {
        let text = generation.text
        let next = 4 + generation.words.count
        var events: [StreamEvent] = []
        if generation.options.has(.tools) {
            let done = #""item_id":"fc_fake_1","output_index":0,"arguments":\#(JSON.string(ToolCall.arguments))"#
            events.append(event(.extra, "response.function_call_arguments.done", next, done))
        } else {
            let done = Self.place + #","text":\#(JSON.string(text)),"logprobs":[]"#
            events.append(event(.extra, "response.output_text.done", next, done))
            events.append(
                event(.extra, "response.content_part.done", next + 1, Self.place + #","part":\#(part(text))"#)
            )
        }
        let item = #""output_index":0,"item":\#(output(generation))"#
        let completed = #""response":\#(answer(generation))"#
        return events + [
            event(.extra, "response.output_item.done", next + 2, item),
            event(.finish, "response.completed", next + 3, completed),
            StreamEvent(.done, "[DONE]"),
        ]
    }

    func error(_ error: UpstreamError) -> String {
        #"{"error":{"code":"\#(Self.code(of: error))","message":\#(JSON.string(error.message))},"metadata":null}"#
    }

    func errorEvent(_ error: UpstreamError, _ generation: Generation) -> StreamEvent {
        let failed = response(generation, status: "failed", output: "", error: error)
        return event(.error, "response.failed", 4, #""response":\#(failed)"#)
    }

    func bareErrorEvent(_ error: UpstreamError) -> StreamEvent {
        let inner = #""code":"\#(Self.code(of: error))","message":\#(JSON.string(error.message)),"param":null"#
        return event(.error, "error", 4, inner)
    }
}

extension ResponsesDialect {
    private static let place = #""item_id":"msg_fake_1","output_index":0,"content_index":0"#

    private static func code(of error: UpstreamError) -> String {
        switch error.code {
        case 400, 404, 413, 422: "invalid_request_error"
        case 401: "invalid_api_key"
        case 429: "rate_limit_exceeded"
        default: "server_error"
        }
    }

    private func event(_ part: StreamEvent.Part, _ type: String, _ number: Int, _ rest: String) -> StreamEvent {
        StreamEvent(part, #"{"type":"\#(type)","sequence_number":\#(number),\#(rest)}"#)
    }

    private func part(_ text: String) -> String {
        #"{"type":"output_text","text":\#(JSON.string(text)),"annotations":[],"logprobs":[]}"#
    }

    private func output(_ generation: Generation) -> String {
        item(generation, generation.options.has(.tools) ? ToolCall.arguments : part(generation.text))
    }

    /// The message, or the call; empty while nothing has come of it.
    private func item(_ generation: Generation, _ content: String) -> String {
        let status = content.isEmpty ? "in_progress" : "completed"
        if generation.options.has(.tools) {
            return #"{"type":"function_call","id":"fc_fake_1","call_id":"call_fake_1","name":"get_weather","#
                + #""arguments":\#(JSON.string(content)),"status":"\#(status)"}"#
        }
        return #"{"type":"message","id":"msg_fake_1","status":"\#(status)","role":"assistant","content":[\#(content)]}"#
    }

    private func response(
        _ generation: Generation,
        status: String,
        output: String,
        error: UpstreamError? = nil
    ) -> String {
        let usage = status == "completed" ? usage(generation) : "null"
        let reason = error.map { #"{"code":"\#(Self.code(of: $0))","message":\#(JSON.string($0.message))}"# } ?? "null"
        let type = error?.type.map { #","error_type":"\#($0)""# } ?? ""
        return #"{"id":"resp_\#(Payload.placeholder)","object":"response","created_at":\#(generation.created),"#
            + #""model":"\#(generation.model)","status":"\#(status)","output":[\#(output)],"error":\#(reason)\#(type),"#
            + #""incomplete_details":null,"instructions":null,"metadata":{},"parallel_tool_calls":true,"#
            + #""temperature":1,"tool_choice":"auto","tools":[],"top_p":1,"usage":\#(usage)}"#
    }

    private func usage(_ generation: Generation) -> String {
        #"{"input_tokens":\#(generation.promptTokens),"input_tokens_details":{"cached_tokens":0},"#
            + #""output_tokens":\#(generation.completionTokens),"output_tokens_details":{"reasoning_tokens":0},"#
            + #""total_tokens":\#(generation.totalTokens),"cost":\#(generation.cost)}"#
    }
}
