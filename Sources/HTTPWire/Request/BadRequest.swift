/// The rule that a bad request breaks.
package enum BadRequest: Error, Equatable, Sendable {
    /// The first byte can begin no request: TLS on a plain port, a second empty line, leading space.
    case start
    /// Not `method SP target SP version`.
    case requestLine
    /// Not `HTTP/1.0` or `HTTP/1.1`, though it begins like a version.
    case version
    /// A character in the target that is not allowed there.
    case targetCharacter
    /// A `%` without two hexadecimal digits, or `%00`.
    case targetEscape
    /// Neither a path, nor a whole http URL, nor `*` with OPTIONS.
    case targetForm
    /// A field line, or the line end of any line.
    case field(FieldFault)
    /// HTTP/1.1 without Host.
    case hostMissing
    /// Host more than once.
    case hostDuplicate
    /// Host is empty or no `host[:port]`.
    case hostInvalid
    /// The target's host is not the one of Host.
    case hostMismatch
    /// Content-Length is not a plain number, or too large.
    case contentLength
    /// Content-Length more than once.
    case contentLengthDuplicate
    /// Transfer-Encoding other than one `chunked`.
    case transferEncoding
    /// Transfer-Encoding in HTTP/1.0.
    case transferEncodingVersion
    /// Transfer-Encoding and Content-Length.
    case framingConflict
    /// Connection with more options than anyone needs.
    case connectionOptions
    /// A chunk's size is not 1 to 16 hexadecimal digits, or too large.
    case chunkSize
    /// A chunk's extension is malformed, or all are too long.
    case chunkExtension
    /// A chunk's data is longer or shorter than its size.
    case chunkEnd

    /// A sentence for the caller, without any of its bytes.
    package var sentence: StaticString {
        switch self {
        case .start: "This is not an HTTP request."
        case .requestLine: "The request line is malformed."
        case .version: "The HTTP version is malformed."
        case .targetCharacter: "The request target contains a character that is not allowed."
        case .targetEscape: "The request target contains an invalid percent-encoding."
        case .targetForm: "The request target is neither a path nor a URL."
        case .field(let fault): fault.sentence
        case .hostMissing: "The Host header is missing."
        case .hostDuplicate: "There is more than one Host header."
        case .hostInvalid: "The Host header is invalid."
        case .hostMismatch: "The Host header and the request target differ."
        case .contentLength: "The Content-Length header is invalid."
        case .contentLengthDuplicate: "There is more than one Content-Length header."
        case .transferEncoding: "The Transfer-Encoding is not chunked."
        case .transferEncodingVersion: "HTTP/1.0 has no Transfer-Encoding."
        case .framingConflict: "There are both Content-Length and Transfer-Encoding headers."
        case .connectionOptions: "The Connection header names too many options."
        case .chunkSize: "The size of a chunk is invalid."
        case .chunkExtension: "The extension of a chunk is invalid."
        case .chunkEnd: "The data of a chunk does not end where its size says."
        }
    }
}

extension BadRequest {
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
