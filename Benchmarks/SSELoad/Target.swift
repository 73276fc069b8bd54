internal import CLinux
internal import Glibc

/// Where requests go: an IPv4 address, and the bytes of the request.
struct Target: Sendable {
    let url: String
    let address: sockaddr_in
    let request: [UInt8]

    /// Reads `http://127.0.0.1:3000/path` and writes the request that will be sent there, each time the same.
    init(url: String, headers: [String], body: String) throws(UsageError) {
        guard let (host, port, path) = Self.parts(of: url) else {
            throw UsageError("\(url): a URL looks like http://127.0.0.1:3000/path")
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        if unsafe inet_pton(AF_INET, host, &address.sin_addr) != 1 {
            throw UsageError("\(host): not an IPv4 address")
        }
        self.url = url
        self.address = address
        request = Self.render(host: "\(host):\(port)", path: path, headers: headers, body: body)
    }

    private static func parts(of url: String) -> (host: String, port: UInt16, path: String)? {
        guard url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        let pieces = authority.split(separator: ":")
        guard pieces.count == 2, let port = UInt16(pieces[1]) else { return nil }
        return (String(pieces[0]), port, path.isEmpty ? "/" : String(path))
    }

    private static func render(host: String, path: String, headers: [String], body: String) -> [UInt8] {
        let fields = [
            "Host: \(host)", "User-Agent: sse-load", "Accept: */*", "Authorization: Bearer sk-client",
            "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
        ]
        let head = ["POST \(path) HTTP/1.1"] + fields + headers
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    }
}
