/// What can be wrong with a field line of a request, an answer or a trailer.
package enum FieldFault: Error, Equatable, Sendable, CaseIterable {
    /// The line begins with a space or tab: obs-fold, or a first field that is set in.
    case leadingSpace
    /// Nothing stands before the colon.
    case emptyName
    /// A byte that is no `tchar` in the name.
    case badName
    /// A space or tab between name and colon.
    case spaceBeforeColon
    /// No colon on the line.
    case missingColon
    /// A CR that no LF follows.
    case bareCarriageReturn
    /// An LF that no CR precedes.
    case bareLineFeed
    /// A NUL in the value.
    case nul
    /// Another control character but HTAB in the value.
    case control

    /// A sentence for the caller, without any of its bytes.
    package var sentence: StaticString {
        switch self {
        case .leadingSpace: "A header line begins with a space or tab."
        case .emptyName: "A header has no name."
        case .badName: "A header name contains a character that is not allowed."
        case .spaceBeforeColon: "A header name is followed by a space or tab."
        case .missingColon: "A header line has no colon."
        case .bareCarriageReturn: "A carriage return stands without a line feed."
        case .bareLineFeed: "A line feed stands without a carriage return."
        case .nul: "A header value contains a NUL."
        case .control: "A header value contains a control character."
        }
    }
}
