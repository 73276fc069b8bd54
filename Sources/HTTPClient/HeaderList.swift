internal import CCurl
internal import Glibc

/// The header lines of one request in libcurl's form, in one piece of memory that is used again and again.
///
/// `curl_slist_append` would copy and allocate twice a line. Here the lines stand one after the other in an arena, and
/// the list's nodes in an array point into it. It holds the key: `wipe` overwrites it.
@safe package final class HeaderList {
    private var arena: UnsafeMutablePointer<CChar>?
    private var capacity = 0
    private var used = 0
    private var starts: [Int] = []
    private var nodes: UnsafeMutablePointer<curl_slist>?
    private var nodeCapacity = 0

    package init() {}

    deinit {
        release()
    }

    /// Adds `name: value`.
    ///
    /// Neither may hold CR, LF or NUL; a line that does is left out.
    package func add(name: Span<UInt8>, value: Span<UInt8>) {
        begin()
        append(name)
        // libcurl takes "name:" as an order to leave the field out; an empty value is written "name;".
        append(value.isEmpty ? ";" : ": ")
        append(value)
        end()
    }

    /// Adds `name: value` with a name of ours.
    package func add(_ name: StaticString, value: Span<UInt8>) {
        begin()
        append(name)
        append(": ")
        append(value)
        end()
    }

    /// Adds a field of ours with a text.
    package func add(_ name: StaticString, value: String) {
        add(name, value: Array(value.utf8).span)
    }

    /// Adds a field whose value ends in a key: `Authorization: Bearer KEY`.
    package func add(_ start: StaticString, key: Span<UInt8>) {
        begin()
        append(start)
        append(" ")
        append(key)
        end()
    }

    /// Adds a whole line of ours.
    package func add(_ line: StaticString) {
        begin()
        append(line)
        end()
    }

    /// Forgets all lines and overwrites them.
    package func wipe() {
        if let arena = unsafe arena { unsafe explicit_bzero(arena, used) }
        used = 0
        starts.removeAll(keepingCapacity: true)
    }

    /// The same, and gives the memory back.
    func release() {
        wipe()
        unsafe arena?.deallocate()
        unsafe nodes?.deallocate()
        unsafe (arena, nodes) = (nil, nil)
        (capacity, nodeCapacity) = (0, 0)
        starts = []
    }

    /// The list for libcurl, valid until the next change.
    func list() -> UnsafeMutablePointer<curl_slist>? {
        guard let arena = unsafe arena, !starts.isEmpty else { return nil }
        let nodes = unsafe reserveNodes(starts.count)
        for (index, start) in starts.enumerated() {
            let next = unsafe index + 1 < starts.count ? nodes + index + 1 : nil
            unsafe nodes[index] = curl_slist(data: arena + start, next: next)
        }
        return unsafe nodes
    }

    private func reserveNodes(_ count: Int) -> UnsafeMutablePointer<curl_slist> {
        if let nodes = unsafe nodes, count <= nodeCapacity { return unsafe nodes }
        unsafe nodes?.deallocate()
        nodeCapacity = max(16, count * 2)
        let nodes = UnsafeMutablePointer<curl_slist>.allocate(capacity: nodeCapacity)
        unsafe self.nodes = nodes
        return unsafe nodes
    }

    private func begin() {
        starts.append(used)
    }

    private func end() {
        let end = unsafe reserve(1)
        unsafe end.pointee = 0
        let length = used - starts[starts.count - 1]
        used += 1
        if unsafe Self.holdsControl(end - length, length) {
            starts.removeLast()
        }
    }

    private static func holdsControl(_ line: UnsafePointer<CChar>, _ length: Int) -> Bool {
        unsafe memchr(line, 10, length) != nil || memchr(line, 13, length) != nil || memchr(line, 0, length) != nil
    }

    private func append(_ text: StaticString) {
        unsafe append(UnsafeRawPointer(text.utf8Start), text.utf8CodeUnitCount)
    }

    private func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe append(base, buffer.count)
        }
    }

    private func append(_ bytes: UnsafeRawPointer, _ count: Int) {
        unsafe memcpy(reserve(count), bytes, count)
        used += count
    }

    /// Where the next bytes go.
    private func reserve(_ count: Int) -> UnsafeMutablePointer<CChar> {
        if let arena = unsafe arena, used + count <= capacity { return unsafe arena + used }
        let grown = max(1024, capacity * 2, used + count)
        let moved = UnsafeMutablePointer<CChar>.allocate(capacity: grown)
        if let arena = unsafe arena {
            unsafe memcpy(moved, arena, used)
            unsafe explicit_bzero(arena, used)
            unsafe arena.deallocate()
        }
        unsafe arena = moved
        capacity = grown
        return unsafe moved + used
    }
}
