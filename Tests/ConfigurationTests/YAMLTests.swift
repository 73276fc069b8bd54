import Testing

@testable import Configuration

struct YAMLTests {
    @Test func `values keep the lines they stand on`() throws {
        let root = try YAMLReader.read(Array("a: 1\n\nb:\n  - x\n  - {c: y}\n".utf8))

        #expect(
            root
                == Node(
                    .mapping([
                        .init(name: "a", line: 1, value: Node(.scalar("1"), line: 1)),
                        .init(
                            name: "b",
                            line: 3,
                            value: Node(
                                .sequence([
                                    Node(.scalar("x"), line: 4),
                                    Node(
                                        .mapping([.init(name: "c", line: 5, value: Node(.scalar("y"), line: 5))]),
                                        line: 5
                                    ),
                                ]),
                                line: 4
                            )
                        ),
                    ]),
                    line: 1
                )
        )
    }

    @Test(arguments: ["~", "null", "Null", "NULL", ""])
    func `a plain null is nothing, and in quotes it is text`(word: String) throws {
        let root = try YAMLReader.read(Array("a: \(word)\nb: \"\(word)\"\n".utf8))

        guard case .mapping(let entries) = root.content else { return #expect(Bool(false)) }
        #expect(entries.map(\.value.content) == [.null, .scalar(word)])
    }

    @Test(arguments: [
        ("a: b\n\tc: d\n", 2, "tabs"), ("a: \"open\nb: 1\n", 3, "a quoted scalar that begins on line 1"),
        ("a: [1, 2\nb: 1\n", 2, "flow sequence"), ("a: 1\n  b: 2\n", 2, "not valid YAML"),
        ("a: &x 1\nb: *x\n", 2, "aliases"), ("a: *none\n", 1, "aliases"), ("--- 1\n--- 2\n", 2, "a second document"),
        ("a: !ruby/object {}\n", 1, "the tag"), ("a: !!python/object:os.system x\n", 1, "the tag"),
        ("? [a, b]\n: 1\n", 1, "plain text"), ("a: \u{1}\n", 1, "not valid text"), ("}", 1, "not valid YAML"),
    ])
    func `what cannot be read is refused with its line`(yaml: String, line: Int, excerpt: String) {
        let failure = #expect(throws: YAMLReader.Failure.self) { try YAMLReader.read(Array(yaml.utf8)) }

        #expect(failure?.line == line)
        #expect(failure?.message.contains(excerpt) == true, "\(failure?.message ?? "")")
    }

    @Test func `bytes that are no text are refused with their line`() {
        let failure = #expect(throws: YAMLReader.Failure.self) {
            try YAMLReader.read(Array("a: 1\nb: ".utf8) + [0xFF, 0xFE, 0x0A])
        }

        #expect(failure?.line == 2)
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
        String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
        (0..<100).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        "[" + String(repeating: "x,", count: 200_000) + "]",
        "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", String(repeating: "a", count: 2 << 20),
        String(repeating: "&a ", count: 10_000), "a: |9999999999\n x\n", "%YAML 99999999999999999999.1\n--- x\n",
        "\"\\UFFFFFFFF\"", "%TAG ! " + String(repeating: "x", count: 10_000),
    ])
    func `hostile YAML is refused and nothing else happens`(yaml: String) {
        #expect(throws: YAMLReader.Failure.self) { try YAMLReader.read(Array(yaml.utf8)) }
    }

    @Test func `no cut of a file and no changed byte crashes the reader`() throws {
        let bytes = Array(ConfigurationExample.text().replacing("#", with: "").utf8.prefix(1500))
        var generator = SystemRandomNumberGenerator()
        for length in 0...bytes.count {
            _ = try? YAMLReader.read(Array(bytes[..<length]))
            var changed = bytes
            changed[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            _ = try? YAMLReader.read(changed)
        }
    }
}
