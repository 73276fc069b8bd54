internal import CCurl
internal import CLinux
internal import Secrets

extension HTTPClient {
    /// Sets what stays for a handle's whole life.
    func configure(_ transfer: Transfer) {
        let easy = unsafe transfer.easy
        setCallbacks(transfer)
        unsafe kw_easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
        unsafe kw_easy_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        unsafe kw_easy_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        unsafe kw_easy_allow_only_http(easy)
        unsafe kw_easy_set_long(easy, CURLOPT_TCP_NODELAY, 1)
        unsafe kw_easy_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Kept connections are retired, so that a changed address takes effect.
        unsafe kw_easy_set_long(easy, CURLOPT_MAXLIFETIME_CONN, 600)
        unsafe kw_easy_set_long(easy, CURLOPT_MAXAGE_CONN, 90)
        // Our own deadline ends it earlier; this only keeps libcurl's from being shorter.
        unsafe kw_easy_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: settings.connectTimeout.milliseconds))
        let version = settings.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
        unsafe kw_easy_set_long(easy, CURLOPT_HTTP_VERSION, Int(version))
        if settings.http2 { unsafe kw_easy_set_long(easy, CURLOPT_PIPEWAIT, 1) }
        unsafe kw_easy_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        unsafe kw_easy_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        if let file = settings.caFile { unsafe kw_easy_set_string(easy, CURLOPT_CAINFO, file) }
        // Set in any case: without it libcurl reads the environment at each transfer.
        unsafe kw_easy_set_string(easy, CURLOPT_PROXY, settings.proxy?.url ?? "")
        unsafe kw_easy_set_string(easy, CURLOPT_NOPROXY, "")
        unsafe setProxyCredentials(easy)
    }

    private func setProxyCredentials(_ easy: UnsafeMutableRawPointer) {
        settings.proxy?.credentials?.withBytes(for: .authorizingProxy) { bytes in
            // libcurl wants a zero at the end; the copy is overwritten as soon as libcurl has its own.
            var text = unsafe bytes.withUnsafeBytes { unsafe $0.map { CChar(bitPattern: $0) } } + [0]
            unsafe kw_easy_set_string(easy, CURLOPT_PROXYUSERPWD, text)
            for index in text.indices { text[index] = 0 }
        }
    }

    private func setCallbacks(_ transfer: Transfer) {
        let easy = unsafe transfer.easy
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe kw_easy_set_pointer(easy, CURLOPT_PRIVATE, context)
        unsafe kw_easy_set_pointer(easy, CURLOPT_HEADERDATA, context)
        unsafe kw_easy_set_pointer(easy, CURLOPT_WRITEDATA, context)
        unsafe kw_easy_set_pointer(easy, CURLOPT_PREREQDATA, context)
        unsafe kw_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe Transfer.from(context).receivedHeaderLine(line) ? size * count : 0
        }
        unsafe kw_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let data = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe Transfer.from(context).receivedBody(data) ? size * count : 0
        }
        unsafe kw_easy_set_prereq_callback(easy) { context, _, _, _, _ in
            unsafe Transfer.from(context).willSend()
            return CURL_PREREQFUNC_OK
        }
        unsafe kw_easy_set_pointer(easy, CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
        unsafe kw_easy_set_close_socket_callback(easy) { context, socket in
            unsafe HTTPClient.from(context).closeSocket(socket)
            return 0
        }
    }
}

extension Transfer {
    static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context = unsafe context else { preconditionFailure("libcurl lost its context") }
        return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// The transfer that a handle belongs to.
    static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var context: UnsafeMutableRawPointer?
        unsafe kw_easy_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return unsafe context.map { unsafe from($0) }
    }
}

extension Duration {
    /// The whole of it in milliseconds, rounded down.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000
    }
}
