internal import Dispatch
internal import EventLoop
internal import Glibc
internal import Synchronization
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct LoopTests {
    /// Something that lives on a loop.
    final class Counter {
        var count = 0
    }

    private func withLoop(_ body: (EventLoop) async throws -> Void) async throws {
        let loop = try EventLoop.start(name: "test")
        try await body(loop)
        loop.stop()
        await loop.join()
    }

    @Test func `code begun on a loop stays on its thread, also after every kind of wait`() async throws {
        try await withLoop { loop in
            let own = await loop.thread()

            let seen = await loop.threadsOfBegunCode()

            #expect(seen == [UInt](repeating: own, count: 5))
        }
    }

    @Test func `code begun on a loop from there runs later, not at once`() async throws {
        try await withLoop { loop in
            #expect(await loop.orderOfBeginning() == ["caller", "begun"])
        }
    }

    @Test func `work from many tasks runs on the loop's thread, one after the other`() async throws {
        try await withLoop { loop in
            let own = await loop.thread()
            let counter = await loop.makeCounter()

            let threads = await withTaskGroup(of: UInt.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        counter.post { $0.count += 1 }
                        return await counter.run { counter in
                            counter.count += 1
                            return UInt(pthread_self())
                        }
                    }
                }
                return await group.reduce(into: Set()) { $0.insert($1) }
            }

            #expect(threads == [own])
            while await counter.run({ $0.count }) < 200 { await Task.yield() }
            #expect(await counter.run { $0.count } == 200)
        }
    }

    @Test func `an error thrown on the loop arrives`() async throws {
        struct Mishap: Error {}
        try await withLoop { loop in
            let counter = await loop.makeCounter()

            await #expect(throws: Mishap.self) {
                try await counter.run { _ in throw Mishap() }
            }
        }
    }

    @Test func `two loops have two threads`() async throws {
        try await withLoop { first in
            try await withLoop { second in
                #expect(await first.thread() != second.thread())
            }
        }
    }

    @Test func `a stopped loop is joined, by as many as wait and as often as they ask`() async throws {
        let loop = try EventLoop.start(name: "a name longer than fifteen bytes")
        let waiting = Task { await loop.join() }

        loop.stop()

        await waiting.value
        await loop.join()
        await loop.join()
    }

    @Test func `a loop keeps what it is given to keep`() async throws {
        try await withLoop { loop in
            #expect(await loop.keepsCounter())
        }
    }
}

extension EventLoop {
    fileprivate func thread() -> UInt { UInt(pthread_self()) }

    fileprivate func makeCounter() -> LoopBound<LoopTests.Counter> {
        LoopBound(LoopTests.Counter(), on: self)
    }

    fileprivate func keepsCounter() -> Bool {
        weak var counter: LoopTests.Counter?
        do {
            let made = LoopTests.Counter()
            counter = made
            keep(made)
        }
        return counter != nil
    }

    /// The threads that begun code is on: at first, after a yield, after a continuation resumed from elsewhere and from
    /// the loop itself, and after a call of another actor.
    fileprivate func threadsOfBegunCode() async -> [UInt] {
        await withCheckedContinuation { done in
            begin { loop in
                var threads = [loop.thread()]
                await Task.yield()
                threads.append(UInt(pthread_self()))
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().async { continuation.resume() }
                }
                threads.append(UInt(pthread_self()))
                await withCheckedContinuation { continuation in
                    loop.begin { _ in continuation.resume() }
                }
                threads.append(UInt(pthread_self()))
                await Elsewhere.shared.visit()
                threads.append(UInt(pthread_self()))
                done.resume(returning: threads)
            }
        }
    }

    fileprivate func orderOfBeginning() async -> [String] {
        let order = Order()
        await withCheckedContinuation { done in
            begin { _ in
                order.add("begun")
                done.resume()
            }
            order.add("caller")
        }
        return order.words
    }
}

private final class Order: Sendable {
    private let list = Mutex<[String]>([])

    var words: [String] { list.withLock { $0 } }

    func add(_ word: String) { list.withLock { $0.append(word) } }
}

private actor Elsewhere {
    static let shared = Elsewhere()

    func visit() {}
}
