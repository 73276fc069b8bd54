internal import CLinux

/// What one server-sent event means for the stream that it is part of.
package enum StreamEvent: Sendable, Equatable {
    /// It says nothing yet: a role, an announcement, a ping. What was held stays held.
    case preamble
    /// The answer has begun.
    case content
    /// The answer's last word, after which the stream may end.
    case ending
    /// It reports a failure with this status.
    case failure(status: Int)
}

extension Dialect {
    /// Judges an event before the commit, by looking into it.
    ///
    /// The data needs 64 readable bytes after it.
    package func judgeHeld(name: Span<UInt8>?, paddedData data: UnsafeRawBufferPointer?) -> StreamEvent {
        guard let data = unsafe data else { return .preamble }
        if unsafe data.isDone { return .ending }
        if self == .plain {
            let facts = unsafe AnswerFacts(paddedJSON: data)
            return facts.isFailure ? .failure(status: facts.failureStatus) : .content
        }
        let facts = unsafe AnswerFacts(paddedJSON: data)
        if self == .completions { return Self.judgeChunk(facts) }
        let type = if let name { String(decoding: name, as: UTF8.self) } else { facts.type }
        if facts.isFailure || failureNames.contains(type) { return .failure(status: facts.failureStatus) }
        if endingNames.contains(type) { return .ending }
        return preambleNames.contains(type) ? .preamble : .content
    }

    private static func judgeChunk(_ facts: AnswerFacts) -> StreamEvent {
        // A finished chunk may carry a harmless error beside its finish reason (seen on usage chunks); one that comes
        // first is no answer all the same.
        if facts.isFailure { return .failure(status: facts.failureStatus) }
        if facts.hasChoices, !facts.begins { return .preamble }
        return .content
    }

    /// Says of an event after the commit whether a stream may end after it, without reading its JSON.
    package func isEnding(name: Span<UInt8>?, data: UnsafeRawBufferPointer?) -> Bool {
        switch self {
        case .plain: return false
        case .completions:
            guard let data = unsafe data else { return false }
            return unsafe data.isDone || data.hasValue(for: "\"finish_reason\"") || data.hasValue(for: "\"error\"")
        case .messages, .responses:
            if let name {
                return endingNames.contains { name.isEqual(to: $0) } || failureNames.contains { name.isEqual(to: $0) }
            }
            guard let data = unsafe data else { return false }
            if unsafe data.isDone { return true }
            guard let type = unsafe data.typeText else { return false }
            return endingNames.contains(type) || failureNames.contains(type)
        }
    }

    private var preambleNames: [String] {
        switch self {
        case .messages: ["message_start", "ping"]
        case .responses: ["response.created", "response.in_progress", "response.queued"]
        case .completions, .plain: []
        }
    }

    private var endingNames: [String] {
        switch self {
        case .messages: ["message_stop"]
        case .responses: ["response.completed", "response.incomplete", "response.done"]
        case .completions, .plain: []
        }
    }

    private var failureNames: [String] {
        switch self {
        case .messages: ["error"]
        case .responses: ["response.failed", "response.error", "error"]
        case .completions, .plain: []
        }
    }
}

extension Span where Element == UInt8 {
    fileprivate func isEqual(to text: String) -> Bool {
        let text = text.utf8
        guard count == text.count else { return false }
        for (index, byte) in text.enumerated() where self[index] != byte { return false }
        return true
    }
}

extension String {
    fileprivate init(decoding span: Span<UInt8>, as encoding: UTF8.Type) {
        self = unsafe span.withUnsafeBytes { unsafe String(decoding: $0, as: encoding) }
    }
}

extension UnsafeRawBufferPointer {
    /// It is the mark that ends OpenAI's streams.
    fileprivate var isDone: Bool {
        guard count >= 6, unsafe self[0] == UInt8(ascii: "[") else { return false }
        return unsafe elementsEqual("[DONE]".utf8)
    }

    /// Whether a quoted name is a member's name whose value is something other than null.
    fileprivate func hasValue(for name: StaticString) -> Bool {
        var start = 0
        while let value = unsafe value(of: name, from: start) {
            if unsafe self[value] != UInt8(ascii: "n") { return true }
            start = value
        }
        return false
    }

    /// The text of the first member `type`, at whatever depth.
    fileprivate var typeText: String? {
        guard let value = unsafe value(of: "\"type\"", from: 0), unsafe self[value] == UInt8(ascii: "\"") else {
            return nil
        }
        return unsafe String(decoding: self[(value + 1)...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }

    /// Where the value of a member begins, which is found by its quoted name.
    ///
    /// Within a JSON string a quote is escaped, so the name with both its quotes is never part of a text; but it may be a
    /// whole one: an answer's token may well be the word `error`. Only a name has a colon after it.
    private func value(of name: StaticString, from start: Int) -> Int? {
        guard let base = baseAddress else { return nil }
        var start = start
        while let found = unsafe kw_memmem(base + start, count - start, name.utf8Start, name.utf8CodeUnitCount) {
            var index = unsafe skipSpace(UnsafeRawPointer(found) - base + name.utf8CodeUnitCount)
            start = index
            guard index < count, unsafe self[index] == UInt8(ascii: ":") else { continue }
            index = unsafe skipSpace(index + 1)
            return index < count ? index : nil
        }
        return nil
    }

    private func skipSpace(_ start: Int) -> Int {
        var index = start
        while index < count, unsafe self[index].isJSONSpace { index += 1 }
        return index
    }
}

extension UInt8 {
    fileprivate var isJSONSpace: Bool {
        self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D
    }
}
