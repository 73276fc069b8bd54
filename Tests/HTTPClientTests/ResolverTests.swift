internal import Dispatch
internal import EventLoop
internal import HTTPClient
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct ResolverTests {
    /// A name service that counts its questions and answers what it is told to.
    private final class Names: Sendable {
        private let state = Mutex(State())
        private struct State {
            var asked: [String] = []
            var answer: Result<[String], TransferError> = .success(["192.0.2.1", "[2001:db8::1]"])
        }

        var asked: [String] { state.withLock { $0.asked } }

        func set(_ answer: Result<[String], TransferError>) { state.withLock { $0.answer = answer } }

        func lookUp(_ host: String) -> Result<[String], TransferError> {
            state.withLock { state in
                state.asked.append(host)
                return state.answer
            }
        }
    }

    private let names = Names()
    private let clock = ManualClock()

    private func resolver() -> Resolver {
        Resolver(lookUp: { [names] in names.lookUp($0) }, now: { [clock] in clock.now })
    }

    @Test func `a name is looked up once and remembered for 30 seconds`() async throws {
        let resolver = resolver()
        #expect(resolver.known("a.example") == nil)

        let first = try await resolver.resolve("a.example").get()
        clock.advance(by: .seconds(30) - .nanoseconds(1))
        let second = try await resolver.resolve("a.example").get()

        #expect(first.addresses == "192.0.2.1,[2001:db8::1]")
        #expect(second.generation == first.generation)
        #expect(names.asked == ["a.example"])
        #expect(resolver.known("a.example") != nil)
    }

    @Test func `after 30 seconds it is looked up anew, and its new generation tells`() async throws {
        let resolver = resolver()
        let first = try await resolver.resolve("a.example").get()
        names.set(.success(["192.0.2.9"]))

        clock.advance(by: .seconds(30))
        #expect(resolver.known("a.example") == nil)
        let second = try await resolver.resolve("a.example").get()

        #expect(second.addresses == "192.0.2.9")
        #expect(second.generation > first.generation)
        #expect(names.asked.count == 2)
    }

    @Test func `a failure is remembered for 5 seconds`() async throws {
        let resolver = resolver()
        names.set(.failure(TransferError(.dns, "no such name")))
        let first = await resolver.resolve("a.example")
        names.set(.success(["192.0.2.1"]))

        clock.advance(by: .seconds(5) - .nanoseconds(1))
        let second = await resolver.resolve("a.example")
        clock.advance(by: .nanoseconds(1))
        let third = await resolver.resolve("a.example")

        #expect(throws: TransferError(.dns, "no such name")) { try first.get() }
        #expect(throws: TransferError(.dns, "no such name")) { try second.get() }
        #expect(try third.get().addresses == "192.0.2.1")
        #expect(names.asked.count == 2)
    }

    @Test func `many that ask at once share one question`() async throws {
        // given a name service that is silent until it is let go
        let gate = DispatchSemaphore(value: 0)
        let resolver = Resolver(
            lookUp: { [names] host in
                gate.wait()
                return names.lookUp(host)
            },
            now: { [clock] in clock.now }
        )

        // when fifty ask
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await resolver.resolve("a.example").get().generation } }
            gate.signal()
            return try await group.reduce(into: []) { $0.append($1) }
        }

        // then there was one question, and all have its answer
        #expect(names.asked == ["a.example"])
        #expect(answers.count == 50)
        #expect(Set(answers).count == 1)
    }

    @Test func `each name has its own answer`() async throws {
        let resolver = resolver()

        let first = try await resolver.resolve("a.example").get()
        let second = try await resolver.resolve("b.example").get()

        #expect(first.generation != second.generation)
        #expect(names.asked == ["a.example", "b.example"])
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("[::1]", true), ("localhost", false), ("1.2.3", false), ("openrouter.ai", false),
        ("127.0.0.1.example", false), ("", false),
    ])
    func `addresses need no name service`(host: String, isLiteral: Bool) {
        #expect(Resolver.isLiteral(host) == isLiteral)
    }

    @Test func `the system knows this machine, and its own words come with a failure`() {
        let own = (try? Resolver.systemLookUp("localhost").get()) ?? []
        #expect(!own.isEmpty)
        let failure = #expect(throws: TransferError.self) { try Resolver.systemLookUp("").get() }
        #expect(failure?.kind == .dns)
        #expect(failure?.detail.isEmpty == false)
    }
}
