extension Reply {
    /// A whole answer as bytes.
    static func bytes(status: Int, body: String) -> [UInt8] {
        let body = Array(body.utf8)
        let head = ResponseHead(status: status, fields: [("content-type", "application/json")])
        return head.bytes(with: .length(body.count)) + body
    }

    /// An ordinary JSON answer.
    package static func json(status: Int = 200, _ body: String) -> Reply {
        [.send(bytes(status: status, body: body))]
    }

    static func error(_ error: UpstreamError) -> Reply {
        json(status: error.code, error.envelope)
    }
}
