internal import CLinux
internal import Glibc

// What an upstream sends on a kept connection between two requests was asked for by nobody. libcurl 7.88 takes a
// connection with unread bytes for a live one: the bytes would become the answer to the next request, another client's.

/// Bytes, or an end, on a connection that nobody uses.
enum UnaskedInput {
    /// Whether there is any.
    static func isThere(on descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count >= 0 || errno != EAGAIN
    }

    /// The port of our end.
    static func localPort(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_storage()
        guard unsafe kw_local_address(descriptor, &address) == 0 else { return 0 }
        return unsafe withUnsafeBytes(of: &address) { unsafe UInt16($0[2]) << 8 | UInt16($0[3]) }
    }

    /// Throws it away and ends the connection, so that libcurl finds it dead and makes another.
    static func end(_ descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<16 where unsafe recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)) <= 0 { break }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
