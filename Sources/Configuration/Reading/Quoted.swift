package import Secrets

extension Redaction {
    /// What somebody wrote, in quotes, fit for a message: short, without control characters, keys and credentials.
    package static func quoted(_ text: some StringProtocol) -> String {
        let safe = keys(in: urlCredentials(in: String(text.prefix(200))))
        let visible = safe.unicodeScalars.prefix(60).map { scalar in
            let isControl =
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            return isControl ? "?" : String(scalar)
        }
        let isCut = safe.unicodeScalars.count > 60 || text.utf8.count > safe.utf8.count && text.count > 200
        return "\"\(visible.joined())\(isCut ? "…" : "")\""
    }
}
