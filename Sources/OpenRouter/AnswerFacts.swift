internal import CSimdJSON

/// What a JSON answer, or the data of an event, says about itself.
package struct AnswerFacts: Sendable, Equatable {
    /// It is a JSON object that could be read to its end.
    package var isReadable = false
    package var hasError = false
    /// `error.code` where it is a status.
    package var errorCode: Int?
    /// `error.type`, `error.code` as a word, and the top-level `type`, cut to 47 bytes; empty where absent.
    package var errorType = ""
    package var errorWord = ""
    package var type = ""
    /// The first 399 bytes of `error.message`.
    package var message = ""
    package var hasChoices = false
    /// A choice says something beyond a role.
    package var begins = false

    /// Looks at bytes that have 64 readable ones after them.
    package init(paddedJSON bytes: UnsafeRawBufferPointer) {
        var facts = kw_answer_facts()
        guard let start = bytes.baseAddress else { return }
        unsafe kw_look_at_answer(start.assumingMemoryBound(to: CChar.self), bytes.count, &facts)
        isReadable = facts.look == Int32(KW_LOOK_OBJECT.rawValue)
        hasError = facts.has_error != 0
        errorCode = facts.error_code == 0 ? nil : Int(facts.error_code)
        hasChoices = facts.has_choices != 0
        begins = facts.begins != 0
        unsafe withUnsafeBytes(of: &facts.type) { unsafe type = Self.text($0) }
        guard hasError || type == "error" else { return }
        unsafe withUnsafeBytes(of: &facts.error_type) { unsafe errorType = Self.text($0) }
        unsafe withUnsafeBytes(of: &facts.error_code_text) { unsafe errorWord = Self.text($0) }
        unsafe withUnsafeBytes(of: &facts.message) { unsafe message = Self.text($0) }
    }

    /// Looks at bytes of any kind, by way of a copy.
    package init(json bytes: [UInt8]) {
        let padded = bytes + [UInt8](repeating: 0, count: 64)
        self = unsafe padded.withUnsafeBytes {
            unsafe Self(paddedJSON: UnsafeRawBufferPointer(rebasing: $0.dropLast(64)))
        }
    }

    private static func text(_ field: UnsafeRawBufferPointer) -> String {
        if unsafe field[0] == 0 { return "" }
        return unsafe String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// It reports a failure, in whichever dialect.
    package var isFailure: Bool { hasError || type == "error" }

    /// The failure in our words, where its own shape does not fit.
    package func failure(status: Int) -> Failure {
        let code = !errorWord.isEmpty ? errorWord : !errorType.isEmpty ? errorType : "\(status)"
        return Failure(
            status: status,
            code: code,
            message: message.isEmpty ? "The upstream reported an error." : message
        )
    }

    /// The status that the failure amounts to: the code it names, else what its type means, else 502.
    package var failureStatus: Int {
        if let errorCode { return errorCode }
        return Self.status(of: errorType) ?? Self.status(of: errorWord) ?? 502
    }

    private static func status(of word: String) -> Int? {
        switch word {
        case "invalid_request_error", "invalid_request", "invalid_prompt", "context_length_exceeded": 400
        case "authentication_error", "authentication": 401
        case "billing_error", "payment_required": 402
        case "permission_error", "permission_denied", "content_policy_violation": 403
        case "not_found_error", "not_found": 404
        case "request_too_large", "payload_too_large": 413
        case "unprocessable": 422
        case "rate_limit_error", "rate_limit_exceeded": 429
        case "api_error", "server_error", "server": 500
        case "provider_unavailable": 502
        case "overloaded_error", "provider_overloaded": 503
        case "timeout_error", "timeout": 504
        default: nil
        }
    }
}
