/// `/images`: OpenAI's shapes.
///
/// A stream brings partial pictures, then the whole one.
struct ImagesDialect: Dialect {
    /// The smallest PNG: one transparent pixel.
    private static let pixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="

    func answer(_ generation: Generation) -> String {
        #"{"created":\#(generation.created),"data":[{"b64_json":"\#(picture(generation))"}],"#
            + #""usage":{"input_tokens":12,"output_tokens":1290,"total_tokens":1302,"cost":0.04}}"#
    }

    func partialAnswer(_ generation: Generation, _ error: UpstreamError) -> String { error.envelope }

    func opening(_ generation: Generation) -> [StreamEvent] { [] }

    func isIndexed(_ generation: Generation) -> Bool { true }

    func content(_ generation: Generation, _ word: String, index: Int) -> StreamEvent {
        event(.content, "image_generation.partial_image", Self.pixel, #","partial_image_index":\#(index)"#)
    }

    func image(_ generation: Generation, _ base64: String) -> StreamEvent {
        event(.content, "image_generation.partial_image", base64, #","partial_image_index":0"#)
    }

    func closing(_ generation: Generation) -> [StreamEvent] {
        [event(.finish, "image_generation.completed", picture(generation), ""), StreamEvent(.done, "[DONE]")]
    }

    func error(_ error: UpstreamError) -> String { error.envelope }

    func errorEvent(_ error: UpstreamError, _ generation: Generation) -> StreamEvent { bareErrorEvent(error) }

    private func event(_ part: StreamEvent.Part, _ type: String, _ base64: String, _ more: String) -> StreamEvent {
        StreamEvent(part, name: type, #"{"type":"\#(type)","b64_json":"\#(base64)"\#(more)}"#)
    }

    /// The pixel, or base64 of the size asked for.
    private func picture(_ generation: Generation) -> String {
        guard let size = generation.options.number(.size) else { return Self.pixel }
        return String(repeating: "AAAA", count: size / 4)
    }
}
