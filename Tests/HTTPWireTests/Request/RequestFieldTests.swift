import HTTPWire
import Testing

struct RequestFieldTests {
    @Test func `fields keep their order, and values lose the blanks around them`() throws {
        let text = "GET / HTTP/1.1\r\nhost:a\r\nX-One: \t 1\t2 \t\r\nEmpty:\r\nBlank: \t \r\nX-One:3\r\n\r\n"

        let head = try head(text)

        #expect(head.fields.map { text[$0.name] } == ["host", "X-One", "Empty", "Blank", "X-One"])
        #expect(head.fields.map { text[$0.value] } == ["a", "1\t2", "", "", "3"])
        #expect(head.fields.map(\.known) == [.host, nil, nil, nil, nil])
    }

    @Test func `known fields are recognised in any case, and found by name`() throws {
        let text = "GET / HTTP/1.1\r\nHOST: a\r\naUTHORIZATION: Bearer 1\r\nAuthorization: Bearer 2\r\n\r\n"

        let head = try head(text)

        #expect(try text[#require(head.fields.value(of: .authorization))] == "Bearer 1")
        #expect(head.fields.value(of: .cookie) == nil)
        #expect(head.known == [.host, .authorization])
    }

    @Test(arguments: (0...255).map { UInt8($0) })
    func `a name consists of token characters only`(byte: UInt8) {
        let rejection = rejection(ofFields: "a\(Unicode.Scalar(byte))b: c")
        let isToken =
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || bytes("!#$%&'*+-.^_`|~").contains(byte)

        switch byte {
        case UInt8(ascii: ":"): #expect(rejection == nil)
        case 0x09, 0x20: #expect(rejection == .badRequest(.field(.spaceBeforeColon)))
        case 0x0A: #expect(rejection == .badRequest(.field(.bareLineFeed)))
        case 0x0D: #expect(rejection == .badRequest(.field(.bareCarriageReturn)))
        default: #expect(rejection == (isToken ? nil : .badRequest(.field(.badName))))
        }
    }

    @Test(arguments: (0...255).map { UInt8($0) })
    func `a value has no control character but HTAB, at whatever place`(byte: UInt8) {
        for place in 0..<20 {
            let value = String(repeating: "v", count: place) + "\(Unicode.Scalar(byte))vvvvvvvvvvv"
            let rejection = rejection(ofFields: "a: \(value)")

            switch byte {
            case 0: #expect(rejection == .badRequest(.field(.nul)))
            case 0x0A: #expect(rejection == .badRequest(.field(.bareLineFeed)))
            case 0x0D: #expect(rejection == .badRequest(.field(.bareCarriageReturn)))
            case 0x01...0x08, 0x0B...0x1F, 0x7F: #expect(rejection == .badRequest(.field(.control)))
            default: #expect(rejection == nil)
            }
        }
    }

    @Test(arguments: [
        (": a", FieldFault.emptyName), ("a", .missingColon), ("a b", .spaceBeforeColon), ("a : b", .spaceBeforeColon),
        ("a\t: b", .spaceBeforeColon), ("Transfer-Encoding : chunked", .spaceBeforeColon), (" a: b", .leadingSpace),
        ("\ta: b", .leadingSpace), ("a: b\r\n c", .leadingSpace), ("a: b\r\n\tc: d", .leadingSpace),
        (" ", .leadingSpace),
        ("a: b\r\n \r\nc: d", .leadingSpace), ("(a): b", .badName), ("\"a\": b", .badName), ("é: b", .badName),
        ("=a", .badName), ("\u{7F}: b", .badName),
    ])
    func `a malformed field line is refused, obs-fold among them (case 52)`(line: String, fault: FieldFault) {
        #expect(rejection(ofFields: line) == .badRequest(.field(fault)))
    }

    @Test func `a leading space on the first field is refused`() {
        #expect(rejection(of: "GET / HTTP/1.1\r\n Host: a\r\n\r\n") == .badRequest(.field(.leadingSpace)))
    }

    @Test func `a field with an underscore in its name is dropped, and only that`() throws {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nContent_Length: 5\r\nsession_id: x\r\n_: y\r\nX-B: c_d\r\n\r\n"

        let head = try head(text)

        #expect(head.fields.map { text[$0.name] } == ["Host", "X-B"])
        #expect(head.framing == .none)
        #expect(rejection(ofFields: "a_b: \0") == .badRequest(.field(.nul)))
    }
}
