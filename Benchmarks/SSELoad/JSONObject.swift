/// A JSON object being written, on one line. Keys are the program's own and need no escaping.
struct JSONObject: Sendable, CustomStringConvertible {
    private var fields: [String] = []

    mutating func set(_ key: String, _ value: Int) { fields.append("\"\(key)\":\(value)") }
    mutating func set(_ key: String, _ value: Double) { fields.append("\"\(key)\":\(value)") }
    mutating func set(_ key: String, _ value: JSONObject) { fields.append("\"\(key)\":\(value)") }
    mutating func set(_ key: String, _ value: [JSONObject]) {
        fields.append("\"\(key)\":[\(value.map(\.description).joined(separator: ","))]")
    }

    /// For values that hold no quotes and no backslashes.
    mutating func set(_ key: String, plain value: String) { fields.append("\"\(key)\":\"\(value)\"") }

    var description: String { "{\(fields.joined(separator: ","))}" }
}
