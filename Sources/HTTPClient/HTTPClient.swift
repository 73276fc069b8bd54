internal import CCurl
internal import CCurlMemory
package import EventLoop
internal import Glibc
internal import HTTPWire

/// libcurl's multi interface on one loop: connections are kept and shared by that loop's transfers.
@safe package final class HTTPClient {
    package let reactor: Reactor
    package private(set) var settings: ClientSettings
    private(set) var deadlines: Deadlines
    let multi: UnsafeMutableRawPointer
    /// Held for as long as libcurl may call back with them.
    private var active: [Transfer] = []
    private var idle: [Transfer] = []
    /// Counts the settings that handles were made under.
    private(set) var generation = 0
    private var sockets: [UpstreamSocket?] = []
    private let timer = LoopTimer()
    /// Above zero while libcurl is on the stack: then it must not be entered again in most ways.
    private var depth = 0
    /// The origin of the last request: nearly always the next one's, too.
    var lastOrigin: Origin?
    /// The newest answer for each host that this loop's libcurl was told.
    var toldGenerations: [String: Int] = [:]
    private static let keptHandles = 128

    /// One for each loop.
    package init(reactor: Reactor, settings: ClientSettings) {
        self.reactor = reactor
        self.settings = settings
        deadlines = Deadlines(settings)
        unsafe multi = Self.makeMulti()
        installCallbacks()
    }

    deinit {
        unsafe curl_multi_cleanup(multi)
    }

    /// Must be called once before the first client is made, while there is one thread.
    package static func prepareProcess() {
        unsafe curl_global_init_mem(
            Int(CURL_GLOBAL_DEFAULT),
            kw_curl_malloc,
            kw_curl_free,
            kw_curl_realloc,
            kw_curl_strdup,
            kw_curl_calloc
        )
    }

    /// The version of libcurl that runs.
    package static var libraryVersion: String { unsafe String(cString: curl_version()) }

    /// Holds for transfers that begin from now on.
    package func use(_ settings: ClientSettings) {
        let changed = settings != self.settings
        self.settings = settings
        deadlines = Deadlines(settings)
        guard changed else { return }
        generation += 1
        idle.removeAll()
        setMultiplexing()
    }

    /// Off unless HTTP/2 may be spoken: libcurl would look at more of every connection before it takes one.
    private func setMultiplexing() {
        unsafe kw_multi_set_long(
            multi,
            CURLMOPT_PIPELINING,
            Int(settings.http2 ? CURLPIPE_MULTIPLEX : CURLPIPE_NOTHING)
        )
    }

    private static func makeMulti() -> UnsafeMutableRawPointer {
        guard let multi = unsafe curl_multi_init() else { preconditionFailure("libcurl: no memory") }
        return unsafe multi
    }

    private func installCallbacks() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe kw_multi_set_socket_callback(
            multi,
            { easy, socket, what, context, _ in
                unsafe HTTPClient.from(context).socketWanted(socket, what, by: easy)
                return 0
            },
            context
        )
        unsafe kw_multi_set_timer_callback(
            multi,
            { _, milliseconds, context in
                unsafe HTTPClient.from(context).timerWanted(milliseconds)
                return 0
            },
            context
        )
        // Idle connections kept for the next request; libcurl's default would follow the number of running transfers.
        unsafe kw_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 1024)
        setMultiplexing()
    }

    static func from(_ context: UnsafeMutableRawPointer?) -> HTTPClient {
        guard let context = unsafe context else { preconditionFailure("libcurl lost its context") }
        return unsafe Unmanaged<HTTPClient>.fromOpaque(context).takeUnretainedValue()
    }
}

// MARK: Transfers

extension HTTPClient {
    /// A free handle; its header list is empty.
    package func transfer() -> Transfer {
        if let transfer = idle.popLast() { return transfer }
        guard let easy = unsafe curl_easy_init() else { preconditionFailure("libcurl: no memory") }
        let transfer = unsafe Transfer(client: self, easy: easy)
        configure(transfer)
        return transfer
    }

    /// Sends the request.
    ///
    /// The delegate hears of it from the next turn of the loop on.
    package func start(_ transfer: Transfer, _ request: OutgoingRequest, delegate: any TransferDelegate) {
        transfer.begin(delegate: delegate)
        apply(request, to: transfer)
        transfer.place = active.count
        active.append(transfer)
        enter { _ = unsafe curl_multi_add_handle(multi, transfer.easy) }
        // libcurl has asked for a timer of zero; this is it, without a turn of the loop.
        act(on: CURL_SOCKET_TIMEOUT, 0)
    }

    /// Ends a transfer from our side.
    ///
    /// Inside a callback of libcurl it ends when that returns.
    func end(_ transfer: Transfer, error: TransferError) {
        release(transfer)
        transfer.finish(error: error)
        recycle(transfer)
    }

    private func release(_ transfer: Transfer) {
        enter { _ = unsafe curl_multi_remove_handle(multi, transfer.easy) }
        transfer.leaveSocket()
        let last = active.removeLast()
        if last !== transfer {
            active[transfer.place] = last
            last.place = transfer.place
        }
    }

    private func recycle(_ transfer: Transfer) {
        // One that was made under other settings would go on using their proxy and certificates.
        if idle.count < Self.keptHandles, transfer.generation == generation { idle.append(transfer) }
    }

    func pause(_ transfer: Transfer) {
        transfer.pauseReceiving()
        enter { _ = unsafe curl_easy_pause(transfer.easy, CURLPAUSE_RECV) }
    }

    func resume(_ transfer: Transfer) {
        var code = CURLE_OK
        enter { unsafe code = curl_easy_pause(transfer.easy, CURLPAUSE_CONT) }
        // The receiver may have given up on what had been kept back for it; libcurl does not end the transfer then.
        if code != CURLE_OK, transfer.phase != .idle {
            end(transfer, error: transfer.error(for: code) ?? TransferError(.cancelled))
        }
        settle()
    }

    /// Delivers the results of what has ended; only from outside of libcurl.
    private func settle() {
        guard depth == 0 else { return }
        var code = CURLE_OK
        while let easy = unsafe kw_multi_next_done(multi, &code) {
            guard let transfer = unsafe Transfer.of(easy) else { continue }
            let error = transfer.error(for: code)
            release(transfer)
            transfer.finish(error: error)
            recycle(transfer)
        }
    }

    private func enter(_ body: () -> Void) {
        depth += 1
        body()
        depth -= 1
    }

    private func act(on socket: curl_socket_t, _ events: Int32) {
        var running: Int32 = 0
        enter { _ = unsafe curl_multi_socket_action(multi, socket, events, &running) }
        settle()
    }
}

// MARK: Sockets and time

extension HTTPClient: TimerTarget {
    func socketReady(_ socket: UpstreamSocket, _ readiness: Readiness) {
        var events: Int32 = 0
        if readiness.has(.readable, or: .hungUp, or: .peerClosed) { events |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
        if readiness.contains(.failed) { events |= CURL_CSELECT_ERR }
        act(on: socket.descriptor, events)
    }

    package func timerFired(_ timer: LoopTimer) {
        act(on: CURL_SOCKET_TIMEOUT, 0)
    }

    private func timerWanted(_ milliseconds: Int) {
        reactor.arm(
            timer,
            at: milliseconds < 0 ? .never : reactor.now + TimeSpan(nanoseconds: Int64(milliseconds) * 1_000_000),
            for: self
        )
    }

    private func socketWanted(_ descriptor: curl_socket_t, _ what: Int32, by easy: UnsafeMutableRawPointer?) {
        let slot = Int(descriptor)
        while sockets.count <= slot { sockets.append(nil) }
        var wanted: Readiness = []
        if what == CURL_POLL_IN || what == CURL_POLL_INOUT { wanted.insert(.readable) }
        if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { wanted.insert(.writable) }
        if sockets[slot] == nil, !wanted.isEmpty {
            let socket = UpstreamSocket(descriptor: descriptor, client: self)
            sockets[slot] = socket
        }
        guard let socket = sockets[slot] else { return }
        if !wanted.isEmpty, let easy = unsafe easy, let transfer = unsafe Transfer.of(easy), socket.user !== transfer {
            socket.user = transfer
            transfer.socket = socket
        }
        socket.want(wanted)
    }

    /// libcurl closes a socket: the loop must forget it before the number is given to another.
    func closeSocket(_ descriptor: curl_socket_t) {
        let slot = Int(descriptor)
        if slot < sockets.count, sockets[slot] != nil {
            sockets[slot] = nil
            reactor.forget(descriptor)
        }
        close(descriptor)
    }
}
