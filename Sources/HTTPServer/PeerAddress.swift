internal import CLinux
internal import Glibc

/// Who is at the other end of a connection.
package struct PeerAddress: Sendable {
    /// The address in text, without port; IPv4 in IPv6 clothing is shown as IPv4.
    package let host: String
    package let port: UInt16
    /// The peer is on this machine.
    package let isLoopback: Bool

    init(_ storage: sockaddr_storage) {
        var storage = storage
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        var port: UInt16 = 0
        var loopback = false
        if storage.ss_family == sa_family_t(AF_INET) {
            unsafe withUnsafePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                    var address = unsafe address.pointee
                    port = UInt16(bigEndian: address.sin_port)
                    loopback = UInt32(bigEndian: address.sin_addr.s_addr) >> 24 == 127
                    _ = unsafe inet_ntop(AF_INET, &address.sin_addr, &text, socklen_t(text.count))
                }
            }
        } else if storage.ss_family == sa_family_t(AF_INET6) {
            unsafe withUnsafePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                    var address = unsafe address.pointee
                    port = UInt16(bigEndian: address.sin6_port)
                    _ = unsafe inet_ntop(AF_INET6, &address.sin6_addr, &text, socklen_t(text.count))
                }
            }
        }
        var host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if host.hasPrefix("::ffff:") { host = String(host.dropFirst(7)) }
        self.host = host
        self.port = port
        self.isLoopback = loopback || host == "::1" || host.hasPrefix("127.")
    }
}
