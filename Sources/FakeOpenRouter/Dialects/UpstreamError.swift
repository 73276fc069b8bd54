/// An error as OpenRouter reports it.
struct UpstreamError: Hashable, Sendable {
    let code: Int
    let message: String
    /// `metadata.error_type`.
    let type: String?
    /// The account that the error is about, where it is named.
    var userID: String?

    init(code: Int, message: String, type: String? = nil, userID: String? = nil) {
        self.code = code
        self.message = message
        self.type = type
        self.userID = userID
    }

    /// What OpenRouter says with this status when nothing else is known.
    init(status: Int) {
        let known = Self.known[status] ?? (message: "Provider returned error", type: "unmapped")
        self.init(code: status, message: known.message, type: known.type)
    }

    /// OpenRouter's own envelope.
    var envelope: String {
        let user = userID.map { #","user_id":"\#($0)""# } ?? ""
        return #"{"error":\#(object)\#(user)}"#
    }

    /// The inside of `error`.
    var object: String {
        let metadata = type.map { #","metadata":{"error_type":"\#($0)"}"# } ?? ""
        return #"{"message":"\#(JSON.escaped(message))","code":\#(code)\#(metadata)}"#
    }

    private static let known: [Int: (message: String, type: String)] = [
        400: ("Provider returned error", "invalid_request"),
        401: ("User not found.", "authentication"),
        402: (
            "Insufficient credits. This account never purchased credits. Make sure your key is on the correct account "
                + "or org, and if so, purchase more at https://openrouter.ai/settings/credits", "payment_required"
        ),
        403: (
            "Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys",
            "permission_denied"
        ),
        404: ("No endpoints found for this model.", "not_found"),
        408: ("Request timed out", "timeout"),
        413: ("Request body too large", "payload_too_large"),
        422: ("Unprocessable request", "unprocessable"),
        429: ("Rate limit exceeded", "rate_limit_exceeded"),
        500: ("Internal Server Error", "server"),
        502: ("Provider returned error", "provider_unavailable"),
        503: ("There is no available model provider that meets your routing requirements", "provider_unavailable"),
        504: ("The upstream provider timed out", "timeout"),
        524: ("The edge timed out", "timeout"),
        529: ("The provider is overloaded", "provider_overloaded"),
    ]
}
