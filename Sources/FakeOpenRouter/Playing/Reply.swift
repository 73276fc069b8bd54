/// What one request gets: steps, played in order.
///
/// After the last step the connection serves its next request, unless a step has closed it.
package struct Reply: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// What to do, in order.
    package var steps: [Step]
    /// Begin when the head is read, before the body.
    ///
    /// The connection is of no use for another request then.
    package var answersBeforeBody: Bool

    package init(_ steps: [Step], answersBeforeBody: Bool = false) {
        self.steps = steps
        self.answersBeforeBody = answersBeforeBody
    }

    package init(arrayLiteral elements: Step...) {
        self.init(elements)
    }

    /// An ordinary answer with a Content-Length.
    package init(
        status: Int = 200,
        contentType: String = "application/json",
        fields: [(String, String)] = [],
        body: [UInt8]
    ) {
        let head = ResponseHead(status: status, fields: [("content-type", contentType)] + fields)
        self.init([.send(head.bytes(with: .length(body.count)) + body)])
    }

    /// The reply with every write cut into pieces.
    package func inPieces(of size: Int, every pause: Duration = .zero) -> Reply {
        Reply(steps.map { $0.inPieces(of: size, every: pause) }, answersBeforeBody: answersBeforeBody)
    }
}
