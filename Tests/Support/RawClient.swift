internal import CLinux
internal import Glibc

/// A client that sends and reads bytes on a socket.
///
/// It blocks, which is fine here: what it talks to has threads of its own.
package final class RawClient {
    private let descriptor: Int32
    private var unread: [UInt8] = []

    /// A call that failed, or an end that came too early.
    package struct Failure: Error {
        package let call: String
        package let code: Int32

        package init(call: String, code: Int32) {
            self.call = call
            self.code = code
        }
    }

    /// Connects to a port of this machine.
    ///
    /// A test that frees its port takes an address of its own: another test may be given the same port meanwhile.
    package init(port: Int, host: String = "127.0.0.1") throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        unsafe inet_pton(AF_INET, host, &address.sin_addr)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, size) }
        }
        if result != 0 { throw Failure(call: "connect", code: errno) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
    }

    deinit {
        close(descriptor)
    }

    /// Closes with a FIN what is written, and leaves the rest open.
    package func finishWriting() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes with an RST.
    package func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// Sends a text.
    package func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    /// Sends all of the bytes.
    package func send(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + offset },
                    buffer.count - offset,
                    0x4000
                )
            }
            if count < 0 { throw Failure(call: "send", code: errno) }
            offset += count
        }
    }

    /// The next bytes; empty at the end.
    package func readSome() throws -> [UInt8] {
        if !unread.isEmpty {
            defer { unread = [] }
            return unread
        }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 { throw Failure(call: "recv", code: errno) }
        return Array(buffer.prefix(count))
    }

    /// Everything up to the end of the connection.
    package func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let some = try readSome()
            if some.isEmpty { return all }
            all += some
        }
    }

    /// Reads until the text has come, and returns all up to its end.
    package func read(through text: String) throws -> [UInt8] {
        let wanted = Array(text.utf8)
        var all: [UInt8] = []
        while true {
            let some = try readSome()
            if some.isEmpty { throw Failure(call: "the end came before '\(text)'", code: 0) }
            let from = max(0, all.count - wanted.count)
            all += some
            guard let end = all.end(of: wanted, from: from) else { continue }
            unread = Array(all[end...])
            return Array(all[..<end])
        }
    }

    /// Exactly so many bytes.
    package func read(count: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        all.reserveCapacity(count)
        while all.count < count {
            let some = try readSome()
            if some.isEmpty { throw Failure(call: "the end came after \(all.count) of \(count) bytes", code: 0) }
            all += some
        }
        unread = Array(all[count...])
        return Array(all[..<count])
    }
}

extension [UInt8] {
    /// The offset behind the first place where the bytes stand.
    package func end(of needle: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + needle.count <= count {
            if self[index..<(index + needle.count)].elementsEqual(needle) { return index + needle.count }
            index += 1
        }
        return nil
    }

    /// The bytes as text.
    package var text: String { String(decoding: self, as: UTF8.self) }
}
