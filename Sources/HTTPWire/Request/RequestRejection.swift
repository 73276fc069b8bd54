/// Why a request is refused before it is understood.
///
/// The connection closes afterwards: where the next request would begin is not known.
package enum RequestRejection: Error, Equatable, Sendable {
    /// It breaks a rule of the grammar, or of ours.
    case badRequest(BadRequest)
    /// The request line is too long.
    case uriTooLong
    /// The head, or the trailer section, has too many bytes or fields.
    case headTooLarge
    /// Another major version than 1.
    case versionNotSupported
    /// CONNECT or TRACE.
    case methodNotAllowed

    /// The status to answer with.
    package var status: Int {
        switch self {
        case .badRequest: 400
        case .uriTooLong: 414
        case .headTooLarge: 431
        case .versionNotSupported: 505
        case .methodNotAllowed: 405
        }
    }

    /// A sentence for the caller, without any of its bytes.
    package var sentence: StaticString {
        switch self {
        case .badRequest(let rule): rule.sentence
        case .uriTooLong: "The request line is too long."
        case .headTooLarge: "The headers are too large or too many."
        case .versionNotSupported: "Only HTTP/1.0 and HTTP/1.1 are spoken here."
        case .methodNotAllowed: "CONNECT and TRACE are not allowed."
        }
    }
}
