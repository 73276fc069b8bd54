/// What is known about the value being read, and where its reader leaves what it found wrong.
struct Reading {
    /// The setting as its source calls it: `server.port`, `PORT`, `--port`.
    var name: String

    /// The place of a value that has no line of its own.
    var origin: ConfigurationOrigin

    /// Whether an unusable key is a warning: everywhere but in a file of Keywheel's own.
    var isTolerant: Bool

    private(set) var errors: [ConfigurationProblem] = []
    private(set) var warnings: [ConfigurationProblem] = []

    init(name: String, origin: ConfigurationOrigin, isTolerant: Bool) {
        self.name = name
        self.origin = origin
        self.isTolerant = isTolerant
    }

    /// Where a part of the value stands.
    func origin(of node: Node) -> ConfigurationOrigin {
        guard case .file(let path, _) = origin, let line = node.line else { return origin }
        return .file(path, line: line)
    }

    mutating func refuse(_ node: Node, part: String = "", _ message: String) {
        errors.append(problem(node, part, message))
    }

    mutating func warn(_ node: Node, part: String = "", _ message: String) {
        warnings.append(problem(node, part, message))
    }

    /// An error in a file of Keywheel's own, a warning where a predecessor's user may have written it.
    mutating func objectTo(_ node: Node, part: String, _ message: String) {
        if isTolerant { warn(node, part: part, message) } else { refuse(node, part: part, message) }
    }

    private func problem(_ node: Node, _ part: String, _ message: String) -> ConfigurationProblem {
        ConfigurationProblem(place: origin(of: node).place, setting: name + part, message: message)
    }
}
