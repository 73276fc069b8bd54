/// One place of OpenRouter's API: method, path, who may come, and how the answer is drafted.
struct Endpoint: Sendable {
    /// Who gets an answer.
    enum Access: Sendable {
        case everyone
        /// Whoever brings something that looks like a key.
        case anyKey
    }

    let method: String
    /// The path under `/api/v1`, in segments; `*` stands for any one segment.
    let pattern: [Substring]
    let access: Access
    let dialect: any Dialect
    let draft: @Sendable (Visit) -> Draft

    init(
        _ method: String,
        _ pattern: StaticString,
        _ access: Access = .anyKey,
        _ dialect: any Dialect = PlainDialect(),
        draft: @escaping @Sendable (Visit) -> Draft
    ) {
        self.method = method
        self.pattern = "\(pattern)".split(separator: "/")
        self.access = access
        self.dialect = dialect
        self.draft = draft
    }

    /// What stands in the variable places, or nil if the path is another.
    func match(_ segments: [Substring]) -> [String]? {
        guard segments.count == pattern.count else { return nil }
        var parameters: [String] = []
        for (segment, expected) in zip(segments, pattern) where segment != expected {
            guard expected == "*" else { return nil }
            parameters.append(String(segment))
        }
        return parameters
    }

    /// Every endpoint.
    static let all = inference + media + jobs + storage + catalogue + account
}

extension Endpoint {
    /// Where models answer with text or numbers.
    static let inference = [
        Endpoint("POST", "chat/completions", .anyKey, ChatDialect(), draft: Draft.generation),
        Endpoint("POST", "completions", .anyKey, TextDialect(), draft: Draft.generation),
        Endpoint("POST", "responses", .anyKey, ResponsesDialect(), draft: Draft.generation),
        Endpoint("POST", "messages", .anyKey, MessagesDialect(), draft: Draft.generation),
        Endpoint("POST", "embeddings") { Draft($0, json: Numbers.embeddings($0)) },
        Endpoint("POST", "rerank") { Draft($0, json: Numbers.rerank($0)) },
    ]
}
