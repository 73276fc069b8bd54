internal import CLinux
internal import EventLoop
internal import Glibc

/// Accepts on one port of 127.0.0.1.
final class Listener: ReadinessTarget {
    let port: UInt16
    private let descriptor: Int32
    private let reactor: Reactor
    private let buffer = ReadBuffer()

    init(port: UInt16, reactor: Reactor) throws(SystemError) {
        self.reactor = reactor
        descriptor = try Self.listen(on: port)
        self.port = Self.localPort(of: descriptor)
    }

    func start() throws(SystemError) {
        try reactor.watch(descriptor, for: .readable, target: self)
    }

    func ready(_ readiness: Readiness) {
        while true {
            var address = sockaddr_storage()
            let client = unsafe kw_accept(descriptor, &address)
            if client < 0 { return }
            _ = kw_set_int_option(client, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            let connection = UpstreamConnection(descriptor: client, reactor: reactor, buffer: buffer)
            do {
                try reactor.watch(client, for: .readable, target: connection)
            } catch {
                close(client)
            }
        }
    }

    private static func listen(on port: UInt16) throws(SystemError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        _ = kw_set_int_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe bind(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, length)
        }
        if code != 0 { throw SystemError("bind") }
        if Glibc.listen(descriptor, 16_384) != 0 { throw SystemError("listen") }
        return descriptor
    }

    private static func localPort(of descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        _ = unsafe kw_local_address(descriptor, &storage)
        return unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in.self).sin_port.bigEndian }
    }
}
