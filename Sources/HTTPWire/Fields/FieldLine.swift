/// Takes field lines apart, by the same rules for requests and answers.
/// https://www.rfc-editor.org/rfc/rfc9112#section-5
enum FieldLine {
    /// The field on `line`, which ends before its CRLF.
    static func parse(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(FieldFault) -> HeadField {
        let colon = try colon(in: bytes, line)
        let content = colon &+ 1..<line.upperBound
        if let control = bytes.firstControl(in: content) { throw fault(of: bytes[control]) }
        let name = line.lowerBound..<colon
        return HeadField(
            name: name,
            value: bytes.trimmed(content),
            known: KnownField.named(bytes.extracting(name))
        )
    }

    /// Where the name ends.
    private static func colon(in bytes: Span<UInt8>, _ line: Range<Int>) throws(FieldFault) -> Int {
        let offset = bytes.endOfToken(in: line)
        guard offset < line.upperBound else { throw .missingColon }
        if bytes[offset] != UInt8(ascii: ":") { throw nameFault(of: bytes[offset], isFirst: offset == line.lowerBound) }
        guard offset > line.lowerBound else { throw .emptyName }
        return offset
    }

    private static func nameFault(of byte: UInt8, isFirst: Bool) -> FieldFault {
        switch byte {
        case .space, .tab: isFirst ? .leadingSpace : .spaceBeforeColon
        case .carriageReturn: .bareCarriageReturn
        default: .badName
        }
    }

    private static func fault(of control: UInt8) -> FieldFault {
        switch control {
        case .carriageReturn: .bareCarriageReturn
        case 0: .nul
        default: .control
        }
    }
}
