internal import CLinux
internal import Glibc

/// Tells when a file changes, also when an editor puts another in its place or it is made anew.
///
/// It watches the folder: a watch on the file itself would stay with the one that was replaced.
final class FileWatch: Sendable {
    private let descriptor: Int32
    private let names: Set<String>
    private let changed: @Sendable () -> Void

    /// Watches files of one folder; nil where the kernel gives no watch.
    init?(folder: String, names: Set<String>, changed: @escaping @Sendable () -> Void) {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        self.names = names
        self.changed = changed
        guard descriptor >= 0 else { return nil }
        let interest = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO)
        guard unsafe inotify_add_watch(descriptor, folder, interest) >= 0 else {
            close(descriptor)
            return nil
        }
        startThread()
    }

    private func startThread() {
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<FileWatch>.fromOpaque(context).takeRetainedValue().read()
                return nil
            },
            context
        )
        pthread_detach(thread)
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            if mentions(buffer[..<count]) { changed() }
        }
    }

    /// Whether one of the events names a watched file. An event is 16 bytes of numbers, the last of them the length of the
    /// name that follows: https://man7.org/linux/man-pages/man7/inotify.7.html
    private func mentions(_ events: ArraySlice<UInt8>) -> Bool {
        var offset = 0
        while offset + 16 <= events.count {
            let length = (0..<4).reduce(0) { $0 | Int(events[offset + 12 + $1]) << (8 * $1) }
            guard offset + 16 + length <= events.count else { return false }
            let name = events[offset + 16..<offset + 16 + length].prefix { $0 != 0 }
            if names.contains(String(decoding: name, as: UTF8.self)) { return true }
            offset += 16 + length
        }
        return false
    }
}
