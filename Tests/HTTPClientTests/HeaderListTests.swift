internal import CCurl
internal import Testing

@testable internal import HTTPClient

struct HeaderListTests {
    /// The lines as libcurl sees them.
    private func lines(_ headers: HeaderList) -> [String] {
        var lines: [String] = []
        var next = unsafe headers.list()
        while let node = unsafe next {
            if let data = unsafe node.pointee.data { unsafe lines.append(String(cString: data)) }
            unsafe next = node.pointee.next
        }
        return lines
    }

    private func add(_ name: String, _ value: String, to headers: HeaderList) {
        let name = Array(name.utf8)
        let value = Array(value.utf8)
        headers.add(name: name.span, value: value.span)
    }

    @Test func `lines stand in the order in which they were added`() {
        let headers = HeaderList()
        add("X-B", "two", to: headers)
        headers.add("X-Title", value: "ours")
        headers.add("Authorization: Bearer", key: Array("sk-or-v1-1".utf8).span)
        headers.add("Expect:")
        add("x-a", "one", to: headers)

        #expect(
            lines(headers) == ["X-B: two", "X-Title: ours", "Authorization: Bearer sk-or-v1-1", "Expect:", "x-a: one"]
        )
    }

    @Test func `an empty value is written in the form that does not mean leaving the field out`() {
        let headers = HeaderList()
        add("X-Empty", "", to: headers)

        #expect(lines(headers) == ["X-Empty;"])
    }

    @Test(arguments: ["a\rb", "a\nb", "a\r\nX-Forged: 1", "a\0b", "\n", "\0"])
    func `a line with a line end or a NUL is left out, and the others stay`(value: String) {
        let headers = HeaderList()
        add("X-Before", "1", to: headers)
        add("X-Bad", value, to: headers)
        add(value, "x", to: headers)
        headers.add("X-Title", value: value)
        headers.add("Authorization: Bearer", key: Array(value.utf8).span)
        add("X-After", "2", to: headers)

        #expect(lines(headers) == ["X-Before: 1", "X-After: 2"])
    }

    @Test func `no list is no list`() {
        let isNone = unsafe HeaderList().list() == nil
        #expect(isNone)
    }

    @Test func `it grows over many and long lines`() {
        let headers = HeaderList()
        let expected = (0..<200).map { "X-\($0): \(String(repeating: "v", count: $0 * 3 + 1))" }
        for number in 0..<200 { add("X-\(number)", String(repeating: "v", count: number * 3 + 1), to: headers) }

        #expect(lines(headers) == expected)
    }

    @Test func `wiping overwrites the key in memory, and the list serves again`() {
        let headers = HeaderList()
        headers.add("Authorization: Bearer", key: Array("sk-or-v1-secret".utf8).span)
        let memory = unsafe headers.list()?.pointee.data
        #expect(unsafe memory.map { unsafe String(cString: $0) } == "Authorization: Bearer sk-or-v1-secret")

        headers.wipe()

        let isWiped = unsafe UnsafeRawBufferPointer(start: memory, count: 38).allSatisfy { $0 == 0 }
        #expect(isWiped)
        #expect(lines(headers) == [])
        add("X", "1", to: headers)
        #expect(lines(headers) == ["X: 1"])
    }
}
