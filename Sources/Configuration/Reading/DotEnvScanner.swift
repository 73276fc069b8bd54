/// Walks over the bytes of a `.env` file.
struct DotEnvScanner {
    struct Misread: Error {
        var message: String
    }

    private var rest: ArraySlice<UInt8>
    private(set) var line = 1

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// Reads one line, or more where quotes span them; nil for a blank line or a comment.
    mutating func assignment() throws(Misread) -> (name: String, value: String)? {
        skipSpaces()
        guard let first = rest.first, first != UInt8(ascii: "#"), !Self.isLineEnd(first) else {
            skipLine()
            return nil
        }
        var name = takeName()
        skipSpaces()
        if name == "export", rest.first != UInt8(ascii: "=") {
            name = takeName()
            skipSpaces()
        }
        guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { throw Misread(message: "not NAME=value") }
        rest.removeFirst()
        skipSpaces()
        let value = try takeValue()
        skipLine()
        return (name, value)
    }

    mutating func skipLine() {
        while let byte = rest.first, !Self.isLineEnd(byte) { rest.removeFirst() }
        skipLineEnd()
    }

    private mutating func skipLineEnd() {
        guard let byte = rest.popFirst() else { return }
        if byte == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
        line += 1
    }

    private mutating func skipSpaces() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    private mutating func takeName() -> String {
        let name = rest.prefix(while: Self.isNameByte)
        rest = rest[name.endIndex...]
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func takeValue() throws(Misread) -> String {
        guard let quote = rest.first, Self.quotes.contains(quote) else { return takeUnquoted() }
        let before = self
        rest.removeFirst()
        guard let value = takeQuoted(by: quote) else {
            self = before
            throw Misread(message: "the quote is never closed")
        }
        skipSpaces()
        guard rest.first.map({ Self.isLineEnd($0) || $0 == UInt8(ascii: "#") }) ?? true else {
            throw Misread(message: "something follows the closing quote")
        }
        return value
    }

    /// Up to a comment, which needs a space before it, or the end of the line, without spaces at the end.
    private mutating func takeUnquoted() -> String {
        var value = rest.prefix { !Self.isLineEnd($0) }
        rest = rest[value.endIndex...]
        if let comment = value.indices.first(where: { value[$0] == UInt8(ascii: "#") && isAfterSpace($0, in: value) }) {
            value = value[..<comment]
        }
        while let last = value.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }

    private func isAfterSpace(_ index: Int, in value: ArraySlice<UInt8>) -> Bool {
        index == value.startIndex || value[index - 1] == UInt8(ascii: " ") || value[index - 1] == UInt8(ascii: "\t")
    }

    /// Up to the closing quote; nil where there is none.
    private mutating func takeQuoted(by quote: UInt8) -> String? {
        var value: [UInt8] = []
        while let byte = rest.first {
            if Self.isLineEnd(byte) {
                skipLineEnd()
                value.append(UInt8(ascii: "\n"))
                continue
            }
            rest.removeFirst()
            if byte == quote { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let escaped = rest.first.flatMap(Self.unescaped)
            {
                rest.removeFirst()
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        return nil
    }

    private static let quotes: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")]

    private static func unescaped(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "n"): UInt8(ascii: "\n")
        case UInt8(ascii: "r"): UInt8(ascii: "\r")
        case UInt8(ascii: "t"): UInt8(ascii: "\t")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        default: nil
        }
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: false
        }
    }
}
