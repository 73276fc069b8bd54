/// A reference to something that lives on a loop, for use by other threads: it can be carried about, and opened on its
/// loop only.
///
/// `@unchecked Sendable`: `value` is read in `run` alone, which is isolated to the loop.
package struct LoopBound<Value: AnyObject>: @unchecked Sendable {
    package let loop: EventLoop
    private let value: Value

    /// Binds what the calling code, which runs on that loop, has made there.
    package init(_ value: Value, on loop: isolated EventLoop) {
        self.loop = loop
        self.value = value
    }

    /// Runs the body on the loop's thread with the value.
    package func run<Result: Sendable>(_ body: @Sendable (Value) throws -> Result) async rethrows -> Result {
        try await open(loop, body)
    }

    /// The same without waiting for it.
    package func post(_ body: @escaping @Sendable (Value) -> Void) {
        // Straight to the loop: else it waits for a thread of the global pool, which may be busy.
        Task(executorPreference: loop.executor) { await run(body) }
    }

    private func open<Result>(_ loop: isolated EventLoop, _ body: (Value) throws -> Result) rethrows -> Result {
        try body(value)
    }
}
