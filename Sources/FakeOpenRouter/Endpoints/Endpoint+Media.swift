internal import HTTPWire

extension Endpoint {
    /// Pictures and sound.
    static let media = [
        Endpoint("POST", "images", .anyKey, ImagesDialect(), draft: Draft.generation),
        Endpoint("POST", "audio/speech") { visit in
            // Raw bytes, and nothing about tokens.
            let bytes = RandomBytes.make(visit.options.number(.size, else: 16 << 10))
            var draft = Draft(visit, type: "audio/mpeg", content: .bytes(bytes))
            draft.head.fields.append((name: "x-generation-id", value: visit.id))
            return draft
        },
        Endpoint("POST", "audio/transcriptions") { visit in
            let form = MultipartForm(visit.request)
            let seconds = (form?.part(named: "file")?.content.count ?? visit.request.body.count) / 16_000
            return Draft(
                visit,
                json: #"{"text":"Hello! How can I help you?","usage":{"seconds":\#(seconds),"cost":0}}"#
            )
        },
    ]
}
