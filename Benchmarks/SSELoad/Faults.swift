/// The faults of a run, counted by kind.
struct Faults: Sendable {
    private var counts: [Fault: Int] = [:]
    private(set) var total = 0

    mutating func add(_ fault: Fault) {
        counts[fault, default: 0] += 1
        total += 1
    }

    /// `{"closed early":3}`
    var json: JSONObject {
        var object = JSONObject()
        for (fault, count) in counts.sorted(by: { $0.value > $1.value }) { object.set(fault.label, count) }
        return object
    }
}
