/// The value of an Origin field, in the form in which browsers send it.
enum BrowserOrigin {
    /// Lower case, no slash at its end, no default port; nil where it is no `scheme://host`.
    static func normalized(_ text: String) -> String? {
        guard let parts = URLParts(text), parts.userInfo == nil, parts.path.isEmpty || parts.path == "/" else {
            return nil
        }
        let isDefaultPort = parts.port == UpstreamURL.Scheme(rawValue: parts.scheme)?.defaultPort
        guard let port = parts.port, !isDefaultPort else { return "\(parts.scheme)://\(parts.host)" }
        return "\(parts.scheme)://\(parts.host):\(port)"
    }
}
