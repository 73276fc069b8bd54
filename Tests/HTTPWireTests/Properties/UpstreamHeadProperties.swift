#if canImport(HTTPWire)
import HTTPWire
#endif

/// What a parser made of an upstream's lines.
struct UpstreamVerdict: Equatable {
    var steps: [ResponseHeadStep] = []
    var rejection: ResponseRejection?
    var status = 0
    var fields: [HeadField] = []
    var bytes: [UInt8] = []
}

/// Feeds an input line by line, as libcurl does; checks the bounds, what an accepted head contains, and that a parser that
/// was used before comes to the same.
func checkUpstreamHead(_ input: [UInt8]) throws {
    let lines = lines(of: input)
    for limits in [ResponseHeadLimits(), ResponseHeadLimits(head: 128, fields: 3, interim: 1)] {
        var parser = ResponseHeadParser(limits: limits)
        let first = try feed(lines, to: &parser)
        parser.reset()
        try require(parser.bytes.isEmpty && parser.fields.isEmpty && parser.status == 0, "reset forgets")
        try require(!parser.isEventStream && !parser.isJSON && !parser.hasContentEncoding, "reset forgets the type")
        try require(parser.contentLength == nil && !parser.chunked && !parser.saysClose, "reset forgets the framing")
        let second = try feed(lines, to: &parser)
        try require(first == second, "used before: \(second) instead of \(first)")
    }
}

private func lines(of input: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    for byte in input {
        lines[lines.count - 1].append(byte)
        if byte == 10 { lines.append([]) }
    }
    return lines.filter { !$0.isEmpty }
}

private func feed(_ lines: [[UInt8]], to parser: inout ResponseHeadParser) throws -> UpstreamVerdict {
    var verdict = UpstreamVerdict()
    for (index, line) in lines.enumerated() {
        do {
            verdict.steps.append(try parser.receive(line: line.span))
        } catch {
            verdict.rejection = error
            break
        }
        try checkBounds(parser)
        guard parser.isComplete else { continue }
        try checkComplete(parser, Array(lines[...index]), interim: verdict.steps.count { $0 == .interim })
        break
    }
    verdict.status = parser.status
    verdict.fields = parser.fields
    verdict.bytes = parser.bytes
    return verdict
}

private func checkBounds(_ parser: ResponseHeadParser) throws {
    let limits = parser.limits
    try require(parser.bytes.count <= limits.head && parser.fields.count <= limits.fields, "over the limits")
    for range in parser.fields.flatMap({ [$0.name, $0.value] }) {
        try require(range.lowerBound > 0 && range.upperBound <= parser.bytes.count, "\(range) is outside")
    }
}

private func checkComplete(_ parser: ResponseHeadParser, _ lines: [[UInt8]], interim: Int) throws {
    try require(200...599 ~= parser.status && interim <= parser.limits.interim, "status \(parser.status)")
    let heads = lines.split(separator: Array("\r\n".utf8))
    try require(heads.count == interim + 1, "\(heads.count) heads, \(interim) interim")
    let last = heads.last ?? []
    try require(parser.bytes == Array(last.joined()), "the bytes are those of the last head")
    let names = last.dropFirst().map { Array($0.prefix { $0 != UInt8(ascii: ":") }) }
    let found = parser.fields.map { Array(parser.bytes[$0.name]) }
    try require(names == found, "fields \(found.map(\.text))")
    for field in parser.fields {
        let value = parser.bytes[field.value]
        try require(!value.contains { $0 == 0x7F || ($0 < 0x20 && $0 != 9) }, "control in \(Array(value).text)")
        let ends = [value.first, value.last]
        try require(!ends.contains(9) && !ends.contains(32), "blanks around a value")
        try require(field.known.map { parser.known.contains($0) } ?? true, "set of known fields")
    }
    try require(!(parser.chunked && parser.contentLength != nil), "two framings")
    let lengths = parser.fields.filter { $0.known == .contentLength }.map { Array(parser.bytes[$0.value]).text }
    let length = parser.contentLength.map { [String($0)] } ?? []
    try require(lengths == length, "lengths \(lengths)")
    let type = parser.fields.value(of: .contentType).map { mediaType(Array(parser.bytes[$0])) } ?? ""
    try require(parser.isEventStream == (type == "text/event-stream"), "type \(type)")
    try require(parser.isJSON == (type == "application/json" || type.hasSuffix("+json")), "type \(type)")
}

private func mediaType(_ value: [UInt8]) -> String {
    let type = value.prefix { $0 != UInt8(ascii: ";") }.reversed().drop { $0 == 9 || $0 == 32 }
    return Array(type.reversed()).text.lowercased()
}
