internal import Synchronization

/// Names of gates at which answers wait.
///
/// Once open a gate stays open, so that it does not matter who comes first.
final class Gates: Sendable {
    private let open = Mutex<Set<String>>([])

    func isOpen(_ name: String) -> Bool {
        open.withLock { $0.contains(name) }
    }

    func release(_ name: String) {
        open.withLock { _ = $0.insert(name) }
    }

    func closeAll() {
        open.withLock { $0 = [] }
    }
}
