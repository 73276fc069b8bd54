/// How a fake is started.
package struct FakeConfiguration: Sendable {
    /// A numeric address.
    package var host = "127.0.0.1"
    /// 0 takes a free one.
    package var port = 0
    /// Threads.
    package var loops = 1
    /// The latest requests that are remembered.
    package var requestsKept = 1000
    /// How much of each body is remembered; the digest is of all of it.
    package var bodyBytesKept = 1024 * 1024
    /// The largest body that is accepted.
    package var bodyLimit = 128 * 1024 * 1024
    /// Writes every answer in pieces of so many bytes, each a write of its own.
    package var pieceSize: Int?

    package init() {}
}
