internal import Dispatch
internal import Glibc
internal import Synchronization

/// How much an event matters.
package enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error, critical

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

    var name: String {
        switch self {
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warning: "WARNING"
        case .error: "ERROR"
        case .critical: "CRITICAL"
        }
    }
}

/// Events for people, on standard error, one line each.
///
/// Whoever logs only appends to a buffer; another thread writes it out. A slow or full standard error never holds a
/// loop up: beyond 256 KiB events are dropped, and the next line says how many.
package final class EventLog: Sendable {
    private struct Pending {
        var bytes: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    private let pending = Mutex(Pending())
    private let level: Atomic<Int>
    private let requests = Atomic<Bool>(false)
    private let queue = DispatchQueue(label: "keywheel.log")
    private let descriptor: Int32
    private static let limit = 256 * 1024

    package init(level: LogLevel, descriptor: Int32 = 2) {
        self.level = Atomic(level.rawValue)
        self.descriptor = descriptor
    }

    /// Changes what is shown, at a reload.
    package func setLevel(_ level: LogLevel) {
        self.level.store(level.rawValue, ordering: .relaxed)
    }

    /// Whether every request is an event.
    package var showsRequests: Bool { requests.load(ordering: .relaxed) }

    /// Turns the events of requests on or off.
    package func showRequests(_ shows: Bool) {
        requests.store(shows, ordering: .relaxed)
    }

    /// One request that has been answered.
    package func request(_ facts: KeyValuePairs<StaticString, String>) {
        append(.debug, "request", facts)
    }

    /// Whether events of this level are shown: asked before building one that costs something.
    package func shows(_ level: LogLevel) -> Bool {
        level.rawValue >= self.level.load(ordering: .relaxed)
    }

    /// Writes one event: its constant name, and what there is to know.
    ///
    /// Whatever stands in a value, it stays one line.
    package func event(_ level: LogLevel, _ name: StaticString, _ facts: KeyValuePairs<StaticString, String> = [:]) {
        if shows(level) { append(level, name, facts) }
    }

    private func append(_ level: LogLevel, _ name: StaticString, _ facts: KeyValuePairs<StaticString, String>) {
        var line = "\(Timestamp.now()) \(level.name) \(name)"
        for (key, value) in facts { line += " \(key)=\(Self.quoted(value))" }
        line += "\n"
        append(Array(line.utf8))
    }

    /// Waits until everything has been written.
    package func flush() {
        queue.sync {}
    }

    private func append(_ line: [UInt8]) {
        let starts = pending.withLock { pending in
            guard pending.bytes.count + line.count <= Self.limit else {
                pending.dropped += 1
                return false
            }
            pending.bytes += line
            defer { pending.isWriting = true }
            return !pending.isWriting
        }
        if starts { queue.async { self.writeAll() } }
    }

    private func writeAll() {
        while true {
            let batch = pending.withLock { pending -> [UInt8] in
                var batch = pending.bytes
                pending.bytes = []
                if pending.dropped > 0 {
                    batch += Array("\(Timestamp.now()) WARNING log.dropped count=\(pending.dropped)\n".utf8)
                    pending.dropped = 0
                }
                if batch.isEmpty { pending.isWriting = false }
                return batch
            }
            if batch.isEmpty { return }
            write(batch)
        }
    }

    private func write(_ batch: [UInt8]) {
        var start = 0
        while start < batch.count {
            let count = unsafe batch.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start)
            }
            if count < 0, errno == EINTR { continue }
            // Standard error that is closed or broken takes the events with it; nothing else can be told.
            if count <= 0 { return }
            start += count
        }
    }

    /// A value that needs no quotes stays bare; else quotes, with everything escaped that is not printable ASCII.
    static func quoted(_ value: String) -> String {
        let isBare =
            !value.isEmpty
            && value.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
                    && byte != UInt8(ascii: "\\")
            }
        if isBare { return value }
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value >= 0x7F && scalar.value < 0xA0 || Self.reorders(scalar) {
                    text += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text + "\""
    }

    /// Characters that make a terminal show a line otherwise than it is.
    private static func reorders(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }
}
