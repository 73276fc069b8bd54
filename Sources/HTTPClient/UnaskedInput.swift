internal import CLinux
internal import Glibc

// What an upstream sends on a kept connection between two requests was asked for by nobody. libcurl 7.88 takes a
// connection with unread bytes for a live one: the bytes would become the answer to the next request, another client's.
//
// Requests begin after all events of a turn have been delivered, so what the kernel has told of is dealt with before any
// connection is taken up again. To ask the socket once more before each request was tried: it costs a system call, and
// what comes a moment later passes all the same.

/// Bytes, or an end, on a connection that nobody uses.
enum UnaskedInput {
    /// Throws it away and ends the connection, so that libcurl finds it dead and makes another.
    static func end(_ descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<16 where unsafe recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)) <= 0 { break }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
