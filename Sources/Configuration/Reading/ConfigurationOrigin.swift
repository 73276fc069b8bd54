/// Where a value was written down.
package enum ConfigurationOrigin: Sendable, Equatable {
    case file(String, line: Int)
    case dotEnv(String, line: Int, variable: String)
    case environment(variable: String)
    case flag(String)

    /// The place alone: what stands first in a message.
    package var place: String {
        switch self {
        case .file(let path, let line), .dotEnv(let path, let line, _): "\(path):\(line)"
        case .environment: "environment"
        case .flag: "command line"
        }
    }
}

extension ConfigurationOrigin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file, .dotEnv: place
        case .environment(let variable): "environment \(variable)"
        case .flag(let name): name
        }
    }
}
