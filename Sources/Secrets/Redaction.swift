/// Takes secrets out of text that people wrote, before it goes into a message.
package enum Redaction {
    /// Masks the credentials of every URL in a text: `http://me:pw@host/` becomes `http://…@host/`.
    ///
    /// Everything from `://` to the last `@` before a delimiter is taken for credentials, since an unescaped `@` or
    /// `/` in a password must not show its rest.
    package static func urlCredentials(in text: String) -> String {
        var rest = Substring(text)
        var result = ""
        while let mark = rest.firstRange(ofBytes: "://") {
            result += rest[..<mark.upperBound]
            rest = rest[mark.upperBound...]
            let end = rest.firstIndex(where: \.isWhitespace) ?? rest.endIndex
            guard let at = rest[..<end].lastIndex(of: "@") else { continue }
            result += "…"
            rest = rest[at...]
        }
        return result + rest
    }

    /// Masks everything in a text that looks like an API key: `sk-` at the start of a word, or `sk-or-` anywhere, and
    /// the key characters that follow.
    package static func keys(in text: String) -> String {
        var rest = Substring(text)
        var result = ""
        while let mark = rest.firstRange(ofBytes: "sk-") {
            let before = rest[..<mark.lowerBound].last ?? result.last ?? " "
            let startsWord = !before.isLetterOrNumber
            result += rest[..<mark.upperBound]
            rest = rest[mark.upperBound...]
            guard startsWord || rest.hasPrefix("or-") else { continue }
            result += "…"
            rest = rest.drop(while: \.isPartOfKey)
        }
        return result + rest
    }
}

extension Character {
    fileprivate var isLetterOrNumber: Bool { isLetter || isNumber }
    fileprivate var isPartOfKey: Bool { isASCII && isLetterOrNumber || self == "-" || self == "_" }
}

extension Substring {
    /// The first place where an ASCII text stands, compared byte for byte and without regard to case.
    fileprivate func firstRange(ofBytes needle: String) -> Range<Index>? {
        let wanted = Array(needle.utf8)
        var start = startIndex
        while start < endIndex {
            let found = utf8[start...].prefix(wanted.count)
            if found.count == wanted.count, zip(found, wanted).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
                return start..<found.endIndex
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
