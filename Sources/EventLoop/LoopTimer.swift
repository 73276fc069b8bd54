/// What a timer calls when its deadline has passed.
package protocol TimerTarget: AnyObject {
    /// The deadline has passed. Called on the loop's thread, with the timer disarmed.
    func timerFired(_ timer: LoopTimer)
}

/// One deadline of one owner, made to be moved often.
///
/// A deadline that moves with every byte would cost a heap operation each time. Moving it later only writes the new
/// deadline: the heap keeps the old one, and puts the timer back in its place when that comes up. Moving it earlier is
/// done at once.
package final class LoopTimer {
    /// Whom to call, held while the timer is filed.
    ///
    /// A weak reference would make every retain of its owner a slow one.
    var target: (any TimerTarget)?
    /// When to call; `never` while disarmed.
    package internal(set) var deadline = Instant.never
    /// Where the heap has filed this timer: the deadline at that time.
    ///
    /// Never later than `deadline`.
    var filed = Instant.never
    /// The place in the heap's array, or nil while not in it.
    ///
    /// Kept by the heap.
    var position: Int?

    package init() {}

    package var isArmed: Bool { deadline != .never }
}
