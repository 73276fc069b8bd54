/// Hands out the steps of a reply one by one, unrolling what repeats.
///
/// A pure value: it does nothing itself.
struct Player {
    /// A list of steps being gone through; `left` counts the rounds that follow this one, nil is without end.
    private struct Frame {
        let steps: [Step]
        var index = 0
        var left: Int?
    }

    private var frames: [Frame]

    init(_ steps: [Step]) {
        frames = [Frame(steps: steps, left: 0)]
    }

    /// The next step, never a `repeat`; nil after the last.
    mutating func next() -> Step? {
        while var frame = frames.popLast() {
            if frame.index == frame.steps.count {
                rewind(frame)
                continue
            }
            let step = frame.steps[frame.index]
            frame.index += 1
            frames.append(frame)
            guard case .repeat(let steps, let times) = step else { return step }
            enter(steps, times: times)
        }
        return nil
    }

    /// Starts a list over if rounds are left; else it is gone.
    private mutating func rewind(_ frame: Frame) {
        var frame = frame
        if let left = frame.left {
            if left == 0 { return }
            frame.left = left - 1
        }
        frame.index = 0
        frames.append(frame)
    }

    private mutating func enter(_ steps: [Step], times: Int?) {
        // Nothing to do, for ever, would never come back.
        guard !steps.isEmpty, times.map({ $0 > 0 }) ?? true else { return }
        frames.append(Frame(steps: steps, left: times.map { $0 - 1 }))
    }
}
