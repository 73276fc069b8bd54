/// `/messages`: Anthropic's shapes, event names and error envelope.
struct MessagesDialect: Dialect {
    func answer(_ generation: Generation) -> String {
        message(generation, content: content(generation), stop: stopReason(generation))
    }

    /// Anthropic has no half answers: what broke off is an error.
    func partialAnswer(_ generation: Generation, _ error: UpstreamError) -> String {
        message(generation, content: content(generation), stop: "error", more: #","error":\#(error.object)"#)
    }

    func opening(_ generation: Generation) -> [StreamEvent] {
        let message = message(generation, content: "", stop: nil, tokens: 0)
        let start = #"{"type":"message_start","message":\#(message)}"#
        let block =
            generation.options.has(.tools)
            ? #"{"type":"tool_use","id":"toolu_fake_1","name":"get_weather","input":{}}"#
            : #"{"type":"text","text":"","citations":null}"#
        return [
            StreamEvent(.opening, name: "message_start", start),
            StreamEvent(.opening, name: "ping", #"{"type":"ping"}"#),
            StreamEvent(
                .opening,
                name: "content_block_start",
                #"{"type":"content_block_start","index":0,"content_block":\#(block)}"#
            ),
        ]
    }

    func isIndexed(_ generation: Generation) -> Bool { generation.options.has(.tools) }

    func content(_ generation: Generation, _ word: String, index: Int) -> StreamEvent {
        let delta =
            generation.options.has(.tools)
            ? #"{"type":"input_json_delta","partial_json":\#(JSON.string(ToolCall.argumentPart(index, of: generation)))}"#
            : #"{"type":"text_delta","text":\#(JSON.string(word))}"#
        return StreamEvent(
            .content,
            name: "content_block_delta",
            #"{"type":"content_block_delta","index":0,"delta":\#(delta)}"#
        )
    }

    func closing(_ generation: Generation) -> [StreamEvent] {
        let delta = #"{"stop_reason":"\#(stopReason(generation))","stop_sequence":null}"#
        return [
            StreamEvent(.extra, name: "content_block_stop", #"{"type":"content_block_stop","index":0}"#),
            StreamEvent(
                .finish,
                name: "message_delta",
                #"{"type":"message_delta","delta":\#(delta),"usage":\#(usage(generation))}"#
            ),
            StreamEvent(.done, name: "message_stop", #"{"type":"message_stop"}"#),
        ]
    }

    func error(_ error: UpstreamError) -> String {
        let kind = Self.kinds[error.code] ?? "api_error"
        let type = error.type.map { #","error_type":"\#($0)""# } ?? ""
        return #"{"type":"error","error":{"type":"\#(kind)","message":\#(JSON.string(error.message))\#(type)},"#
            + #""request_id":null}"#
    }

    func errorEvent(_ error: UpstreamError, _ generation: Generation) -> StreamEvent { bareErrorEvent(error) }

    func bareErrorEvent(_ error: UpstreamError) -> StreamEvent {
        StreamEvent(.error, name: "error", self.error(error))
    }
}

extension MessagesDialect {
    private static let kinds = [
        400: "invalid_request_error", 401: "authentication_error", 402: "billing_error", 403: "permission_error",
        404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error", 503: "overloaded_error",
        529: "overloaded_error", 504: "timeout_error",
    ]

    private func stopReason(_ generation: Generation) -> String {
        generation.options.has(.tools) ? "tool_use" : "end_turn"
    }

    private func content(_ generation: Generation) -> String {
        generation.options.has(.tools)
            ? #"{"type":"tool_use","id":"toolu_fake_1","name":"get_weather","input":\#(ToolCall.arguments)}"#
            : #"{"type":"text","text":\#(JSON.string(generation.text)),"citations":null}"#
    }

    private func message(
        _ generation: Generation,
        content: String,
        stop: String?,
        tokens: Int? = nil,
        more: String = ""
    ) -> String {
        #"{"id":"\#(generation.id)","type":"message","role":"assistant","container":null,"content":[\#(content)],"#
            + #""model":"\#(generation.model)","provider":"\#(generation.provider)","#
            + #""stop_reason":\#(JSON.string(stop)),"stop_sequence":null,"usage":\#(usage(generation, tokens))\#(more)}"#
    }

    private func usage(_ generation: Generation, _ tokens: Int? = nil) -> String {
        #"{"input_tokens":\#(generation.promptTokens),"output_tokens":\#(tokens ?? generation.completionTokens),"#
            + #""cache_creation_input_tokens":0,"cache_read_input_tokens":0,"service_tier":"standard","#
            + #""cost":\#(generation.cost)}"#
    }
}
