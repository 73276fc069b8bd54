package import HTTPWire

/// Hears a transfer's progress, synchronously, from within libcurl's callbacks: what is called here must not start or
/// end transfers.
package protocol TransferDelegate: AnyObject {
    /// The final head is whole.
    func transfer(_ transfer: Transfer, received head: ResponseHeadParser) -> TransferFlow
    /// Bytes of the body, unframed.
    func transfer(_ transfer: Transfer, received bytes: UnsafeRawBufferPointer) -> TransferFlow
    /// The end, exactly once, called from outside of libcurl. Nil: the answer is whole.
    func transferEnded(_ transfer: Transfer, error: TransferError?)
}

/// What the receiver wants next.
package enum TransferFlow {
    case proceed
    /// No more until `resume`. What was given is taken.
    case pause
    /// End the transfer.
    case abort
}
