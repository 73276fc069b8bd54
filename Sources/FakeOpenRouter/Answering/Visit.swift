/// A request on its way to an answer: what arrived, what it asks the fake for, and when.
struct Visit: Sendable {
    let request: ReceivedRequest
    let scenario: Scenario
    /// What the body says, as far as the fake looks.
    let body: BodyLook
    /// Seconds since 1970.
    let time: Int
    let shared: Shared
    /// What stood in the variable places of the endpoint's pattern.
    var parameters: [String] = []
    /// How the endpoint speaks.
    var dialect: any Dialect = PlainDialect()

    var options: Options { scenario.options }

    /// The id of this answer; the player fills in what differs.
    var id: String { "gen-\(time)-\(Payload.placeholder)" }

    /// The header lines that OpenRouter's edge puts on every answer.
    func edgeFields(type: String) -> [(String, String)] {
        [
            ("date", HTTPDate.text(of: time)),
            ("content-type", type),
            ("access-control-allow-origin", "*"),
            ("access-control-expose-headers", "X-Generation-Id,X-Provider-Name,cf-ray"),
            ("cf-ray", "9\(String(time, radix: 16))c0ffee0-FRA"),
            ("permissions-policy", #"payment=(self "https://checkout.stripe.com" "https://js.stripe.com")"#),
            ("referrer-policy", "no-referrer, strict-origin-when-cross-origin"),
            ("server", "cloudflare"),
            ("x-content-type-options", "nosniff"),
        ]
    }

    /// The value of a parameter in the query, not decoded.
    func query(_ name: String) -> String? {
        let pairs = request.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        for pair in pairs.split(separator: "&") where pair.hasPrefix(name + "=") {
            return String(pair.dropFirst(name.utf8.count + 1))
        }
        return nil
    }
}
