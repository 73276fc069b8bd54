internal import CLinux
internal import EventLoop
internal import Glibc

/// An address to listen on.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address in text.
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The address as the kernel wants it, or nil if the host is no address.
    func socketAddress() -> (storage: sockaddr_storage, length: socklen_t)? {
        var storage = sockaddr_storage()
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if unsafe inet_pton(AF_INET, host, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &storage) { to in
                unsafe withUnsafeBytes(of: &v4) { unsafe to.copyMemory(from: $0) }
            }
            return (storage, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        if unsafe inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 {
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &storage) { to in
                unsafe withUnsafeBytes(of: &v6) { unsafe to.copyMemory(from: $0) }
            }
            return (storage, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
        return nil
    }

    /// Opens a listening socket.
    ///
    /// Its options are inherited by every connection that it accepts, which saves their system calls.
    func listen() throws(SystemError) -> (descriptor: Int32, port: UInt16) {
        guard let (address, length) = socketAddress() else { throw SystemError("listen", code: EINVAL) }
        let family = Int32(address.ss_family)
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        if descriptor < 0 { throw SystemError("socket") }
        setOptions(of: descriptor, family: family)
        var bound = address
        if unsafe kw_bind(descriptor, &bound, length) != 0 || Glibc.listen(descriptor, 4096) != 0 {
            let error = SystemError("bind")
            close(descriptor)
            throw error
        }
        var local = sockaddr_storage()
        _ = unsafe kw_local_address(descriptor, &local)
        let port = unsafe withUnsafeBytes(of: &local) { unsafe UInt16($0[2]) << 8 | UInt16($0[3]) }
        return (descriptor, port)
    }

    private func setOptions(of descriptor: Int32, family: Int32) {
        let tcp = Int32(IPPROTO_TCP)
        kw_set_int_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        kw_set_int_option(descriptor, tcp, TCP_NODELAY, 1)
        // A peer that vanishes without a packet: with data under way the first finds it, else keep-alive probes do.
        kw_set_int_option(descriptor, tcp, TCP_USER_TIMEOUT, 60_000)
        kw_set_int_option(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        kw_set_int_option(descriptor, tcp, TCP_KEEPIDLE, 60)
        kw_set_int_option(descriptor, tcp, TCP_KEEPINTVL, 10)
        if family == AF_INET6 { kw_set_int_option(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
    }
}
