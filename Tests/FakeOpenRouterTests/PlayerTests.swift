internal import TestSupport
internal import Testing

@testable internal import FakeOpenRouter

struct PlayerTests {
    private func steps(_ steps: [Step], atMost limit: Int = 20) -> [Step] {
        var player = Player(steps)
        var played: [Step] = []
        while played.count < limit, let step = player.next() { played.append(step) }
        return played
    }

    @Test func `steps are played in order`() {
        #expect(steps([.send("a"), .stall, .close]) == [.send("a"), .stall, .close])
        #expect(steps([]) == [])
    }

    @Test func `what repeats is played as often as it says`() {
        #expect(
            steps([.repeat([.send("a"), .send("b")], times: 2), .close])
                == [.send("a"), .send("b"), .send("a"), .send("b"), .close]
        )
        #expect(steps([.repeat([.send("a")], times: 0), .close]) == [.close])
    }

    @Test func `repetitions nest`() {
        let inner = Step.repeat([.send("a")], times: 2)
        #expect(
            steps([.repeat([inner, .send("b")], times: 2)])
                == [.send("a"), .send("a"), .send("b"), .send("a"), .send("a"), .send("b")]
        )
    }

    @Test func `what repeats without end has none`() {
        #expect(steps([.repeat([.send("a")], times: nil), .close]) == Array(repeating: .send("a"), count: 20))
    }

    @Test func `repeating nothing is over at once`() {
        #expect(steps([.repeat([], times: nil), .close]) == [.close])
    }

    @Test func `a reply in pieces cuts what it repeats too`() {
        let reply = Reply([.send("abc"), .repeat([.send("d")], times: nil), .close]).inPieces(of: 2)
        #expect(
            reply.steps == [
                .sendInPieces(Payload("abc"), of: 2, every: .zero),
                .repeat([.sendInPieces(Payload("d"), of: 2, every: .zero)], times: nil), .close,
            ]
        )
    }
}

struct PayloadTests {
    private let placeholder = Payload.placeholder

    @Test func `an id goes to every place that is left for one`() {
        let payload = Payload(template: Array("a\(placeholder)b\(placeholder)".utf8))
        let id = GenerationID(number: 7)

        #expect(payload.stamped(with: id) == Array("a\(id.text)b\(id.text)".utf8))
    }

    @Test func `bytes of a test go out as they are`() {
        let bytes = Array("a\(placeholder)".utf8)
        #expect(Payload(bytes).stamped(with: GenerationID(number: 7)) == bytes)
    }

    @Test func `ids of neighbours differ and are letters and digits`() {
        let ids = (1...1000).map { GenerationID(number: $0).text }
        #expect(Set(ids).count == 1000)
        #expect(ids.allSatisfy { id in id.count == 20 && id.allSatisfy { $0.isLetter || $0.isNumber } })
    }
}
