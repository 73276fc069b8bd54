/// How large an upstream's head may be.
package struct ResponseHeadLimits: Equatable, Sendable {
    /// Bytes of one head.
    package var head = 65536
    /// Field lines of one head.
    package var fields = 200
    /// Interim answers before the final one.
    package var interim = 8

    /// The bounds of design and contract where nothing else is said.
    package init(head: Int = 65536, fields: Int = 200, interim: Int = 8) {
        self.head = head
        self.fields = fields
        self.interim = interim
    }
}
