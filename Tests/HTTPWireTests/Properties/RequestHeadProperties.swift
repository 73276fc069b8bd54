#if canImport(HTTPWire)
import HTTPWire
#endif

/// What a parser made of an input.
enum HeadVerdict: Equatable {
    case incomplete
    case rejected(RequestRejection)
    /// A head, and how many bytes were there when it was complete.
    case head(RequestHead, at: Int)
}

/// Checks that cuts change nothing, and that an accepted head is what it claims.
func checkRequestHead(_ input: [UInt8]) throws {
    for limits in [HeadLimits(), HeadLimits(head: 256, line: 48, fields: 4), HeadLimits(head: 40, line: 64)] {
        let whole = verdict(on: input, .none, limits)
        for cuts in [Cuts.everyByte, .some] {
            let parts = verdict(on: input, cuts, limits)
            try require(isSame(whole, parts, cuts), "\(limits) \(cuts): \(parts) instead of \(whole)")
        }
        guard case .head(let head, _) = whole else { continue }
        try checkBounds(head, in: input, limits)
        try checkBytes(head, in: input)
        try checkMeaning(head, in: input)
        try checkRules(head, in: input)
    }
}

private func verdict(on input: [UInt8], _ cuts: Cuts, _ limits: HeadLimits) -> HeadVerdict {
    var parser = RequestHeadParser(limits: limits)
    for end in cuts.ends(of: input) {
        do {
            if let head = try parser.parse(input.span.extracting(0..<end)) { return .head(head, at: end) }
        } catch {
            return .rejected(error)
        }
    }
    return .incomplete
}

private func isSame(_ whole: HeadVerdict, _ parts: HeadVerdict, _ cuts: Cuts) -> Bool {
    guard case .head(let expected, _) = whole, case .head(let head, let end) = parts else { return whole == parts }
    return head == expected && (cuts == .everyByte ? end == head.length : end >= head.length)
}

private func checkBounds(_ head: RequestHead, in input: [UInt8], _ limits: HeadLimits) throws {
    try require(head.length <= input.count && head.length <= limits.head, "length \(head.length)")
    try require(head.target.count <= limits.line && head.fields.count <= limits.fields, "over the limits")
    var ranges = [head.methodName, head.target, head.path] + head.fields.flatMap { [$0.name, $0.value] }
    ranges += [head.query, head.host].compactMap { $0 }
    for range in ranges {
        try require(range.lowerBound >= 0 && range.upperBound <= head.length, "\(range) of \(head.length)")
    }
    try require(head.target.contains(head.path) && !head.target.isEmpty, "path outside of target")
}

/// Only CRLF, HTAB and what can be seen; in the order that an independent reading of the lines gives.
private func checkBytes(_ head: RequestHead, in input: [UInt8]) throws {
    let bytes = Array(input[..<head.length])
    for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x7F {
        let isReturn = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
        let isLineFeed = byte == 10 && index > 0 && bytes[index - 1] == 13
        try require(isReturn || isLineFeed || byte == 9, "control \(byte) at \(index)")
    }
    var lines = bytes.split(separator: 13, omittingEmptySubsequences: false).map { $0.drop { $0 == 10 } }
    if lines.first?.isEmpty == true { lines.removeFirst() }
    let fields = lines.dropFirst().filter { !$0.isEmpty }
    let names = fields.map { Array($0.prefix { $0 != UInt8(ascii: ":") }) }.filter { !$0.contains(UInt8(ascii: "_")) }
    try require(names == head.fields.map { Array(input[$0.name]) }, "fields \(names.map(\.text))")
}

private func checkMeaning(_ head: RequestHead, in input: [UInt8]) throws {
    let known = head.fields.compactMap(\.known)
    for field in head.fields {
        try require(field.known == KnownField.named(input.span.extracting(field.name)), "known name")
        let ends = [input[field.value].first, input[field.value].last]
        try require(!ends.contains(9) && !ends.contains(32), "blanks around a value")
    }
    try require(known.allSatisfy { head.known.contains($0) }, "set of known fields")
    for single in [KnownField.host, .contentLength, .transferEncoding] {
        try require(known.filter { $0 == single }.count < 2, "two \(single.name)")
    }
    let isChunked = known.contains(.transferEncoding)
    try require(isChunked == (head.framing == .chunked), "chunked")
    try require(!(isChunked && known.contains(.contentLength)), "two framings")
    try require(!(isChunked && head.version == .http10), "chunks in HTTP/1.0")
    try require(head.version == .http10 || head.host != nil, "no host")
    if case .length(let length) = head.framing {
        let text = head.fields.value(of: .contentLength).map { Array(input[$0]).text }
        try require(length >= 0 && text == String(length), "length \(length)")
    }
}

/// The rules for passing a head on, and for its path, by a second reading.
private func checkRules(_ head: RequestHead, in input: [UInt8]) throws {
    for direction in [EndToEnd.Direction.up, .down] {
        let rules = EndToEnd(direction, head.fields, in: input.span)
        for field in head.fields where rules.passes(field, in: input.span) {
            let name = Array(input[field.name]).text.lowercased()
            let stays = ["connection", "te", "transfer-encoding", "content-length", "upgrade", "trailer", "keep-alive"]
            try require(!stays.contains(name) && !name.hasPrefix("proxy-"), "\(name) passes")
            try require(!name.hasPrefix("x-keywheel-"), "\(name) passes")
        }
    }
    let path = Array(input[head.path])
    if (try? UpstreamPath.check(path.span)) != nil { try checkAcceptedPath(path) }
    if RequestID.isValid(path.span) { throw PropertyFailure(description: "a path is no request id") }
}

private func checkAcceptedPath(_ path: [UInt8]) throws {
    var decoded: [UInt8] = []
    var rest = path[...]
    while let byte = rest.popFirst() {
        let digits = byte == UInt8(ascii: "%") ? UInt8(Array(rest.prefix(2)).text, radix: 16) : nil
        decoded.append(digits ?? byte)
        if digits != nil { rest = rest.dropFirst(2) }
    }
    let segments = decoded.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
    try require(segments.count == path.count { $0 == UInt8(ascii: "/") }, "a slash was hidden")
    try require(segments.dropLast().allSatisfy { !$0.isEmpty }, "an empty segment")
    try require(!segments.contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }, "dots")
    try require(!decoded.contains { $0 < 0x20 || ";\\?#%".utf8.contains($0) }, "a delimiter was hidden")
    let first = UpstreamPath.segment(of: path.span, from: 0)
    try require(first.lowerBound == 1 && first.upperBound <= path.count, "first segment \(first)")
    let isKeys = Array(segments.first ?? []).text.lowercased() == "keys"
    try require(UpstreamPath.segment(Array(path[first]).span, is: "keys") == isKeys, "first segment \(path[first])")
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
