internal import EventLoop

/// Bounds the repeats of one loop: 10, and a fifth of the requests, within the last 10 seconds.
struct RetryBudget {
    private struct Second {
        var number: Int64 = -1
        var requests = 0
        var repeats = 0
    }

    private var seconds = [Second](repeating: Second(), count: 10)
    private static let floor = 10

    mutating func requestBegan(at now: Instant) {
        seconds[slot(now)].requests += 1
    }

    /// Takes one repeat out of the budget, if there is one left.
    mutating func takeRepeat(at now: Instant) -> Bool {
        let current = slot(now)
        let oldest = seconds[current].number - 9
        var requests = 0
        var repeats = 0
        for second in seconds where second.number >= oldest {
            requests += second.requests
            repeats += second.repeats
        }
        guard repeats < Self.floor + requests / 5 else { return false }
        seconds[current].repeats += 1
        return true
    }

    /// The place of the present second, emptied if it still holds an older one.
    private mutating func slot(_ now: Instant) -> Int {
        let number = now.nanoseconds / 1_000_000_000
        let index = Int(number % 10)
        if seconds[index].number != number { seconds[index] = Second(number: number) }
        return index
    }
}
