/// A failure that we tell a client of, before it is put into a dialect's shape.
package struct Failure: Sendable, Equatable {
    package var status: Int
    /// The contract's word for it, which programs may rely on.
    package var code: String
    /// What happened and what to do, for people.
    package var message: String
    /// Seconds after which another try may help.
    package var retryAfter: Int?
    /// The same request may be sent again without harm.
    ///
    /// Nil: nothing is said of it.
    package var isRetryable: Bool?
    /// The name of the parameter at fault.
    package var parameter: String?

    package init(
        status: Int,
        code: String,
        message: String,
        retryAfter: Int? = nil,
        isRetryable: Bool? = nil,
        parameter: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.isRetryable = isRetryable
        self.parameter = parameter
    }

    /// OpenAI's class of error for the status.
    var openAIType: String {
        switch status {
        case 401: "authentication_error"
        case 402: "insufficient_quota"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    /// Anthropic's class of error for the status.
    var anthropicType: String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503: "overloaded_error"
        case 504: "timeout_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }
}

// MARK: In a dialect's shape

extension Dialect {
    /// The failure as an answer's body.
    package func errorBody(_ failure: Failure, requestID: String) -> [UInt8] {
        var json = JSONWriter()
        switch self {
        case .messages: writeAnthropicError(failure, requestID, to: &json)
        case .completions, .responses, .plain: writeOpenAIError(failure, to: &json)
        }
        return json.bytes
    }

    /// The failure as the last event of a stream.
    package func errorEvent(_ failure: Failure, requestID: String) -> [UInt8] {
        var json = JSONWriter()
        switch self {
        case .completions, .plain: writeErrorChunk(failure, to: &json)
        case .messages: writeAnthropicError(failure, requestID, to: &json)
        case .responses: writeFailedResponse(failure, to: &json)
        }
        let name =
            switch self {
            case .completions, .plain: ""
            case .messages: "event: error\n"
            case .responses: "event: response.failed\n"
            }
        return Array("\(name)data: ".utf8) + json.bytes + Array("\n\n".utf8)
    }

    /// The upstream's own words as the last event of a stream; nil where their shape is not this dialect's.
    package func errorEvent(passingOn body: [UInt8], _ facts: AnswerFacts) -> [UInt8]? {
        let name: String
        switch self {
        case .completions, .plain: name = ""
        case .messages where facts.type == "error": name = "event: error\n"
        case .responses where facts.type == "response.failed": name = "event: response.failed\n"
        case .messages, .responses: return nil
        }
        // A line break in JSON can stand between its tokens only.
        let line = body.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        return Array("\(name)data: ".utf8) + line + Array("\n\n".utf8)
    }

    /// The upstream's own words as an answer's body; what is shaped as an event of a stream is put into a body's shape.
    package func errorBody(passingOn body: [UInt8], status: Int, requestID: String) -> [UInt8] {
        guard self == .responses else { return body }
        let facts = AnswerFacts(json: body)
        guard facts.type.hasPrefix("response.") || facts.type == "error" else { return body }
        return errorBody(facts.failure(status: status), requestID: requestID)
    }

    private func writeOpenAIError(_ failure: Failure, to json: inout JSONWriter) {
        json.beginObject()
        json.name("error")
        json.beginObject()
        json.member("message", failure.message)
        json.member("type", failure.openAIType)
        json.member("code", failure.code)
        json.name("param")
        if let parameter = failure.parameter { json.string(parameter) } else { json.null() }
        json.name("metadata")
        writeMetadata(failure, to: &json)
        json.endObject()
        json.endObject()
    }

    private func writeMetadata(_ failure: Failure, to json: inout JSONWriter) {
        json.beginObject()
        if let isRetryable = failure.isRetryable { json.member("retryable", isRetryable) }
        if let seconds = failure.retryAfter { json.member("retry_after_seconds", seconds) }
        json.endObject()
    }

    private func writeAnthropicError(_ failure: Failure, _ requestID: String, to json: inout JSONWriter) {
        json.beginObject()
        json.member("type", "error")
        json.name("error")
        json.beginObject()
        json.member("type", failure.anthropicType)
        json.member("message", failure.message)
        json.member("code", failure.code)
        json.name("metadata")
        writeMetadata(failure, to: &json)
        json.endObject()
        json.member("request_id", requestID)
        json.endObject()
    }

    /// OpenRouter's own form of an error in the middle of a stream.
    private func writeErrorChunk(_ failure: Failure, to json: inout JSONWriter) {
        json.beginObject()
        json.member("object", "chat.completion.chunk")
        json.name("error")
        json.beginObject()
        json.member("code", failure.status)
        json.member("message", failure.message)
        json.name("metadata")
        json.beginObject()
        json.member("error_type", failure.code)
        json.endObject()
        json.endObject()
        json.name("choices")
        json.beginArray()
        json.beginObject()
        json.member("index", 0)
        json.name("delta")
        json.beginObject()
        json.member("content", "")
        json.endObject()
        json.member("finish_reason", "error")
        json.endObject()
        json.endArray()
        json.endObject()
    }

    private func writeFailedResponse(_ failure: Failure, to json: inout JSONWriter) {
        json.beginObject()
        json.member("type", "response.failed")
        json.name("response")
        json.beginObject()
        json.member("object", "response")
        json.member("status", "failed")
        json.name("error")
        json.beginObject()
        json.member("code", failure.code)
        json.member("message", failure.message)
        json.endObject()
        json.endObject()
        json.endObject()
    }
}
