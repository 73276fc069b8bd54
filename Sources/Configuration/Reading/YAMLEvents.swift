import CYAML

/// What libyaml reports, one thing at a time, without its unions and pointers.
struct YAMLEvent {
    enum Kind {
        case document
        case alias
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
    }

    var kind: Kind
    var line: Int

    /// An explicit tag that is none of YAML's own.
    var tag: String?
}

/// libyaml's parser over bytes in memory.
@safe
struct YAMLEvents: ~Copyable {
    /// Owned here; libyaml keeps pointers into it, so it never moves.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private var isFinished = false

    init(_ bytes: [UInt8]) throws(YAMLReader.Failure) {
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: bytes.count)
        unsafe _ = input.initialize(fromContentsOf: bytes)
        unsafe parser.initialize(to: yaml_parser_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            throw YAMLReader.Failure(line: 1, message: "no memory to read it")
        }
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event that says something; nil at the end.
    mutating func next() throws(YAMLReader.Failure) -> YAMLEvent? {
        while !isFinished {
            var raw = unsafe yaml_event_t()
            guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
            defer { unsafe yaml_event_delete(&raw) }
            isFinished = unsafe raw.type == YAML_STREAM_END_EVENT
            if let event = unsafe YAMLEvent(raw) { return event }
        }
        return nil
    }

    /// libyaml's own words, with the line on which the trouble began.
    private func failure() -> YAMLReader.Failure {
        let problem = unsafe text(parser.pointee.problem) ?? "it cannot be read"
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            let offset = min(unsafe parser.pointee.problem_offset, unsafe input.count)
            let newlines = unsafe input.prefix(offset).count { $0 == UInt8(ascii: "\n") }
            return YAMLReader.Failure(line: newlines + 1, message: "not valid text: \(problem)")
        }
        var message = "not valid YAML: \(problem)"
        if let context = unsafe text(parser.pointee.context) {
            message += " \(context) that begins on line \(unsafe parser.pointee.context_mark.line + 1)"
        }
        let isTab = problem.contains("tab character") || problem == "found character that cannot start any token"
        if isTab { message += "; indent with spaces, not tabs" }
        return YAMLReader.Failure(line: unsafe Int(clamping: parser.pointee.problem_mark.line) + 1, message: message)
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }
}

extension YAMLEvent {
    /// Copies out of libyaml's event, which dies with the call; nil for the events that mark nothing of interest.
    fileprivate init?(_ raw: yaml_event_t) {
        line = unsafe Int(clamping: raw.start_mark.line) + 1
        switch unsafe raw.type {
        case YAML_DOCUMENT_START_EVENT: kind = .document
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_SCALAR_EVENT:
            let scalar = unsafe raw.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(
                String(decoding: bytes, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE
            )
            tag = unsafe Self.foreignTag(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            tag = unsafe Self.foreignTag(raw.data.sequence_start.tag)
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            tag = unsafe Self.foreignTag(raw.data.mapping_start.tag)
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        default: return nil
        }
    }

    private static func foreignTag(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        let tag = unsafe String(cString: pointer)
        let isYAMLs = ["str", "int", "float", "bool", "null", "seq", "map"].contains {
            tag == "tag:yaml.org,2002:\($0)"
        }
        return isYAMLs || tag == "!" ? nil : tag
    }
}
