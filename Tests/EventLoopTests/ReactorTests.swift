internal import Glibc
internal import Testing

@testable internal import EventLoop

struct ReactorTests {
    private final class Recorder: ReadinessTarget, TimerTarget, Flushable {
        var readiness: [Readiness] = []
        var firings = 0
        var flushes = 0
        var onReady: () -> Void = {}
        var onTimer: (LoopTimer) -> Void = { _ in }
        var onFlush: () -> Void = {}

        func ready(_ readiness: Readiness) {
            self.readiness.append(readiness)
            onReady()
        }

        func timerFired(_ timer: LoopTimer) {
            firings += 1
            onTimer(timer)
        }

        func flush() {
            flushes += 1
            onFlush()
        }
    }

    @Test func `a readable descriptor's target hears of it, and no more once it is forgotten`() throws {
        let reactor = try Reactor()
        let pair = SocketPair()
        let target = Recorder()
        try reactor.watch(pair.ours, for: .readable, target: target)
        pair.poke()

        reactor.turn(mayWait: true)
        reactor.unwatch(pair.ours)
        reactor.turn(mayWait: false)

        #expect(target.readiness == [.readable])
        close(pair.ours)
        close(pair.theirs)
    }

    @Test func `an event of a descriptor that was closed and opened anew in the same turn is dropped`() throws {
        // given two readable sockets in one turn, of which the first to be told replaces the other
        let reactor = try Reactor()
        let pairs = [SocketPair(), SocketPair()]
        let targets = [Recorder(), Recorder()]
        let fresh = SocketPair()
        let successor = Recorder()
        for (index, target) in targets.enumerated() {
            try reactor.watch(pairs[index].ours, for: .readable, target: target)
            let other = pairs[1 - index].ours
            target.onReady = {
                for each in targets { each.onReady = {} }
                reactor.forget(other)
                close(other)
                #expect(dup2(fresh.ours, other) == other)
                try? reactor.watch(other, for: .readable, target: successor)
            }
        }
        for pair in pairs { pair.poke() }

        reactor.turn(mayWait: true)

        #expect(targets.map(\.readiness.count).reduce(0, +) == 1)
        #expect(successor.readiness.isEmpty)

        // and the new socket is heard of when something comes on it
        fresh.poke()
        reactor.turn(mayWait: true)
        #expect(successor.readiness == [.readable])
        for descriptor in [pairs[0].ours, pairs[0].theirs, pairs[1].ours, pairs[1].theirs, fresh.ours, fresh.theirs] {
            close(descriptor)
        }
    }

    @Test func `a descriptor can be watched for something else`() throws {
        let reactor = try Reactor()
        let pair = SocketPair()
        let target = Recorder()
        try reactor.watch(pair.ours, for: .readable, target: target)

        reactor.change(pair.ours, to: .writable)
        pair.poke()
        reactor.turn(mayWait: true)

        #expect(target.readiness == [.writable])
        close(pair.ours)
        close(pair.theirs)
    }

    @Test func `what asked for a flush is flushed once, and again only when it asks again`() throws {
        let reactor = try Reactor()
        let output = Recorder()
        reactor.flushLater(output)

        reactor.flushAll()
        reactor.flushAll()

        #expect(output.flushes == 1)
    }

    @Test func `what asks for a flush while others are flushed is not left behind`() throws {
        let reactor = try Reactor()
        let first = Recorder()
        let second = Recorder()
        first.onFlush = { if first.flushes == 1 { reactor.flushLater(second) } }
        reactor.flushLater(first)

        reactor.flushAll()

        #expect((first.flushes, second.flushes) == (1, 1))
    }

    @Test func `a timer that arms itself for now each time fires once a turn and keeps no socket waiting`() throws {
        let reactor = try Reactor()
        let busy = Recorder()
        let timer = LoopTimer()
        busy.onTimer = { reactor.arm($0, at: reactor.now, for: busy) }
        reactor.arm(timer, at: reactor.now, for: busy)
        let pair = SocketPair()
        let target = Recorder()
        try reactor.watch(pair.ours, for: .readable, target: target)
        pair.poke()

        for _ in 0..<5 { reactor.turn(mayWait: true) }

        #expect(busy.firings == 5)
        #expect(target.readiness.count == 5)
        close(pair.ours)
        close(pair.theirs)
    }

    @Test func `a timer wakes a sleeping turn, not before its time, and is disarmed when it fires`() throws {
        let reactor = try Reactor()
        let target = Recorder()
        let timer = LoopTimer()
        let deadline = reactor.now + Duration.milliseconds(2)
        target.onTimer = { #expect(!$0.isArmed) }
        reactor.arm(timer, at: deadline, for: target)

        while target.firings == 0 { reactor.turn(mayWait: true) }

        #expect(reactor.now >= deadline)
        #expect(target.firings == 1)
    }

    @Test func `a disarmed timer is silent and its target free`() throws {
        let reactor = try Reactor()
        let timer = LoopTimer()
        weak var target: Recorder?
        do {
            let recorder = Recorder()
            target = recorder
            reactor.arm(timer, at: reactor.now, for: recorder)
        }
        #expect(target != nil)

        reactor.disarm(timer)
        reactor.turn(mayWait: false)

        #expect(target == nil)
    }
}
