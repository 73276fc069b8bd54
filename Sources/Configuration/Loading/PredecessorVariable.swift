/// A variable that one of the predecessors read, and what it does here.
struct PredecessorVariable: Sendable {
    enum Effect: Sendable {
        /// It is another name of a setting.
        case sets(String)

        /// It declares keys besides those of `openrouter.keys`.
        case addsKeys

        /// `true` asks every client for a key; anything else changes nothing.
        case asksForKeys

        /// It names an address in some shells and machines for reasons of their own: a value that cannot be listened
        /// on is passed over.
        case maySetHost

        case inert
    }

    var name: String
    var effect: Effect

    /// The later ones go before the earlier ones: C's names say whom they are for, A's do not.
    static let all = [
        PredecessorVariable(name: "PORT", effect: .sets("server.port")),
        PredecessorVariable(name: "HOST", effect: .maySetHost),
        PredecessorVariable(name: "OPENROUTER_API_KEYS", effect: .addsKeys),
        PredecessorVariable(name: "OPENROUTER_KEYS", effect: .sets("openrouter.keys")),
        PredecessorVariable(name: "OPENROUTER_API_URL", effect: .sets("openrouter.base_url")),
        PredecessorVariable(name: "HTTP_REFERER", effect: .sets("openrouter.http_referer")),
        PredecessorVariable(name: "SITE_NAME", effect: .sets("openrouter.title")),
        PredecessorVariable(name: "OPENROUTER_HTTP_REFERER", effect: .sets("openrouter.http_referer")),
        PredecessorVariable(name: "OPENROUTER_X_TITLE", effect: .sets("openrouter.title")),
        PredecessorVariable(name: "API_KEY_AUTH_ENABLED", effect: .asksForKeys),
        PredecessorVariable(name: "LOG_RETENTION_DAYS", effect: .inert),
        PredecessorVariable(name: "AUTH_ENABLED", effect: .inert),
        PredecessorVariable(name: "AUTH_USERNAME", effect: .inert),
        PredecessorVariable(name: "AUTH_PASSWORD", effect: .inert),
        PredecessorVariable(name: "CLIENT_API_KEYS", effect: .inert),
    ]
}
