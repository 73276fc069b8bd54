/// Why an upstream's head is not believed: its answer is given up, and the client gets a 502.
package enum ResponseRejection: Error, Equatable, Sendable {
    /// The first line is no `HTTP/x 200`, or the status is none from 100 to 599, or 101.
    case statusLine
    /// A field line, or the line end of any line.
    case field(FieldFault)
    /// Content-Length is not a plain number.
    case contentLength
    /// Content-Length more than once.
    case contentLengthDuplicate
    /// Transfer-Encoding other than one `chunked`, or in another version than HTTP/1.1.
    case transferEncoding
    /// Transfer-Encoding and Content-Length.
    case framingConflict
    /// Connection with more options than anyone needs.
    case connectionOptions
    /// More bytes or fields than a head may have.
    case headTooLarge
    /// More interim answers than one request may have.
    case tooManyInterim

    init(_ fault: FramingFault) {
        self =
            switch fault {
            case .contentLength: .contentLength
            case .contentLengthDuplicate: .contentLengthDuplicate
            case .transferEncoding: .transferEncoding
            case .connectionOptions: .connectionOptions
            }
    }
}
