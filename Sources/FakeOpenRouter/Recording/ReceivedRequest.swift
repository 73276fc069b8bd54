package import EventLoop
internal import HTTPWire

/// A request as it arrived: its head byte for byte, its body, and where it stood.
package struct ReceivedRequest: Sendable {
    /// One header line, as it was written.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    /// Counts from 1, in the order of arrival since the start.
    package internal(set) var number = 0
    /// The connection it came on, counted from 1: tells whether connections are reused.
    package let connection: Int
    /// When its head was complete.
    package let arrived: Instant
    /// The head as received, with its blank line.
    package let head: [UInt8]
    /// What was found in the head.
    let facts: RequestHead
    /// The body, without its framing; where it was larger than what the journal keeps, its beginning.
    package internal(set) var body: [UInt8] = []
    /// All bytes of the body, kept or not.
    package internal(set) var bodyLength = 0
    /// The digest of a body that is not kept whole.
    private var digestOfAll: String?

    init(head: [UInt8], facts: RequestHead, connection: Int, arrived: Instant) {
        self.head = head
        self.facts = facts
        self.connection = connection
        self.arrived = arrived
    }

    package var method: String { text(facts.methodName) }
    /// The request target as it stood in the request line.
    package var target: String { text(facts.target) }
    /// The target without its query.
    package var path: String { text(facts.path) }

    /// The header lines in the order in which they came, every one of them.
    package var fields: [Field] {
        // Not those of `facts`: the parser drops names with underscores.
        head.split(separator: 10).dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            let value = Substring(decoding: line[(colon + 1)...].dropLast(), as: UTF8.self)
            return Field(name: name, value: String(value.trimmed))
        }
    }

    /// The value of the first field of that name, in any case of letters.
    package func value(of name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// SHA-256 of the whole body, lower-case hexadecimal.
    package var bodySHA256: String { digestOfAll ?? SHA256.hex(of: body) }

    /// SHA-256 of the key in Authorization (or x-api-key), lower-case hexadecimal: what tells keys apart in tests
    /// without showing one.
    package var keySHA256: String? { key.map { SHA256.hex(of: $0.utf8) } }

    /// The key that the request carries.
    var key: String? {
        if let value = text(of: .authorization) {
            return value.lowercased().hasPrefix("bearer ") ? String(value.dropFirst(7)) : value
        }
        return text(of: .xAPIKey)
    }

    /// The value of the first field of that name.
    func text(of field: KnownField) -> String? {
        facts.fields.value(of: field).map(text)
    }

    /// The body as text.
    package var bodyText: String { String(decoding: body, as: UTF8.self) }

    /// The request as the journal keeps it: no more of the body than the limit, and the digest of all of it.
    func keeping(_ limit: Int) -> ReceivedRequest {
        guard body.count > limit else { return self }
        var kept = self
        kept.digestOfAll = SHA256.hex(of: body)
        kept.body = Array(body.prefix(limit))
        return kept
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: head[range], as: UTF8.self)
    }
}
