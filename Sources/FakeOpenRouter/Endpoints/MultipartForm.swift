internal import HTTPWire

/// A body of `multipart/form-data`, taken apart as far as the fake needs it
/// (https://www.rfc-editor.org/rfc/rfc7578).
struct MultipartForm {
    struct Part {
        let name: String
        let filename: String?
        let content: ArraySlice<UInt8>
    }

    private(set) var parts: [Part] = []

    /// Nil where the request is no form.
    init?(_ request: ReceivedRequest) {
        guard let type = request.text(of: .contentType), type.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", of: type)
        else { return nil }
        let body = request.body
        let delimiter = Array("--\(boundary)".utf8)
        var start: Int?
        while let place = body.firstRange(of: delimiter, from: start ?? 0) {
            if let start, let part = Self.part(body[start..<place.lowerBound]) { parts.append(part) }
            start = place.upperBound
        }
    }

    func part(named name: String) -> Part? {
        parts.first { $0.name == name }
    }

    /// One part, with the CRLF of the delimiter lines around it.
    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        guard let blank = Array(bytes).firstRange(of: [13, 10, 13, 10], from: 0) else { return nil }
        let head = String(decoding: bytes.prefix(blank.lowerBound), as: UTF8.self)
        guard let name = parameter("name", of: head) else { return nil }
        let content = bytes.dropFirst(blank.upperBound).dropLast(2)
        return Part(name: name, filename: parameter("filename", of: head), content: content)
    }

    /// `name=value` or `name="value"` behind a semicolon or a space.
    private static func parameter(_ name: String, of text: String) -> String? {
        for word in text.split(whereSeparator: { $0 == ";" || $0 == " " || $0.isNewline }) {
            guard word.hasPrefix("\(name)=") else { continue }
            return String(word.dropFirst(name.count + 1)).trimmingQuotes
        }
        return nil
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        hasPrefix("\"") && hasSuffix("\"") && count > 1 ? String(dropFirst().dropLast()) : self
    }
}
