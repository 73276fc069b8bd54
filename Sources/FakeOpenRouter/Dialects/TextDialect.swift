/// `/completions`: the old text form.
struct TextDialect: Dialect {
    private let chat = ChatDialect()

    func answer(_ generation: Generation) -> String {
        let choice = choice(generation.text, finish: generation.finish)
        return head(generation) + #","choices":[\#(choice)],"usage":\#(chat.usage(generation))}"#
    }

    func partialAnswer(_ generation: Generation, _ error: UpstreamError) -> String {
        let choice = choice(generation.text, finish: "error", more: #","error":\#(error.object)"#)
        return head(generation) + #","choices":[\#(choice)],"usage":\#(chat.usage(generation))}"#
    }

    func opening(_ generation: Generation) -> [StreamEvent] { [] }

    func content(_ generation: Generation, _ word: String, index: Int) -> StreamEvent {
        StreamEvent(.content, head(generation) + #","choices":[\#(choice(word, finish: nil))]}"#)
    }

    func closing(_ generation: Generation) -> [StreamEvent] {
        let last = #","choices":[\#(choice("", finish: generation.finish))]"#
        return [
            StreamEvent(.finish, head(generation) + last + "}"),
            StreamEvent(.usage, head(generation) + last + #","usage":\#(chat.usage(generation))}"#),
            StreamEvent(.done, "[DONE]"),
        ]
    }

    func error(_ error: UpstreamError) -> String { error.envelope }

    func errorEvent(_ error: UpstreamError, _ generation: Generation) -> StreamEvent {
        let choice = choice("", finish: "error")
        return StreamEvent(.error, head(generation) + #","error":\#(error.object),"choices":[\#(choice)]}"#)
    }

    private func head(_ generation: Generation) -> String {
        #"{"id":"\#(generation.id)","object":"text_completion","created":\#(generation.created),"#
            + #""model":"\#(generation.model)","provider":"\#(generation.provider)""#
    }

    private func choice(_ text: String, finish: String?, more: String = "") -> String {
        #"{"index":0,"text":\#(JSON.string(text)),"logprobs":null,"finish_reason":\#(JSON.string(finish)),"#
            + #""native_finish_reason":\#(JSON.string(finish))\#(more)}"#
    }
}
