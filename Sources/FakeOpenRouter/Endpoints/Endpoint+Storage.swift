internal import HTTPWire

extension Endpoint {
    /// Files of a workspace.
    static let storage = [
        Endpoint("POST", "files") { visit in
            let part = MultipartForm(visit.request)?.part(named: "file")
            let bytes = part.map { Array($0.content) } ?? visit.request.body
            let file = visit.shared.shelf.add(name: part?.filename ?? "file", bytes: bytes)
            return fresh(visit, file.json(visit.time))
        },
        Endpoint("GET", "files") { visit in
            let list = visit.shared.shelf.all.map { $0.json(visit.time) }.joined(separator: ",")
            return fresh(visit, #"{"object":"list","data":[\#(list)],"has_more":false}"#)
        },
        Endpoint("GET", "files/*") { visit in
            file(visit) { fresh(visit, $0.json(visit.time)) }
        },
        Endpoint("GET", "files/*/content") { visit in
            file(visit) { Draft(visit, type: "application/octet-stream", content: .bytes($0.bytes)) }
        },
        Endpoint("DELETE", "files/*") { visit in
            file(visit) { file in
                visit.shared.shelf.remove(file.id)
                return fresh(visit, #"{"id":"\#(file.id)","object":"file","deleted":true}"#)
            }
        },
    ]

    /// Jobs that are asked for now and fetched later.
    static let jobs = [
        Endpoint("POST", "videos") { visit in
            let id = "video-\(visit.time)-\(visit.request.number)"
            var draft = Draft(visit, status: 202, json: job(id, "pending"))
            draft.isCacheable = false
            return draft
        },
        Endpoint("GET", "videos/*") { visit in
            // Looked at for the first time it is still being made.
            let id = visit.parameters[0]
            let isFirst = visit.shared.tally.next(of: "video \(id)") == 1
            return fresh(visit, job(id, isFirst ? "in_progress" : "completed"))
        },
        Endpoint("GET", "videos/*/content") { visit in
            let bytes = RandomBytes.make(visit.options.number(.size, else: 64 << 10))
            return Draft(visit, type: "video/mp4", content: .bytes(bytes))
        },
    ]

    /// An answer that the next request may not be given.
    private static func fresh(_ visit: Visit, _ json: String) -> Draft {
        var draft = Draft(visit, json: json)
        draft.isCacheable = false
        return draft
    }

    private static func file(_ visit: Visit, _ draft: (Shelf.File) -> Draft) -> Draft {
        var answer = visit.shared.shelf.file(visit.parameters[0]).map(draft) ?? .notFound(visit, "File not found")
        answer.isCacheable = false
        return answer
    }

    private static func job(_ id: String, _ status: String) -> String {
        let urls = status == "completed" ? #"["/api/v1/videos/\#(JSON.escaped(id))/content?index=0"]"# : "[]"
        return #"{"id":"\#(JSON.escaped(id))","polling_url":"/api/v1/videos/\#(JSON.escaped(id))","#
            + #""status":"\#(status)","unsigned_urls":\#(urls)}"#
    }
}
