internal import Glibc

/// A system call that failed, with the kernel's reason.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call's name.
    package let call: String
    /// The kernel's number for the reason.
    package let code: Int32

    /// The error that the calling thread's last call left.
    package init(_ call: String, code: Int32? = nil) {
        self.call = call
        self.code = code ?? errno
    }

    package var description: String {
        "\(call): \(unsafe String(cString: strerror(code)))"
    }
}
