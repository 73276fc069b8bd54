internal import HTTPWire
internal import Testing

@testable internal import Gateway

struct RequestNumbersTests {
    @Test func `an identifier is 32 hexadecimal digits that we would accept from a client`() {
        var numbers = RequestNumbers(seed: 1)
        for _ in 0..<100 {
            let identifier = numbers.nextIdentifier()
            #expect(identifier.count == 32)
            let isAcceptable = RequestID.isValid(identifier.span)
            #expect(isAcceptable)
            let isHexadecimal = identifier.allSatisfy { "0123456789abcdef".utf8.contains($0) }
            #expect(isHexadecimal)
        }
    }

    @Test func `identifiers differ, and another seed gives others`() {
        var numbers = RequestNumbers(seed: 1)
        var others = RequestNumbers(seed: 2)

        let identifiers = Set((0..<1000).map { _ in numbers.nextIdentifier() })
        let more = Set((0..<1000).map { _ in others.nextIdentifier() })

        #expect(identifiers.count == 1000)
        #expect(identifiers.isDisjoint(with: more))
    }

    @Test func `numbers are those of SplitMix64`() {
        var numbers = RequestNumbers(seed: 1_234_567)

        #expect(
            (0..<3).map { _ in numbers.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ]
        )
    }

    @Test func `fractions lie from 0 up to 1 and spread`() {
        var numbers = RequestNumbers(seed: 3)

        let fractions = (0..<1000).map { _ in numbers.nextFraction() }

        let isInside = fractions.allSatisfy { (0..<1).contains($0) }
        #expect(isInside)
        #expect((0.45...0.55).contains(fractions.reduce(0, +) / 1000))
    }
}
