/// A URL taken apart, strictly: what a person may write for an upstream or a proxy, not all of RFC 3986.
struct URLParts {
    var scheme: String
    var userInfo: Substring?
    var host: String
    var port: UInt16?

    /// From the first slash on, with any query; empty if there is none.
    var path: Substring

    init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else { return nil }
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves[1].hasPrefix("//"), !halves[0].isEmpty else { return nil }
        scheme = halves[0].lowercased()
        let rest = halves[1].dropFirst(2)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        path = rest[end...]
        var authority = rest[..<end]
        if let at = authority.lastIndex(of: "@") {
            userInfo = authority[..<at]
            authority = authority[authority.index(after: at)...]
        }
        guard let (host, port) = Self.hostAndPort(authority) else { return nil }
        self.host = host
        self.port = port
    }

    /// The host as it stands in a URL (IPv6 in brackets) and the port, if one is given.
    private static func hostAndPort(_ authority: Substring) -> (String, UInt16?)? {
        var host = authority
        var port: UInt16?
        let afterAddress = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[afterAddress...].lastIndex(of: ":") {
            guard let number = Number.whole(authority[authority.index(after: colon)...]).flatMap(UInt16.init(exactly:)),
                number > 0
            else { return nil }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("[") { return IPAddress(host).map { ($0.urlHost, port) } }
        guard isName(host) else { return nil }
        return (host.lowercased(), port)
    }

    private static func isName(_ host: Substring) -> Bool {
        !host.isEmpty && host.utf8.count <= 253
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
