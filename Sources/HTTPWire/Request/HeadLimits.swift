/// How large a request's head may be.
package struct HeadLimits: Equatable, Sendable {
    /// Bytes of the whole head, its last blank line included.
    package var head = 65536
    /// Bytes of the request line without its line end; RFC 9112 wants at least 8000.
    package var line = 8192
    /// Field lines, those that are dropped included.
    package var fields = 100

    /// The contract's defaults where nothing else is said.
    package init(head: Int = 65536, line: Int = 8192, fields: Int = 100) {
        self.head = head
        self.line = line
        self.fields = fields
    }
}
