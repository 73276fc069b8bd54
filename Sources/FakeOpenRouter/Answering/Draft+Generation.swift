extension Draft {
    /// The answer of a model: whole, or a stream where the body asks for one.
    static func generation(_ visit: Visit) -> Draft {
        let generation = Generation(visit)
        var draft =
            visit.body.asksForStream
            ? stream(visit, generation) : Draft(visit, json: visit.dialect.answer(generation))
        draft.head.fields.append((name: "x-generation-id", value: visit.id))
        draft.head.fields.append((name: "x-provider-name", value: generation.provider))
        return draft
    }

    private static func stream(_ visit: Visit, _ generation: Generation) -> Draft {
        let events =
            visit.dialect.opening(generation) + contentEvents(visit, generation)
            + visit.dialect.closing(generation)
        let beats = comments(visit.options) + paced(events, visit.options)
        var draft = Draft(visit, type: "text/event-stream", content: .beats(beats))
        draft.head.fields.append((name: "cache-control", value: "no-cache"))
        draft.newline = visit.options.has(.crlf) ? "\r\n" : visit.options.has(.cr) ? "\r" : "\n"
        return draft
    }

    private static func contentEvents(_ visit: Visit, _ generation: Generation) -> [StreamEvent] {
        // The same word makes the same event, and there may be many thousands of them.
        let isIndexed = visit.dialect.isIndexed(generation)
        var made: [String: StreamEvent] = [:]
        return generation.words.enumerated().map { index, word in
            if !isIndexed, let event = made[word] { return event }
            let event = visit.dialect.content(generation, word, index: index)
            made[word] = event
            return event
        }
    }

    private static func comments(_ options: Options) -> [Beat] {
        let comment = Beat.comment("OPENROUTER PROCESSING")
        let wait = options.duration(.every)
        let beats = wait > .zero ? [.step(.wait(wait)), comment] : [comment]
        return Array(repeating: beats, count: options.number(.comments, else: 1)).flatMap { $0 }
    }

    private static func paced(_ events: [StreamEvent], _ options: Options) -> [Beat] {
        let wait = options.duration(.interval)
        if wait == .zero { return events.map { .event($0) } }
        return events.flatMap { event -> [Beat] in
            event.part == .content ? [.step(.wait(wait)), .event(event)] : [.event(event)]
        }
    }
}
