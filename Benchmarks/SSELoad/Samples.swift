internal import EventLoop

/// Times that were measured, and what stands out of them.
struct Samples: Sendable {
    private var nanoseconds: [Int64] = []

    mutating func add(_ duration: Duration) {
        nanoseconds.append(duration.nanoseconds)
    }

    mutating func add(nanoseconds value: Int64) {
        nanoseconds.append(value)
    }

    mutating func removeAll() {
        nanoseconds.removeAll(keepingCapacity: true)
    }

    /// `{"count":…,"p50":…,"p99":…,"max":…}`, in microseconds.
    var json: JSONObject {
        let sorted = nanoseconds.sorted()
        func microseconds(_ quantile: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            let rank = Int((Double(sorted.count - 1) * quantile).rounded())
            return Double(sorted[rank]) / 1000
        }
        var object = JSONObject()
        object.set("count", sorted.count)
        object.set("p50", microseconds(0.5))
        object.set("p99", microseconds(0.99))
        object.set("max", microseconds(1))
        return object
    }
}
