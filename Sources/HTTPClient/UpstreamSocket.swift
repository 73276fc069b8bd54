internal import EventLoop

/// One of libcurl's sockets on the loop.
///
/// libcurl lets go of a socket after each request and takes it up again with the next. Following it literally costs two
/// epoll calls a request; so a socket let go stays registered for reading, and only an event that nobody waits for (the
/// upstream closed it, or sends what was not asked for) takes it out.
final class UpstreamSocket: ReadinessTarget {
    let descriptor: Int32
    private unowned let client: HTTPClient
    /// What epoll watches it for; empty while it does not.
    private var watched: Readiness = []
    /// What libcurl waits for; empty while the connection is idle or its transfer paused.
    private var wanted: Readiness = []

    /// The transfer that libcurl watches it for; of an HTTP/2 connection the last of several.
    var user: Transfer?
    init(descriptor: Int32, client: HTTPClient) {
        self.descriptor = descriptor
        self.client = client
    }

    /// Kept for a later request, as opposed to one whose transfer is paused.
    var isKept: Bool { wanted.isEmpty && user?.isPaused != true }

    func want(_ interest: Readiness) {
        wanted = interest
        if interest.isEmpty || interest == watched { return }
        if watched.isEmpty {
            // Registering fails only when the kernel has no memory for it; the transfer's deadline then ends it.
            try? client.reactor.watch(descriptor, for: interest, target: self)
        } else {
            client.reactor.change(descriptor, to: interest)
        }
        watched = interest
    }

    func ready(_ readiness: Readiness) {
        if wanted.isEmpty {
            watched = []
            client.reactor.unwatch(descriptor)
            if isKept, !client.settings.http2 { UnaskedInput.end(descriptor) }
        } else {
            client.socketReady(self, readiness)
        }
    }
}
