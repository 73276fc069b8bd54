/// What a line of an upstream's head came to.
package enum ResponseHeadStep: Equatable, Sendable {
    /// The head goes on.
    case more
    /// An interim head (1xx) ended and is forgotten; another head follows.
    case interim
    /// The final head is complete.
    case complete
}
