extension Fault {
    /// Errors as OpenRouter means them: its status, its envelope.
    static let errors = [
        Fault(
            "error",
            .errors,
            "an error with its real status, also where a stream was asked for (429)",
            [.status, .retryAfter]
        ) { draft, options in
            draft = .refusal(draft.visit, UpstreamError(status: options.number(.status, else: 429)))
            if let wait = options.number(.retryAfter) {
                draft.head.fields.append((name: "retry-after", value: "\(wait)"))
            }
        },
        Fault("error-in-200", .errors, "status 200, in the body an error and no choices (502)", [.status]) {
            draft,
            options in
            let error = UpstreamError(
                code: options.number(.status, else: 502),
                message: "Upstream error from Nvidia: Service temporarily overloaded"
            )
            draft = Draft(draft.visit, json: #"{"id":"\#(draft.visit.id)","error":\#(error.object)}"#)
        },
        Fault("finish-error", .errors, "status 200, half an answer with finish_reason error (502)", [.status]) {
            draft,
            options in
            let error = UpstreamError(status: options.number(.status, else: 502))
            draft = Draft(draft.visit, json: draft.visit.dialect.partialAnswer(Generation(draft.visit), error))
        },
        Fault("html", .errors, "Cloudflare's page instead of JSON (522)", [.status]) { draft, options in
            let status = options.number(.status, else: 522)
            draft = Draft(draft.visit, status: status, type: "text/html; charset=UTF-8", content: .bytes(page(status)))
        },
        Fault("leak-key", .errors, "an error whose text repeats the key that came with the request (400)", [.status]) {
            draft,
            options in
            let message = "Provider says: bad key \(draft.visit.request.key ?? "")"
            draft = .refusal(draft.visit, UpstreamError(code: options.number(.status, else: 400), message: message))
            draft.isCacheable = false
        },
    ]

    private static func page(_ status: Int) -> [UInt8] {
        let title = "Temporarily unavailable | openrouter.ai | Cloudflare"
        return Array(
            """
            <!DOCTYPE html>
            <html lang="en-US"><head><title>\(title)</title></head>
            <body><h1>Error \(status)</h1><p>\(ResponseHead.reason(for: status)) <script>alert("no")</script></p></body></html>

            """.utf8
        )
    }
}
