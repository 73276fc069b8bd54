/// The name and password of an outgoing proxy, as they stood in its URL: percent-encoded, with a colon between them.
///
/// libcurl's CURLOPT_PROXYUSERPWD wants exactly this form: https://curl.se/libcurl/c/CURLOPT_PROXYUSERPWD.html
package struct ProxyCredentials: Sendable {
    private let storage: SecretBytes

    package init(_ text: some StringProtocol) {
        storage = SecretBytes(copying: text.utf8)
    }

    /// Lends the bytes for one call, to a reader that names its purpose.
    package func withBytes<Result, Failure: Error>(
        for purpose: SecretPurpose,
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.withSpan(body)
    }
}

extension ProxyCredentials: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        right.storage.withSpan { left.storage.isEqual(to: $0) }
    }
}

extension ProxyCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["mask": description]) }
}
