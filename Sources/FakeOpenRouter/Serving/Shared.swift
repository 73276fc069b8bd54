/// What all loops of one fake share.
///
/// Each part brings its own lock.
final class Shared: Sendable {
    let configuration: FakeConfiguration
    let journal: Journal
    let script = Script()
    let gates = Gates()
    let stations = Stations()
    let tally = Tally()
    let shelf = Shelf()
    var control: ControlPages { ControlPages(shared: self) }

    init(_ configuration: FakeConfiguration) {
        self.configuration = configuration
        journal = Journal(capacity: configuration.requestsKept, bodyLimit: configuration.bodyBytesKept)
    }

    func reset() {
        script.clear()
        gates.closeAll()
        tally.clear()
        shelf.clear()
        journal.change { $0.forget() }
    }
}

extension Shared {
    /// Opens a gate; whoever waits on any loop goes on soon.
    func release(_ gate: String) {
        gates.release(gate)
        stations.onEachSoon { $0.gateOpened(gate) }
    }
}
