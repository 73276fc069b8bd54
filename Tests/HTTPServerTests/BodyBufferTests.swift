internal import Testing

@testable internal import HTTPServer

struct BodyBufferTests {
    private func append(_ text: String, to buffer: BodyBuffer) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe buffer.append($0) }
    }

    private func content(_ buffer: BodyBuffer) -> String { unsafe String(decoding: buffer.bytes, as: UTF8.self) }

    @Test func `bytes are added at the end and taken away at the front`() {
        let buffer = BodyBuffer(budget: BufferBudget(limit: 1 << 20))

        #expect(append("hello ", to: buffer))
        #expect(append("", to: buffer))
        #expect(append("world", to: buffer))
        #expect(content(buffer) == "hello world")
        buffer.removeFirst(6)
        #expect(content(buffer) == "world")
        buffer.removeFirst(5)
        #expect(buffer.isEmpty)
        #expect(append("again", to: buffer))
        #expect(content(buffer) == "again")
    }

    @Test func `it grows over many pieces without losing a byte`() {
        let buffer = BodyBuffer(budget: BufferBudget(limit: 64 << 20))
        var expected = ""
        for number in 0..<5000 {
            #expect(append("\(number),", to: buffer))
            expected += "\(number),"
        }

        #expect(content(buffer) == expected)
    }

    @Test func `64 bytes after the end may be read`() {
        let buffer = BodyBuffer(budget: BufferBudget(limit: 1 << 20))
        #expect(append(String(repeating: "x", count: 512), to: buffer))

        let sum = unsafe buffer.bytes.baseAddress.map { base in
            unsafe UnsafeRawBufferPointer(start: base, count: 512 + BodyBuffer.padding).reduce(0) { $0 &+ Int($1) }
        }

        #expect(sum != nil)
    }

    @Test func `the budget of a buffer is given back when it is released, and when it goes away`() {
        let budget = BufferBudget(limit: 1 << 20)
        var buffer: BodyBuffer? = BodyBuffer(budget: budget)
        #expect(budget.bytesHeld == 0)
        if let buffer { #expect(append(String(repeating: "x", count: 10_000), to: buffer)) }
        #expect(budget.bytesHeld >= 10_000)

        buffer?.release()
        #expect(budget.bytesHeld == 0)
        #expect(buffer?.isEmpty == true)

        if let buffer { #expect(append("more", to: buffer)) }
        #expect(budget.bytesHeld > 0)
        buffer = nil
        #expect(budget.bytesHeld == 0)
    }

    @Test func `emptying keeps the memory and its budget`() {
        let budget = BufferBudget(limit: 1 << 20)
        let buffer = BodyBuffer(budget: budget)
        #expect(append("x", to: buffer))
        let held = budget.bytesHeld

        buffer.removeAll()

        #expect(buffer.isEmpty)
        #expect(budget.bytesHeld == held)
    }

    @Test func `beyond the budget nothing is added and nothing taken`() {
        let budget = BufferBudget(limit: 2000)
        let buffer = BodyBuffer(budget: budget)
        #expect(append(String(repeating: "x", count: 1000), to: buffer))
        let held = budget.bytesHeld

        #expect(!append(String(repeating: "y", count: 5000), to: buffer))

        #expect(buffer.count == 1000)
        #expect(budget.bytesHeld == held)
    }

    @Test func `two buffers share one budget, and a new limit counts at once`() {
        let budget = BufferBudget(limit: 1000)
        let first = BodyBuffer(budget: budget)
        let second = BodyBuffer(budget: budget)
        #expect(append(String(repeating: "x", count: 600), to: first))
        #expect(!append(String(repeating: "x", count: 600), to: second))

        first.release()
        #expect(append(String(repeating: "x", count: 600), to: second))
        budget.setLimit(5000)
        #expect(append(String(repeating: "x", count: 600), to: first))
    }

    @Test func `what is taken from a budget counts until it is given back`() {
        let budget = BufferBudget(limit: 10)

        #expect(budget.take(10))
        #expect(!budget.take(1))
        budget.give(4)
        #expect(budget.bytesHeld == 6)
        #expect(budget.take(4))
        budget.give(10)
        #expect(budget.bytesHeld == 0)
    }

    @Test func `taking away more than there is ends the process instead of reading on`() async {
        await #expect(processExitsWith: .failure) {
            BodyBuffer(budget: BufferBudget(limit: 1 << 20)).removeFirst(1)
        }
    }
}
