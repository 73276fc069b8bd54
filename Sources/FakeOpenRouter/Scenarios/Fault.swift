/// One way to misbehave.
///
/// The table of them drives the parser, help and the tests.
struct Fault: Sendable {
    /// What a fault has to do with; help lists them by it.
    enum Group: String, CaseIterable, Sendable {
        case echo = "Show what arrived"
        case errors = "Errors"
        case streams = "Streams"
        case bodies = "Answers that are no stream"
        case heads = "Heads"
        case connections = "Connections"
    }

    let name: String
    let group: Group
    let summary: String
    /// The options that mean something to it beside those that always do.
    let options: [Option]
    /// Answers before the body of the request has been read.
    var isEarly = false
    /// Changes the answer that the endpoint has drafted.
    let apply: @Sendable (inout Draft, Options) -> Void

    init(
        _ name: String,
        _ group: Group,
        _ summary: String,
        _ options: [Option] = [],
        apply: @escaping @Sendable (inout Draft, Options) -> Void
    ) {
        self.name = name
        self.group = group
        self.summary = summary
        self.options = options
        self.apply = apply
    }

    /// The same, but before the body is read.
    func early() -> Fault {
        var fault = self
        fault.isEarly = true
        return fault
    }

    /// Every fault, as help lists them.
    static let all = echoes + errors + streams + bodies + heads + connections
}
