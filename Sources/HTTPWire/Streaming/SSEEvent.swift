/// One event of an event stream, as offsets into the bytes that were scanned.
package struct SSEEvent: Equatable, Sendable {
    /// All its bytes, the blank line included; ranges of events follow each other without a gap.
    package var range: Range<Int>
    /// The value of `event:`; the last one counts.
    package var name: Range<Int>?
    /// The value of the first `data:` line.
    package var data: Range<Int>?
    /// How many `data:` lines it has among its first 64 KiB.
    package var dataLines = 0
    /// Whether it has no field: comments only, or just a blank line.
    package var isComment: Bool
    /// Whether its beginning was given away before it was complete; what is left has not been looked at.
    package var continuesLongEvent: Bool
}
