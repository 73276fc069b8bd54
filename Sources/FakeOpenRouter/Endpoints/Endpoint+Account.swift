extension Endpoint {
    /// What a key may know of itself, its account and its requests.
    ///
    /// Accounts with limits are not here yet: every key is rich.
    static let account = [
        Endpoint("GET", "key") { Draft($0, json: key) },
        Endpoint("GET", "auth/key") { Draft($0, json: key) },
        Endpoint("GET", "credits") { Draft($0, json: #"{"data":{"total_credits":100.5,"total_usage":25.75}}"#) },
        Endpoint("GET", "generation") { visit in
            generation(visit) { Draft(visit, json: record(of: $0)) }
        },
        Endpoint("GET", "generation/content") { visit in
            generation(visit) { _ in Draft(visit, json: #"{"data":{"input":{"messages":[]},"output":{}}}"#) }
        },
        Endpoint("POST", "generation/feedback") { Draft($0, json: #"{"data":{"success":true}}"#) },
    ]

    private static let key =
        #"{"data":{"label":"sk-or-v1-0e6...1c96","limit":null,"limit_remaining":null,"#
        + #""limit_reset":null,"expires_at":null,"usage":25.5,"usage_daily":1.5,"usage_weekly":5.5,"#
        + #""usage_monthly":25.5,"byok_usage":0,"byok_usage_daily":0,"byok_usage_weekly":0,"byok_usage_monthly":0,"#
        + #""include_byok_in_limit":false,"is_free_tier":false,"is_management_key":false,"is_provisioning_key":false,"#
        + #""creator_user_id":"user_2dHFtVWx2n56w6HkM0000000000","organization_id":null,"workspace_id":null,"#
        + #""free_model_daily_requests":{"used":10,"limit":1000,"remaining":990},"#
        + #""rate_limit":{"requests":-1,"interval":"10s","note":"This field is deprecated and safe to ignore."}}}"#

    /// A record that is not there when it is first asked for: OpenRouter needs a second to write it.
    private static func generation(_ visit: Visit, _ draft: (String) -> Draft) -> Draft {
        guard let id = visit.query("id"), !id.isEmpty else {
            return .refusal(visit, UpstreamError(code: 400, message: "id is required", type: "invalid_request"))
        }
        var answer =
            visit.shared.tally.next(of: "generation \(id)") == 1
            ? Draft.notFound(visit, "Generation \(id) not found") : draft(id)
        answer.isCacheable = false
        return answer
    }

    private static func record(of id: String) -> String {
        #"{"data":{"id":"\#(JSON.escaped(id))","upstream_id":null,"request_id":null,"model":"openai/gpt-4.1-mini","#
            + #""provider_name":"OpenAI","streamed":true,"cancelled":false,"finish_reason":"stop","latency":230,"#
            + #""generation_time":870,"tokens_prompt":12,"tokens_completion":5,"native_tokens_prompt":12,"#
            + #""native_tokens_completion":5,"cache_discount":null,"total_cost":0.000015,"usage":0.000015,"#
            + #""is_byok":false,"session_id":null,"http_referer":null,"user_agent":null,"service_tier":"default"}}"#
    }
}
