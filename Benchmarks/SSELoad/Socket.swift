internal import CLinux
internal import EventLoop
internal import Glibc

/// The few socket calls that a load needs.
enum Socket {
    /// Begins a connection; on a socket that does not block it is made later, and then the socket is writable.
    static func connect(to target: Target, blocking: Bool) throws(SystemError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, blocking ? kind : kind | Int32(SOCK_NONBLOCK.rawValue), 0)
        if descriptor < 0 { throw SystemError("socket") }
        _ = kw_set_int_option(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        let code = unsafe withUnsafePointer(to: target.address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe Glibc.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if code != 0, errno != EINPROGRESS {
            let error = SystemError("connect")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// How the connection that was begun has come out: 0, or the kernel's number for the reason.
    static func pendingError(of descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return result == 0 ? code : errno
    }

    /// Sends bytes from an offset on; the count that the kernel took, negative with errno set if none.
    static func send(_ bytes: [UInt8], from start: Int, on descriptor: Int32) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            let rest = unsafe buffer[start...]
            let flags = Int32(MSG_NOSIGNAL)
            return unsafe Glibc.send(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, flags)
        }
    }

    /// Receives what is there into the buffer's beginning; 0 at the connection's end, negative with errno set.
    static func receive(into buffer: inout [UInt8], on descriptor: Int32) -> Int {
        unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
        }
    }

    /// Raises the limit on open descriptors as far as it goes.
    static func raiseDescriptorLimit() {
        var limit = rlimit()
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
