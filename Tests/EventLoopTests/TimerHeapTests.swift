internal import TestSupport
internal import Testing

@testable internal import EventLoop

struct TimerHeapTests {
    private final class Target: TimerTarget {
        func timerFired(_ timer: LoopTimer) {}
    }

    private let target = Target()

    private func at(_ nanoseconds: Int64) -> Instant { Instant(nanoseconds: nanoseconds) }

    /// The deadlines under which the given timers come out, as their places in the array.
    private func due(_ heap: inout TimerHeap, _ now: Int64, of timers: [LoopTimer]) -> [Int] {
        var places: [Int] = []
        while let timer = heap.popDue(at(now)) {
            places.append(timers.firstIndex { $0 === timer } ?? -1)
        }
        return places
    }

    @Test func `timers come out in the order of their deadlines, those that are due and no other`() {
        var heap = TimerHeap()
        let timers = (0..<6).map { _ in LoopTimer() }
        for (timer, deadline) in zip(timers, [50, 10, 40, 20, 60, 30] as [Int64]) {
            heap.arm(timer, at: at(deadline), for: target)
        }

        #expect(heap.next == at(10))
        #expect(due(&heap, 9, of: timers) == [])
        #expect(due(&heap, 40, of: timers) == [1, 3, 5, 2])
        #expect(due(&heap, 100, of: timers) == [0, 4])
        #expect(heap.next == .never)
    }

    @Test func `a deadline moved later fires at its new time only`() {
        var heap = TimerHeap()
        let timer = LoopTimer()
        heap.arm(timer, at: at(10), for: target)

        heap.arm(timer, at: at(30), for: target)

        #expect(heap.next == at(10))
        #expect(due(&heap, 29, of: [timer]) == [])
        #expect(heap.next == at(30))
        #expect(due(&heap, 30, of: [timer]) == [0])
    }

    @Test func `a deadline moved earlier fires at its new time`() {
        var heap = TimerHeap()
        let timers = [LoopTimer(), LoopTimer()]
        heap.arm(timers[0], at: at(20), for: target)
        heap.arm(timers[1], at: at(30), for: target)

        heap.arm(timers[1], at: at(10), for: target)

        #expect(heap.next == at(10))
        #expect(due(&heap, 10, of: timers) == [1])
    }

    @Test func `a deadline moved later and back is the earlier one again`() {
        var heap = TimerHeap()
        let timer = LoopTimer()
        heap.arm(timer, at: at(10), for: target)
        heap.arm(timer, at: at(100), for: target)

        heap.arm(timer, at: at(50), for: target)

        #expect(due(&heap, 49, of: [timer]) == [])
        #expect(due(&heap, 50, of: [timer]) == [0])
    }

    @Test func `a timer taken out is held no longer`() {
        var heap = TimerHeap()
        let timers = (0..<3).map { _ in LoopTimer() }
        for timer in timers { heap.arm(timer, at: at(10), for: target) }

        heap.remove(timers[1])

        #expect(heap.count == 2)
        #expect(timers[1].target == nil)
        #expect(!timers[1].isArmed)
        #expect(due(&heap, 10, of: timers).sorted() == [0, 2])
    }

    @Test func `a deadline set to never fires never and lets its target go when it comes up`() {
        var heap = TimerHeap()
        let timer = LoopTimer()
        heap.arm(timer, at: at(10), for: target)

        heap.arm(timer, at: .never, for: target)

        #expect(!timer.isArmed)
        #expect(due(&heap, 1000, of: [timer]) == [])
        #expect(heap.count == 0)
        #expect(timer.target == nil)
    }

    @Test func `a thousand random steps do what a list of deadlines does`() {
        var numbers = SeededNumbers(seed: 7)
        var heap = TimerHeap()
        let timers = (0..<40).map { _ in LoopTimer() }
        var model = [Int64?](repeating: nil, count: timers.count)
        var now: Int64 = 0
        for step in 0..<1000 {
            let place = Int.random(in: 0..<timers.count, using: &numbers)
            switch Int.random(in: 0..<10, using: &numbers) {
            case 0..<6:
                let deadline = now + Int64.random(in: 1...500, using: &numbers)
                heap.arm(timers[place], at: at(deadline), for: target)
                model[place] = deadline
            case 6:
                heap.arm(timers[place], at: .never, for: target)
                model[place] = nil
            case 7:
                heap.remove(timers[place])
                model[place] = nil
            default:
                now += Int64.random(in: 1...100, using: &numbers)
                let expected = model.indices.filter { model[$0].map { $0 <= now } ?? false }
                for index in expected { model[index] = nil }
                #expect(due(&heap, now, of: timers).sorted() == expected, "step \(step)")
            }
            let earliest = model.compactMap { $0 }.min().map(at) ?? .never
            #expect(heap.next <= earliest, "step \(step)")
            #expect(timers.map { $0.isArmed ? $0.deadline.nanoseconds : nil } == model, "step \(step)")
        }
    }
}
