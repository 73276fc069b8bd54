/// A binary heap of timers by the deadline under which they are filed; each timer knows its place, so that arming,
/// moving and taking out cost O(log n).
///
/// Pure: it is told the time.
struct TimerHeap {
    private var timers: [LoopTimer] = []

    var count: Int { timers.count }

    /// The earliest moment at which something may be due.
    var next: Instant { timers.first?.filed ?? .never }

    /// Sets the deadline.
    ///
    /// Later than what it is filed under: nothing else happens now (see `LoopTimer`).
    mutating func arm(_ timer: LoopTimer, at deadline: Instant, for target: any TimerTarget) {
        timer.deadline = deadline
        guard let position = timer.position else {
            guard deadline != .never else { return }
            timer.target = target
            timer.filed = deadline
            timer.position = timers.count
            timers.append(timer)
            siftUp(timers.count - 1)
            return
        }
        if deadline < timer.filed {
            timer.filed = deadline
            siftUp(position)
        }
    }

    /// Takes the timer out, so that the heap no longer holds it.
    mutating func remove(_ timer: LoopTimer) {
        timer.target = nil
        takeOut(timer)
    }

    private mutating func takeOut(_ timer: LoopTimer) {
        timer.deadline = .never
        guard let position = timer.position else { return }
        timer.position = nil
        timer.filed = .never
        let last = timers.removeLast()
        guard position < timers.count else { return }
        timers[position] = last
        last.position = position
        siftDown(position)
        siftUp(position)
    }

    /// Takes out and returns the next timer that is due, re-filing those whose deadline had moved on meanwhile.
    mutating func popDue(_ now: Instant) -> LoopTimer? {
        while let first = timers.first, first.filed <= now {
            if first.deadline <= now || first.deadline == .never {
                let fires = first.deadline != .never
                takeOut(first)
                if fires { return first }
                first.target = nil
            } else {
                first.filed = first.deadline
                siftDown(0)
            }
        }
        return nil
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard timers[child].filed < timers[parent].filed else { return }
            exchange(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var smallest = parent
            for child in (2 * parent + 1)...(2 * parent + 2) where child < timers.count {
                if timers[child].filed < timers[smallest].filed { smallest = child }
            }
            guard smallest != parent else { return }
            exchange(parent, smallest)
            parent = smallest
        }
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        timers.swapAt(left, right)
        timers[left].position = left
        timers[right].position = right
    }
}
