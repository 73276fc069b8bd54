internal import EventLoop
internal import Synchronization

/// What the fake has received and what became of it.
///
/// Shared by the loops and by whoever asks: a lock around a value.
final class Journal: Sendable {
    private let state: Mutex<State>

    private struct State {
        var records: JournalRecords
        var waiters: [Waiter] = []
        var nextWaiter = 0
    }

    /// A task that waits until the records satisfy it.
    private struct Waiter {
        let id: Int
        let isSatisfied: @Sendable (borrowing JournalRecords) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    init(capacity: Int, bodyLimit: Int) {
        state = Mutex(State(records: JournalRecords(capacity: capacity, bodyLimit: bodyLimit)))
    }

    /// Reads the records.
    func read<Result: Sendable>(_ body: (borrowing JournalRecords) -> Result) -> Result {
        state.withLock { body($0.records) }
    }

    /// Changes the records, then wakes whom the change satisfies.
    @discardableResult
    func change<Result: Sendable>(_ body: (inout JournalRecords) -> Result) -> Result {
        let (result, satisfied) = state.withLock { state in
            let result = body(&state.records)
            return (result, state.waiters.isEmpty ? [] : Self.takeSatisfied(&state))
        }
        for waiter in satisfied { waiter.continuation.resume() }
        return result
    }

    /// Waits until the records satisfy the condition, or the task is cancelled.
    func wait(until isSatisfied: @escaping @Sendable (borrowing JournalRecords) -> Bool) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = Waiter(id: id, isSatisfied: isSatisfied, continuation: continuation)
                let isOver = state.withLock { state in
                    if Task.isCancelled || isSatisfied(state.records) { return true }
                    state.waiters.append(waiter)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume()
        }
    }

    private static func takeSatisfied(_ state: inout State) -> [Waiter] {
        var satisfied: [Waiter] = []
        var others: [Waiter] = []
        for waiter in state.waiters {
            if waiter.isSatisfied(state.records) { satisfied.append(waiter) } else { others.append(waiter) }
        }
        state.waiters = others
        return satisfied
    }
}
