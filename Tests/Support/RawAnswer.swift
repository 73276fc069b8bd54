/// An answer as a client understands it.
package struct RawAnswer {
    package let status: Int
    /// Names in lower case.
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    /// The body as text.
    package var text: String { body.text }

    /// The first field of that name.
    package func value(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// What stands behind `data: ` in the lines of a stream.
    package var events: [String] {
        text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
    }
}

extension RawClient {
    /// Reads one answer by its own framing; that to a HEAD has no body.
    package func readAnswer(toHead: Bool = false) throws -> RawAnswer {
        let lines = try read(through: "\r\n\r\n").text.split(separator: "\r\n")
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: parts[0].lowercased(), value: parts[1].drop { $0 == " " }.description)
        }
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let length = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) }
        let isChunked = fields.contains { $0.name == "transfer-encoding" }
        let isBodiless = toHead || status == 204 || status / 100 == 1
        let body =
            if isBodiless { [UInt8]() } else if let length { try read(count: length) } else {
                isChunked ? try readChunks() : []
            }
        return RawAnswer(status: status, fields: fields, body: body)
    }

    private func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try read(through: "\r\n").text.dropLast()
            guard let size = Int(line, radix: 16) else { throw Failure(call: "no chunk size: \(line)", code: 0) }
            let chunk = try read(count: size + 2)
            if size == 0 { return body }
            body += chunk.dropLast(2)
        }
    }
}
