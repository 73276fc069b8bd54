/// The methods that our rules tell apart; CONNECT and TRACE never come out of the parser.
package enum HTTPMethod: UInt8, Sendable, CaseIterable {
    case get, head, post, put, patch, delete, options
    /// Any other token: it goes to the upstream as it came.
    case other

    /// The method that `name` spells; methods know upper from lower case.
    init(_ name: Span<UInt8>) {
        switch name.count {
        case 3: self = name.equals("GET") ? .get : name.equals("PUT") ? .put : .other
        case 4: self = name.equals("POST") ? .post : name.equals("HEAD") ? .head : .other
        case 5: self = name.equals("PATCH") ? .patch : .other
        case 6: self = name.equals("DELETE") ? .delete : .other
        case 7: self = name.equals("OPTIONS") ? .options : .other
        default: self = .other
        }
    }
}

/// The versions we speak.
package enum HTTPVersion: Sendable {
    case http10, http11
}
