internal import EventLoop
internal import HTTPServer
internal import HTTPWire

/// The fields that every answer of one request carries.
struct AnswerHead {
    let requestID: [UInt8]
    let began: Instant
    /// How many attempts the request had; 0: none yet, and nothing is said of them.
    var attempts = 0

    /// Appends `X-Request-ID` and `X-Process-Time`.
    func append(to output: inout OutputBuffer, now: Instant) {
        output.append("X-Request-ID: ")
        output.append(requestID)
        output.append("\r\nX-Process-Time: ")
        appendSeconds(now - began, to: &output)
        output.append("\r\n")
        if attempts > 0 {
            output.append("X-Keywheel-Attempts: ")
            output.append(decimal: attempts)
            output.append("\r\n")
        }
    }

    /// Seconds with six decimals.
    private func appendSeconds(_ duration: Duration, to output: inout OutputBuffer) {
        let microseconds = Int(max(0, duration.nanoseconds / 1000))
        output.append(decimal: microseconds / 1_000_000)
        output.append(UInt8(ascii: "."))
        var rest = microseconds % 1_000_000
        var divisor = 100_000
        while divisor > 0 {
            output.append(UInt8(truncatingIfNeeded: 48 + rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    var requestIDText: String { String(decoding: requestID, as: UTF8.self) }
}
