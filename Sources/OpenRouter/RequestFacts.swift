internal import CSimdJSON

/// What a JSON request body asks for, as far as it matters to us.
package enum RequestFacts: Sendable, Equatable {
    /// A JSON object: whether a stream is wanted, and where the raw value of `model` stands, quotes included.
    case object(streams: Bool, model: Range<Int>?)
    /// No JSON object, or one that cannot be read: it goes up as it came.
    case unreadable
    /// A policy field stands in it twice: whoever checks one and sends the other can be deceived.
    case ambiguous

    /// Looks at a body that has 64 readable bytes after it.
    package init(paddedJSON bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else {
            self = .unreadable
            return
        }
        var facts = kw_request_facts()
        unsafe kw_look_at_request(start.assumingMemoryBound(to: CChar.self), bytes.count, &facts)
        switch UInt32(facts.look) {
        case KW_LOOK_OBJECT.rawValue:
            let model = facts.model_length > 0 ? facts.model_start..<facts.model_start + facts.model_length : nil
            self = .object(streams: facts.stream != 0, model: model)
        case KW_LOOK_AMBIGUOUS.rawValue: self = .ambiguous
        default: self = .unreadable
        }
    }
}
