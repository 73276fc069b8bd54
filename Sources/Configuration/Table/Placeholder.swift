import Secrets

/// Recognises what the predecessors' example files hold where a secret belongs.
enum Placeholder {
    /// A real key is hexadecimal after its prefix, so none of these can stand in one.
    private static let keyMarks = [
        "your-", "your_", "valid-api-key", "replace-this", "-example-key", "api-key-here", "xxxx", "...", "…", "<",
    ]

    private static let accessKeyMarks = [
        "your_local_access_key", "your-local-access-key", "access_key_here", "changeme", "a-long-random-text",
    ]

    static func isKey(_ text: String) -> Bool {
        let text = text.lowercased()
        return keyMarks.contains { text.contains($0) }
    }

    /// The access key of B's example file and its like: known to everybody.
    static func isAccessKey(_ key: APIKeySecret) -> Bool {
        let text = key.withBytes(for: .checkingForm) { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self).lowercased()
        }
        return accessKeyMarks.contains { text.contains($0) }
    }
}
