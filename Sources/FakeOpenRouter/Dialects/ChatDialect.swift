/// `/chat/completions`: OpenAI's shapes with OpenRouter's additions, as recorded in August 2026.
struct ChatDialect: Dialect {
    func answer(_ generation: Generation) -> String {
        let reasoning = generation.options.has(.reasoning) ? #""Let me think.""# : "null"
        let content = generation.options.has(.tools) ? "null" : JSON.string(generation.text)
        let calls =
            generation.options.has(.tools) ? #","tool_calls":[\#(Self.toolCall(arguments: ToolCall.arguments))]"# : ""
        let message = #"{"role":"assistant","content":\#(content),"refusal":null,"reasoning":\#(reasoning)\#(calls)}"#
        return answer(
            generation,
            choice: #""finish_reason":"\#(generation.finish)","#
                + #""native_finish_reason":"completed","index":0,"message":\#(message)"#
        )
    }

    func partialAnswer(_ generation: Generation, _ error: UpstreamError) -> String {
        let message = #"{"role":"assistant","content":\#(JSON.string(generation.text)),"refusal":null}"#
        return answer(
            generation,
            choice: #""finish_reason":"error","native_finish_reason":"error","index":0,"#
                + #""message":\#(message),"error":\#(error.object)"#
        )
    }

    private func answer(_ generation: Generation, choice: String) -> String {
        head(generation, object: "chat.completion")
            + #","choices":[{"logprobs":null,\#(choice)}],"system_fingerprint":null,"usage":\#(usage(generation))}"#
    }

    func opening(_ generation: Generation) -> [StreamEvent] {
        var events: [StreamEvent] = []
        if generation.options.has(.role) {
            events.append(StreamEvent(.opening, chunk(generation, delta: #""role":"assistant","content":"""#)))
        }
        if generation.options.has(.reasoning) {
            let delta = #""role":"assistant","content":"","reasoning":"Let me think.""#
            events.append(StreamEvent(.content, chunk(generation, delta: delta)))
        }
        if generation.options.has(.tools) {
            let delta = #""role":"assistant","content":null,"tool_calls":[\#(Self.toolCall(arguments: ""))]"#
            events.append(StreamEvent(.content, chunk(generation, delta: delta)))
        }
        return events
    }

    func isIndexed(_ generation: Generation) -> Bool { generation.options.has(.tools) }

    func content(_ generation: Generation, _ word: String, index: Int) -> StreamEvent {
        if generation.options.has(.tools) {
            let part = JSON.string(ToolCall.argumentPart(index, of: generation))
            let delta = #""tool_calls":[{"index":0,"function":{"arguments":\#(part)}}]"#
            return StreamEvent(.content, chunk(generation, delta: delta))
        }
        return StreamEvent(.content, chunk(generation, delta: #""content":\#(JSON.string(word)),"role":"assistant""#))
    }

    func image(_ generation: Generation, _ base64: String) -> StreamEvent {
        let image = #"{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(base64)"},"index":0}"#
        return StreamEvent(.content, chunk(generation, delta: #""role":"assistant","content":"","images":[\#(image)]"#))
    }

    /// What `debug.echo_upstream_body` brings: no choices.
    func debugEvent(_ generation: Generation) -> StreamEvent {
        let debug = #""debug":{"echo_upstream_body":{"model":"\#(generation.model)","stream":true}}"#
        return StreamEvent(.extra, head(generation, object: "chat.completion.chunk") + #","choices":[],\#(debug)}"#)
    }

    func closing(_ generation: Generation) -> [StreamEvent] {
        let finish = StreamEvent(.finish, chunk(generation, delta: Self.nothing, finish: generation.finish))
        return [finish] + usageEvents(generation) + [StreamEvent(.done, "[DONE]")]
    }

    func error(_ error: UpstreamError) -> String { error.envelope }

    func errorEvent(_ error: UpstreamError, _ generation: Generation) -> StreamEvent {
        let choice = #"{"index":0,"delta":{"content":""},"finish_reason":"error"}"#
        return StreamEvent(
            .error,
            head(generation, object: "chat.completion.chunk") + #","error":\#(error.object),"choices":[\#(choice)]}"#
        )
    }
}

extension ChatDialect {
    private static let nothing = #""content":"","role":"assistant""#

    private func head(_ generation: Generation, object: String) -> String {
        #"{"id":"\#(generation.id)","object":"\#(object)","created":\#(generation.created),"#
            + #""model":"\#(generation.model)","provider":"\#(generation.provider)""#
    }

    private func chunk(_ generation: Generation, delta: String, finish: String? = nil, more: String = "") -> String {
        let native = finish.map { _ in #""completed""# } ?? "null"
        return head(generation, object: "chat.completion.chunk")
            + #","choices":[{"index":0,"delta":{\#(delta)},"finish_reason":\#(JSON.string(finish)),"#
            + #""native_finish_reason":\#(native)}]\#(more)}"#
    }

    private func usageEvents(_ generation: Generation) -> [StreamEvent] {
        let usage = #","usage":\#(usage(generation))"#
        switch generation.usageForm {
        case .none: return []
        case .stop:
            return [
                StreamEvent(.usage, chunk(generation, delta: Self.nothing, finish: generation.finish, more: usage))
            ]
        case .null: return [StreamEvent(.usage, chunk(generation, delta: Self.nothing, more: usage))]
        case .empty:
            return [
                StreamEvent(.usage, head(generation, object: "chat.completion.chunk") + #","choices":[]\#(usage)}"#)
            ]
        }
    }

    func usage(_ generation: Generation) -> String {
        #"{"prompt_tokens":\#(generation.promptTokens),"completion_tokens":\#(generation.completionTokens),"#
            + #""total_tokens":\#(generation.totalTokens),"cost":\#(generation.cost),"is_byok":false,"#
            + #""prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0,"audio_tokens":0,"video_tokens":0},"#
            + #""cost_details":{"upstream_inference_cost":\#(generation.cost)},"#
            + #""completion_tokens_details":{"reasoning_tokens":0,"image_tokens":0,"audio_tokens":0}}"#
    }

    private static func toolCall(arguments: String) -> String {
        #"{"index":0,"id":"call_fake_1","type":"function","#
            + #""function":{"name":"get_weather","arguments":\#(JSON.string(arguments))}}"#
    }
}
