/// The status line and fields of an answer, before they are bytes.
struct ResponseHead: Sendable {
    /// How the client learns where the body ends.
    enum Framing: Sendable, Hashable {
        /// A Content-Length.
        case length(Int)
        /// Transfer-Encoding: chunked.
        case chunked
        /// Neither: the body ends with the connection.
        case untilClose
        /// No body at all (204, 304).
        case none
    }

    var status: Int
    var fields: [(name: String, value: String)]

    init(status: Int, fields: [(String, String)] = []) {
        self.status = status
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// The head as it goes out, with the blank line.
    func bytes(with framing: Framing, version: String = "HTTP/1.1", newline: String = "\r\n") -> [UInt8] {
        var text = "\(version) \(status) \(Self.reason(for: status))\(newline)"
        for field in fields { text += "\(field.name): \(field.value)\(newline)" }
        switch framing {
        case .length(let length): text += "content-length: \(length)\(newline)"
        case .chunked: text += "transfer-encoding: chunked\(newline)"
        case .untilClose: text += "connection: close\(newline)"
        case .none: break
        }
        return Array((text + newline).utf8)
    }

    /// The reason phrase, as Cloudflare writes it for its own statuses.
    static func reason(for status: Int) -> String {
        reasons[status] ?? "Status"
    }

    private static let reasons = [
        100: "Continue", 103: "Early Hints",
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 408: "Request Timeout", 410: "Gone", 413: "Payload Too Large",
        422: "Unprocessable Entity", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
        520: "Web Server Returned an Unknown Error", 522: "Connection Timed Out", 524: "A Timeout Occurred",
        529: "Site is overloaded",
    ]
}
