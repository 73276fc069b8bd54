import Secrets

/// Puts YAML events together into nodes, on a stack of its own.
struct NodeBuilder {
    private enum Frame {
        case sequence(line: Int, [Node])
        case mapping(line: Int, [Node.Entry], pending: (name: String, line: Int)?)
    }

    private(set) var root: Node?
    private var open: [Frame] = []
    private var count = 0
    private var documents = 0

    mutating func take(_ event: YAMLEvent) throws(YAMLReader.Failure) {
        try check(event)
        switch event.kind {
        case .document, .alias: break
        case .scalar(let text, let isPlain): takeScalar(text, isPlain: isPlain, line: event.line)
        case .sequenceStart: open.append(.sequence(line: event.line, []))
        case .mappingStart: open.append(.mapping(line: event.line, [], pending: nil))
        case .sequenceEnd, .mappingEnd: close()
        }
    }

    private mutating func check(_ event: YAMLEvent) throws(YAMLReader.Failure) {
        func refuse(_ message: String) -> YAMLReader.Failure { .init(line: event.line, message: message) }
        count += 1
        if count > YAMLReader.maximumNodes { throw refuse("more than \(YAMLReader.maximumNodes) values") }
        if let tag = event.tag { throw refuse("the tag \(Redaction.quoted(tag)) means nothing here; leave it out") }
        switch event.kind {
        case .alias:
            throw refuse("aliases (*name) are not read here; write the value out")
        case .document:
            documents += 1
            if documents > 1 { throw refuse("a second document begins here; give one only") }
        case .sequenceStart, .mappingStart:
            if open.count == YAMLReader.maximumDepth { throw refuse("nested more than \(open.count) deep") }
            if case .mapping(_, _, nil) = open.last { throw refuse("a name has to be plain text") }
        case .scalar, .sequenceEnd, .mappingEnd: break
        }
    }

    private mutating func takeScalar(_ text: String, isPlain: Bool, line: Int) {
        if case .mapping(let start, let entries, nil) = open.last {
            open[open.count - 1] = .mapping(line: start, entries, pending: (text, line))
            return
        }
        let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
        add(Node(isNull ? .null : .scalar(text), line: line))
    }

    private mutating func close() {
        switch open.popLast() {
        case .sequence(let line, let items): add(Node(.sequence(items), line: line))
        case .mapping(let line, let entries, _): add(Node(.mapping(entries), line: line))
        case nil: break
        }
    }

    /// Hangs a finished node into what is open around it.
    private mutating func add(_ node: Node) {
        // Taken off and put back, so that the arrays are changed in place: a list of n costs n, not its square.
        switch open.popLast() {
        case nil: root = node
        case .sequence(let line, var items):
            items.append(node)
            open.append(.sequence(line: line, items))
        case .mapping(let line, var entries, let pending):
            if let pending { entries.append(Node.Entry(name: pending.name, line: pending.line, value: node)) }
            open.append(.mapping(line: line, entries, pending: nil))
        }
    }
}
