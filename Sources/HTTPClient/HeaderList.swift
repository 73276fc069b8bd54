internal import CCurl
internal import Glibc

/// The header lines of one request in libcurl's form, in one piece of memory that is used again and again.
///
/// `curl_slist_append` would copy and allocate twice a line. Here the lines stand one after the other in an arena, and
/// the list's nodes in an array point into it. It holds the key: `wipe` overwrites it.
@safe package final class HeaderList {
    private var arena: UnsafeMutablePointer<CChar>
    private var capacity = 1024
    private var used = 0
    private var starts: [Int] = []
    private var nodes: UnsafeMutablePointer<curl_slist>
    private var nodeCapacity = 32

    package init() {
        unsafe arena = .allocate(capacity: capacity)
        unsafe nodes = .allocate(capacity: nodeCapacity)
    }

    deinit {
        wipe()
        unsafe arena.deallocate()
        unsafe nodes.deallocate()
    }

    /// Adds `name: value`. Neither may hold CR, LF or NUL; a line that does is left out.
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
        unsafe explicit_bzero(arena, used)
        used = 0
        starts.removeAll(keepingCapacity: true)
    }

    /// The list for libcurl, valid until the next change.
    func list() -> UnsafeMutablePointer<curl_slist>? {
        if starts.isEmpty { return nil }
        if starts.count > nodeCapacity {
            unsafe nodes.deallocate()
            nodeCapacity = starts.count * 2
            unsafe nodes = .allocate(capacity: nodeCapacity)
        }
        for (index, start) in starts.enumerated() {
            let next = unsafe index + 1 < starts.count ? nodes + index + 1 : nil
            unsafe nodes[index] = curl_slist(data: arena + start, next: next)
        }
        return unsafe nodes
    }

    private func begin() {
        starts.append(used)
    }

    private func end() {
        reserve(1)
        unsafe arena[used] = 0
        let start = starts[starts.count - 1]
        let length = used - start
        used += 1
        if unsafe Self.holdsControl(arena + start, length) {
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
        reserve(count)
        unsafe memcpy(arena + used, bytes, count)
        used += count
    }

    private func reserve(_ count: Int) {
        guard used + count > capacity else { return }
        let grown = max(capacity * 2, used + count)
        let moved = UnsafeMutablePointer<CChar>.allocate(capacity: grown)
        unsafe memcpy(moved, arena, used)
        unsafe explicit_bzero(arena, used)
        unsafe arena.deallocate()
        unsafe arena = moved
        capacity = grown
    }
}
