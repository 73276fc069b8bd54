extension Fault {
    static let echoes = [
        Fault(
            "echo",
            .echo,
            "JSON with request line, headers in order (the key as its SHA-256), body's length and digest"
        ) {
            draft,
            _ in
            draft = Draft(draft.visit, json: RequestReport.json(of: draft.visit.request))
            draft.isCacheable = false
        },
        Fault("echo-raw", .echo, "the request's body, byte for byte, with its content type") { draft, _ in
            let request = draft.visit.request
            let type = request.value(of: "content-type") ?? "application/octet-stream"
            draft = Draft(draft.visit, type: type, content: .bytes(request.body))
            draft.isCacheable = false
        },
    ]
}
