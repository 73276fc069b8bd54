internal import HTTPClient

/// How an attempt came back to whoever started it.
enum AttemptEnd {
    /// The client has its answer, whole or cut: nothing remains to be done.
    case answered
    /// The client has left.
    case clientGone
    /// Nothing was committed, and nothing usable came.
    case failed(TransferError)
    /// The upstream does not accept our key.
    case keyRefused
    /// The grace of a stopping server is over and nothing was committed.
    case shutDown
}
