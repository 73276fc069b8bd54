/// Requests as JSON, for people and for tests in other languages.
enum RequestReport {
    /// One request.
    ///
    /// A key is shown as its SHA-256; bodies of text are shown when short.
    static func json(of request: ReceivedRequest) -> String {
        let fields = request.fields.map { "[\(JSON.string($0.name)),\(JSON.string(shown($0)))]" }
        return #"{"number":\#(request.number),"connection":\#(request.connection),"#
            + #""method":\#(JSON.string(request.method)),"target":\#(JSON.string(request.target)),"#
            + #""headers":[\#(fields.joined(separator: ","))],"key_sha256":\#(JSON.string(request.keySHA256)),"#
            + #""body_length":\#(request.bodyLength),"body_sha256":"\#(request.bodySHA256)","#
            + #""body":\#(JSON.string(text(of: request)))}"#
    }

    private static let secretFields: Set = ["authorization", "x-api-key", "api-key", "proxy-authorization"]

    private static func shown(_ field: ReceivedRequest.Field) -> String {
        guard secretFields.contains(field.name.lowercased()) else { return field.value }
        let isBearer = field.value.lowercased().hasPrefix("bearer ")
        let key = isBearer ? field.value.dropFirst(7) : Substring(field.value)
        return (isBearer ? "Bearer " : "") + "sha256:" + SHA256.hex(of: key.utf8)
    }

    /// The body, if it is UTF-8 and not long.
    private static func text(of request: ReceivedRequest) -> String? {
        guard request.body.count == request.bodyLength, request.bodyLength <= 64 * 1024 else { return nil }
        return String(validating: request.body, as: UTF8.self)
    }
}
