/// What a step of the decoder found, as offsets of the bytes it was given.
package enum ChunkStep: Equatable, Sendable {
    /// Bytes of the body; go on behind them.
    case data(Range<Int>)
    /// All bytes up to `consumed`, the end, are taken; give the ones that follow.
    case needMore(consumed: Int)
    /// The body has ended; what begins at `consumed` is no longer part of it.
    case end(consumed: Int)
}
