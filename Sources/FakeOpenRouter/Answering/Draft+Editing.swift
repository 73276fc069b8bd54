/// What faults do to a stream.
extension Draft {
    /// The place behind so many content events; never behind what ends the answer.
    func place(after count: Int) -> Int {
        var left = count
        for (index, beat) in beats.enumerated() {
            if beat.isEvent(.finish) || beat.isEvent(.usage) || beat.isEvent(.done) { return index }
            guard beat.isEvent(.content) else { continue }
            if left == 0 { return index }
            left -= 1
            if left == 0 { return index + 1 }
        }
        return beats.count
    }

    mutating func insert(_ new: [Beat], after count: Int) {
        guard isStream else { return }
        beats.insert(contentsOf: new, at: place(after: count))
    }

    /// Ends the stream after so many content events, perhaps inside the next.
    mutating func cutStream(_ options: Options, else standard: Int = 2) {
        guard isStream else { return }
        let place = place(after: options.number(.after, else: standard))
        let next = beats[place...].first(where: \.isAnyEvent)
        beats.removeSubrange(place...)
        if let size = options.number(.inside), case .event(let event) = next {
            beats.append(.bytes(Array(event.text(newline: newline).utf8.prefix(size))))
        }
    }

    /// Sends an event in two writes, the first of so many bytes or half, and waits between them.
    mutating func splitEvent(_ options: Options) {
        guard isStream else { return }
        let start = place(after: options.number(.after, else: 0))
        guard let place = beats[start...].firstIndex(where: \.isAnyEvent), case .event(let event) = beats[place] else {
            return
        }
        let bytes = Array(event.text(newline: newline).utf8)
        let size = min(options.number(.inside, else: bytes.count / 2), bytes.count)
        let wait = options.text(.gate).map { Step.waitForRelease($0) } ?? .wait(options.duration(.pause))
        beats.replaceSubrange(
            place...place,
            with: [.bytes(Array(bytes[..<size])), .step(wait), .bytes(Array(bytes[size...]))]
        )
    }

    /// Ends the stream with this event.
    mutating func breakOff(_ event: StreamEvent, _ options: Options, else standard: Int = 0) {
        guard isStream else { return }
        let done = beats.filter { $0.isEvent(.done) }
        cutStream(options, else: standard)
        beats.append(.event(event))
        if options.has(.done) { beats += done }
    }

    mutating func dropEvents(_ parts: Set<StreamEvent.Part>) {
        guard isStream else { return }
        beats.removeAll { beat in parts.contains { beat.isEvent($0) } }
    }

    mutating func rewriteEvents(_ part: StreamEvent.Part, _ change: (String) -> String) {
        guard isStream else { return }
        beats = beats.map { beat in
            guard case .event(var event) = beat, event.part == part else { return beat }
            event.data = change(event.data)
            return .event(event)
        }
    }

    /// Goes on with the content events for ever.
    mutating func repeatContent(every wait: Duration) {
        guard isStream else { return }
        let round = beats.compactMap { beat -> [Step]? in
            guard case .event(let event) = beat, event.part == .content else { return nil }
            return (wait > .zero ? [.wait(wait)] : []) + [.send(event.text(newline: newline))]
        }
        cutStream(Options(), else: 0)
        play(round.flatMap { $0 })
    }

    /// Goes on with these steps for ever.
    mutating func play(_ steps: [Step]) {
        beats += [.step(.repeat(steps, times: nil)), .unfinished]
    }

    /// Puts a very long run of the same text into the stream.
    mutating func insertRun(of text: String, opening: String, closing: String, _ options: Options) {
        let block = String(repeating: text, count: 65536 / text.utf8.count)
        let count = options.number(.size, else: 256 << 20) / block.utf8.count
        insert(
            [
                .bytes(Array(opening.utf8)),
                .step(.repeat([.send(block)], times: count)),
                .bytes(Array(closing.utf8)),
            ].filter { if case .bytes(let bytes) = $0 { !bytes.isEmpty } else { true } },
            after: options.number(.after, else: 1)
        )
    }
}

// MARK: - Whole bodies and connections

extension Draft {
    /// Dribbles something that is no content before the body.
    mutating func pad(with padding: String, _ options: Options) {
        guard case .bytes(let body) = content else { return }
        let wait = Beat.step(.wait(options.duration(.interval, else: .milliseconds(50))))
        let round = [wait, .bytes(Array(padding.utf8))]
        beats = (0..<options.number(.count, else: 5)).flatMap { _ in round } + [.bytes(body)]
    }

    /// Leaves the body unfinished and does this to the connection.
    mutating func breakConnection(_ step: Step, _ options: Options) {
        if isStream {
            cutStream(options)
        } else {
            cutBody(to: options.number(.inside))
        }
        if isStream { beats.append(.unfinished) }
        after = [step]
    }

    /// Sends so much of the body, or half, as if all were to come.
    private mutating func cutBody(to size: Int?) {
        let whole = bytes
        let part = Array(whole.prefix(size ?? whole.count / 2))
        if case .natural = framing {
            framing = .declared(whole.count)
            bytes = part
        } else {
            beats = part.isEmpty ? [] : [.bytes(part)]
        }
    }
}
