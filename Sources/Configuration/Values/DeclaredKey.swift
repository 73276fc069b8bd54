package import Secrets

/// An upstream key as it was declared.
package struct DeclaredKey: Sendable {
    package var secret: APIKeySecret
    package var label: String?

    /// Where it stands, so that its removal can name the place.
    package var declaredAt: ConfigurationOrigin

    package init(secret: APIKeySecret, label: String? = nil, declaredAt: ConfigurationOrigin) {
        self.secret = secret
        self.label = label
        self.declaredAt = declaredAt
    }
}

extension DeclaredKey: Equatable {
    /// The place does not count: a key that moved by a line is the same key.
    package static func == (left: Self, right: Self) -> Bool {
        left.secret == right.secret && left.label == right.label
    }
}
