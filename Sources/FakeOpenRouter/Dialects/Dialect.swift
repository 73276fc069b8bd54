/// How a family of endpoints writes answers, streams and errors.
protocol Dialect: Sendable {
    /// A whole answer.
    func answer(_ generation: Generation) -> String
    /// What a stream begins with.
    func opening(_ generation: Generation) -> [StreamEvent]
    /// One piece of the text; `index` counts from 0.
    func content(_ generation: Generation, _ word: String, index: Int) -> StreamEvent
    /// Whether the same word makes another event at another place.
    func isIndexed(_ generation: Generation) -> Bool
    /// A picture in base64.
    func image(_ generation: Generation, _ base64: String) -> StreamEvent
    /// What a stream ends with.
    func closing(_ generation: Generation) -> [StreamEvent]
    /// The body of an error answer.
    func error(_ error: UpstreamError) -> String
    /// An error inside a stream, in its documented form.
    func errorEvent(_ error: UpstreamError, _ generation: Generation) -> StreamEvent
    /// An error inside a stream without anything else around it.
    func bareErrorEvent(_ error: UpstreamError) -> StreamEvent
    /// An answer that broke off half way: status 200, the error at the end of the text.
    func partialAnswer(_ generation: Generation, _ error: UpstreamError) -> String
}

extension Dialect {
    func isIndexed(_ generation: Generation) -> Bool { false }

    func image(_ generation: Generation, _ base64: String) -> StreamEvent { content(generation, base64, index: 0) }

    func bareErrorEvent(_ error: UpstreamError) -> StreamEvent {
        StreamEvent(.error, self.error(error))
    }
}

/// What catalogue, account and file endpoints speak: JSON with OpenRouter's error envelope, and no streams.
struct PlainDialect: Dialect {
    func answer(_ generation: Generation) -> String { "{}" }
    func opening(_ generation: Generation) -> [StreamEvent] { [] }
    func content(_ generation: Generation, _ word: String, index: Int) -> StreamEvent { StreamEvent(.content, "{}") }
    func closing(_ generation: Generation) -> [StreamEvent] { [] }
    func error(_ error: UpstreamError) -> String { error.envelope }
    func errorEvent(_ error: UpstreamError, _ generation: Generation) -> StreamEvent { bareErrorEvent(error) }
    func partialAnswer(_ generation: Generation, _ error: UpstreamError) -> String { error.envelope }
}
