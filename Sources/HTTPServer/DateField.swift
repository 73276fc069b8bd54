internal import CLinux
internal import Glibc

/// The `Date` field of our responses, rendered once a second.
struct DateField {
    private var second: Int64 = -1
    private var rendered: [UInt8] = []

    /// The field with its line end.
    mutating func current() -> [UInt8] {
        let now = kw_nanoseconds(CLOCK_REALTIME_COARSE) / 1_000_000_000
        if now != second {
            second = now
            rendered = Self.render(now)
        }
        return rendered
    }

    /// The whole field: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 says how.
    static func render(_ second: Int64) -> [UInt8] {
        var time = time_t(second)
        var parts = unsafe tm()
        unsafe gmtime_r(&time, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day =
            unsafe "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
        let clock = unsafe "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return Array("Date: \(day) \(clock) GMT\r\n".utf8)
    }
}
