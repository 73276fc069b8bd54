import Glibc

/// How much memory this process may use.
package enum MachineMemory {
    /// The machine's memory, or less where a control group of ours allows less.
    package static func available(
        readFile: (String) throws(ConfigurationSources.Unreadable) -> [UInt8]? = SystemFiles.read
    ) -> Int {
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let (physical, overflow) = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
        return limits(readFile).reduce(overflow || physical <= 0 ? 1 << 30 : physical, min)
    }

    /// The limits of our control group and of every group around it.
    /// https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
    private static func limits(_ readFile: (String) throws(ConfigurationSources.Unreadable) -> [UInt8]?) -> [Int] {
        func line(_ path: String) -> String? {
            (try? readFile(path)).flatMap(\.self).map { String(decoding: $0, as: UTF8.self).trimmed }
        }
        let groups = line("/proc/self/cgroup") ?? ""
        let ours = groups.split(separator: "\n").first { $0.hasPrefix("0::/") }?.dropFirst(4) ?? ""
        var names = ours.split(separator: "/")
        var files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        while !names.isEmpty {
            files.append("/sys/fs/cgroup/\(names.joined(separator: "/"))/memory.max")
            names.removeLast()
        }
        return files.compactMap { line($0).flatMap(Number.whole) }.filter { $0 > 0 }
    }
}
