internal import CLinux
internal import EventLoop
internal import Glibc

/// Measures the time from sending a small request to its answer's first byte, one request at a time.
///
/// Plain blocking calls on kept connections: nothing of this program's own stands between the two clock readings. The
/// URLs take turns in blocks, so that whatever else the machine does meets them alike.
struct FirstByteProbe {
    private let lanes: [Target]
    private let options: Options
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(targets: [Target], options: Options) {
        lanes = targets
        self.options = options
    }

    /// A block of requests to each URL before anything counts, then the measured ones.
    mutating func run() throws -> JSONObject {
        let descriptors = try lanes.map { target throws(SystemError) in try Socket.connect(to: target, blocking: true) }
        defer { for descriptor in descriptors { close(descriptor) } }
        var samples = [Samples](repeating: Samples(), count: lanes.count)
        for lane in lanes.indices {
            for _ in 0..<options.block { _ = try exchange(lanes[lane], on: descriptors[lane]) }
        }
        for start in stride(from: 0, to: options.requests, by: options.block) {
            for lane in lanes.indices {
                for _ in start..<min(start + options.block, options.requests) {
                    samples[lane].add(nanoseconds: try exchange(lanes[lane], on: descriptors[lane]))
                }
            }
        }
        return Self.result(lanes, samples)
    }

    private mutating func exchange(_ target: Target, on descriptor: Int32) throws(Fault) -> Int64 {
        var reader = ResponseReader()
        let sentAt = kw_nanoseconds(CLOCK_MONOTONIC)
        guard Socket.send(target.request, from: 0, on: descriptor) == target.request.count else {
            throw .connectionFailed(code: errno)
        }
        var firstByteAt: Int64?
        while !reader.isComplete {
            let count = Socket.receive(into: &buffer, on: descriptor)
            if count < 0 { throw .connectionFailed(code: errno) }
            if count == 0 { throw .closedEarly }
            firstByteAt = firstByteAt ?? kw_nanoseconds(CLOCK_MONOTONIC)
            try reader.feed(buffer.span.extracting(0..<count))
        }
        if reader.status != 200 { throw .status(reader.status) }
        return (firstByteAt ?? sentAt) - sentAt
    }

    private static func result(_ lanes: [Target], _ samples: [Samples]) -> JSONObject {
        var result = JSONObject()
        result.set("targets", zip(lanes, samples).map { target, samples in
            var object = samples.json
            object.set("url", plain: target.url)
            return object
        })
        return result
    }
}
