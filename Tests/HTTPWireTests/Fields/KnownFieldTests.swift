import HTTPWire
import Testing

struct KnownFieldTests {
    private func named(_ name: String) -> KnownField? {
        let name = bytes(name)
        return KnownField.named(name.span)
    }

    @Test(arguments: KnownField.allCases)
    func `every known name is found in any case`(field: KnownField) {
        let name = "\(field.name)"

        #expect(named(name) == field)
        #expect(named(name.uppercased()) == field)
        #expect(named(name.lowercased()) == field)
    }

    @Test(arguments: KnownField.allCases)
    func `nothing that differs in one byte is taken for a known name`(field: KnownField) {
        let name = bytes("\(field.name)")
        for place in name.indices {
            for token in bytes("!#$%&'*+-.^_`|~09azAZ") where token | 0x20 != name[place] {
                var other = name
                other[place] = token
                #expect(KnownField.named(other.span) != field)
            }
        }
        for token in "-abcdefghijklmnopqrstuvwxyz" { #expect(named("\(field.name)\(token)") != field) }
        #expect(named("x\(field.name)") != field)
        #expect(named(String("\(field.name)".dropLast())) != field)
    }

    @Test func `a set holds each field for itself`() {
        var set = KnownFieldSet()
        for field in KnownField.allCases {
            #expect(!set.contains(field))
            let isNew = set.insert(field)
            let isNewAgain = set.insert(field)
            #expect(isNew && !isNewAgain)
            #expect(set.contains(field))
        }
        #expect(KnownField.allCases.count <= 64)
    }

    @Test func `sets can be joined and compared`() {
        let one: KnownFieldSet = [.host, .cookie]
        let other: KnownFieldSet = [.date]

        #expect(one.union(other) == [.host, .cookie, .date])
        #expect(one.intersects([.cookie, .date]) && !one.intersects(other))
        #expect(KnownFieldSet().isEmpty && !one.isEmpty)
    }
}
