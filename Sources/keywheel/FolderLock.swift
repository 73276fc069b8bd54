internal import Glibc

/// The data folder, taken by one process at a time.
///
/// The lock is the kernel's and ends with the process, however that ends; the file's content only tells who has it.
struct FolderLock {
    private let descriptor: Int32

    init(folder: String) throws(StartError) {
        try Self.makeFolder(folder)
        let path = folder + "/lock"
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor < 0 {
            throw StartError(
                "the data folder \(folder) cannot be used: \(Self.reason(errno)). Give another with --data DIR."
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.owner(descriptor)
            close(descriptor)
            throw StartError(
                "the data folder \(folder) is in use by another server\(owner). Stop that one, or give this one "
                    + "another folder with --data DIR."
            )
        }
        writeOwner()
    }

    /// Lets go of the folder.
    func release() {
        close(descriptor)
    }

    private func writeOwner() {
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = unsafe pwrite(descriptor, text, text.count, 0)
    }

    private static func owner(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return Int32(text.prefix { $0.isNumber }).map { " (PID \($0))" } ?? ""
    }

    /// Makes the folder and what is missing above it, for its owner only.
    private static func makeFolder(_ folder: String) throws(StartError) {
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/" + part
            if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { continue }
            throw StartError(
                "the data folder \(folder) cannot be made: \(path): \(reason(errno)). Give another with --data DIR."
            )
        }
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}
