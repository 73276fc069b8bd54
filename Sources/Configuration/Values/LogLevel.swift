/// The severities of log lines, by Python's names, which B's files use.
package enum LogLevel: Int, Sendable, CaseIterable, Comparable {
    case debug, info, warning, error, critical

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var name: String {
        switch self {
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warning: "WARNING"
        case .error: "ERROR"
        case .critical: "CRITICAL"
        }
    }
}
