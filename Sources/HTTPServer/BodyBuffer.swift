internal import Glibc

/// A request's or an answer's body, held whole in one piece of memory with room after its end.
///
/// It grows with what has arrived, never with what a length field announces. Large pieces grow by mremap, which moves
/// pages and copies nothing.
@safe package final class BodyBuffer {
    /// simdjson reads up to 64 bytes past the end.
    package static let padding = 64

    package private(set) var count = 0
    private var capacity = 0
    private var memory: UnsafeMutableRawPointer?
    private let budget: BufferBudget

    package init(budget: BufferBudget) {
        self.budget = budget
    }

    deinit {
        unsafe free(memory)
        budget.give(capacity)
    }

    package var isEmpty: Bool { count == 0 }

    /// The bytes, for as long as the buffer lives and does not grow.
    package var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: memory, count: count)
    }

    /// The bytes, to be overwritten in place.
    package var mutableBytes: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(start: memory, count: count)
    }

    /// Adds to the end.
    ///
    /// False: the budget of all buffers is used up, and nothing was added.
    package func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let room = unsafe reserve(bytes.count) else { return false }
        if let source = bytes.baseAddress, bytes.count > 0 {
            unsafe room.copyMemory(from: source, byteCount: bytes.count)
        }
        count += bytes.count
        return true
    }

    /// Room for so many bytes at the end, to be filled and then confirmed by `commit`; nil: the budget is used up.
    func reserve(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let needed = count + bytes
        if needed > capacity || capacity == 0 {
            let wanted = max(needed, capacity * 2, 512)
            guard budget.take(wanted - capacity) else { return nil }
            guard let grown = unsafe realloc(memory, wanted + Self.padding) else {
                budget.give(wanted - capacity)
                return nil
            }
            unsafe memory = grown
            capacity = wanted
        }
        return unsafe memory.map { unsafe $0 + count }
    }

    /// Confirms bytes that were written into what `reserve` gave.
    func commit(_ bytes: Int) {
        count += bytes
    }

    /// Takes bytes away at the front.
    package func removeFirst(_ bytes: Int) {
        precondition(bytes >= 0 && bytes <= count, "removed \(bytes) of \(count) bytes")
        let rest = count - bytes
        if rest > 0, bytes > 0, let memory = unsafe memory { unsafe memmove(memory, memory + bytes, rest) }
        count = rest
    }

    /// Forgets the content and gives the memory back.
    package func release() {
        unsafe free(memory)
        unsafe memory = nil
        budget.give(capacity)
        capacity = 0
        count = 0
    }

    /// Forgets the content and keeps the memory.
    package func removeAll() {
        count = 0
    }
}
