/// What can go wrong with one exchange; counted by name in the result.
enum Fault: Error, Hashable, Sendable {
    case cannotConnect(code: Int32)
    case connectionFailed(code: Int32)
    /// The peer closed before the answer was whole.
    case closedEarly
    case status(Int)
    /// A stream ended in its framing, but without `[DONE]`.
    case missingDone
    case malformedHead
    case malformedChunk
    case bytesAfterEnd

    var label: String {
        switch self {
        case .cannotConnect(let code): "cannot connect: errno \(code)"
        case .connectionFailed(let code): "connection failed: errno \(code)"
        case .closedEarly: "closed early"
        case .status(let status): "status \(status)"
        case .missingDone: "missing [DONE]"
        case .malformedHead: "malformed head"
        case .malformedChunk: "malformed chunk"
        case .bytesAfterEnd: "bytes after the end"
        }
    }
}
