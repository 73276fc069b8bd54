import Glibc

/// Files of this machine.
package enum SystemFiles {
    /// Longer files than any of ours are refused rather than read.
    private static let maximumBytes = 8 << 20

    /// A file's bytes; nil where there is none.
    package static func read(_ path: String) throws(ConfigurationSources.Unreadable) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable()
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= maximumBytes {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw unreadable() }
            bytes += buffer.prefix(count)
        }
        throw .init(reason: "larger than \(Number.text(bytes: maximumBytes))")
    }

    private static func unreadable() -> ConfigurationSources.Unreadable {
        .init(reason: unsafe String(cString: strerror(errno)))
    }
}
