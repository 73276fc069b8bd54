internal import CLinux
internal import EventLoop
internal import Glibc

/// A socket that accepts connections on one address.
struct ListeningSocket {
    let descriptor: Int32
    /// The port, also where the kernel chose it.
    let port: Int

    /// Listens on a numeric IPv4 or IPv6 address; port 0 takes a free one.
    init(host: String, port: Int) throws {
        var address = try Self.address(host: host, port: port)
        let length =
            address.ss_family == sa_family_t(AF_INET6)
            ? socklen_t(MemoryLayout<sockaddr_in6>.size) : socklen_t(MemoryLayout<sockaddr_in>.size)
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(Int32(address.ss_family), kind, 0)
        if descriptor < 0 { throw SystemError("socket") }
        _ = kw_set_int_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        guard unsafe kw_bind(descriptor, &address, length) == 0 else { throw Self.failed("bind", descriptor) }
        guard listen(descriptor, 4096) == 0 else { throw Self.failed("listen", descriptor) }
        guard unsafe kw_local_address(descriptor, &address) == 0 else {
            throw Self.failed("getsockname", descriptor)
        }
        self.port = Self.port(of: address)
    }

    private static func failed(_ call: String, _ descriptor: Int32) -> SystemError {
        let error = SystemError(call)
        close(descriptor)
        return error
    }

    private static func address(host: String, port: Int) throws -> sockaddr_storage {
        guard let number = in_port_t(exactly: port) else { throw FakeError("there is no port \(port)") }
        var storage = sockaddr_storage()
        let understood = unsafe withUnsafeMutableBytes(of: &storage) { raw in
            if host.contains(":") {
                var six = sockaddr_in6()
                six.sin6_family = sa_family_t(AF_INET6)
                six.sin6_port = number.bigEndian
                let result = unsafe inet_pton(AF_INET6, host, &six.sin6_addr)
                unsafe raw.storeBytes(of: six, as: sockaddr_in6.self)
                return result == 1
            }
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = number.bigEndian
            let result = unsafe inet_pton(AF_INET, host, &four.sin_addr)
            unsafe raw.storeBytes(of: four, as: sockaddr_in.self)
            return result == 1
        }
        guard understood else { throw FakeError("'\(host)' is no IPv4 or IPv6 address; try 127.0.0.1") }
        return storage
    }

    /// The port stands at the same place in both families.
    private static func port(of address: sockaddr_storage) -> Int {
        unsafe withUnsafeBytes(of: address) { raw in
            Int(in_port_t(bigEndian: unsafe raw.load(fromByteOffset: 2, as: in_port_t.self)))
        }
    }
}

/// Something that the fake was asked for and cannot do.
package struct FakeError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
