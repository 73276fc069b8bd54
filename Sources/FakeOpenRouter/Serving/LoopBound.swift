internal import EventLoop

/// Something that belongs to one loop, held by code that does not run on it.
///
/// `@unchecked Sendable`: the value is handed out by `EventLoop.use` only, which runs on the loop and checks that it is
/// the right one. So no other thread ever touches it. (It is released by whoever holds this last; `Station.shutDown`
/// has emptied it by then.)
final class LoopBound<Value>: @unchecked Sendable {
    private let home: EventLoop
    private let value: Value

    /// Made on the loop itself, from something of its region.
    init(_ value: Value, on home: isolated EventLoop) {
        self.home = home
        self.value = value
    }

    fileprivate func value(on loop: isolated EventLoop) -> Value {
        precondition(loop === home, "a value was asked for on a loop that is not its own")
        return value
    }
}

extension EventLoop {
    /// Runs the body on this loop with a value that lives there.
    func use<Value, Result: Sendable>(_ bound: LoopBound<Value>, _ body: @Sendable (Value) -> Result) -> Result {
        body(bound.value(on: self))
    }
}
