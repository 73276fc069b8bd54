internal import CCurl

/// What is sent upstream; the header lines stand in the transfer's `headers`.
@safe package struct OutgoingRequest {
    /// The method's name.
    package var method: String
    /// Scheme, host and port: `https://openrouter.ai`.
    package var origin: String
    /// Path and query, with a zero at the end.
    package var target: [UInt8]
    /// The body; the memory must stay as it is until the transfer has ended.
    ///
    /// Nil: the request has none.
    package var body: UnsafeRawBufferPointer?
    /// Names and what they resolve to, where libcurl has not been told yet.
    package var resolved: [ResolvedHost] = []
    /// Do not use a kept connection.
    package var freshConnection = false
    /// The answer will come in small parts over a long time.
    package var expectsEvents = false

    package init(method: String, origin: String, target: [UInt8], body: UnsafeRawBufferPointer?) {
        self.method = method
        self.origin = origin
        self.target = target
        unsafe self.body = body
    }
}

/// The options that a handle keeps from one request to the next.
struct ToldOptions {
    /// Held for as long as the handle may look at it.
    var origin: Origin?
    var method = ""
    var hasBody = false
    var freshConnection = false
    var hasResolveList = false
    var bufferSize = 0
}

/// A host with its addresses, for CURLOPT_RESOLVE.
package struct ResolvedHost: Sendable {
    package var host: String
    package var port: UInt16
    package var answer: Resolver.Answer

    package init(host: String, port: UInt16, answer: Resolver.Answer) {
        self.host = host
        self.port = port
        self.answer = answer
    }
}

extension HTTPClient {
    /// Sets what differs from request to request.
    func apply(_ request: OutgoingRequest, to transfer: Transfer) {
        let easy = unsafe transfer.easy
        setTarget(request, transfer)
        setMethod(request, transfer)
        unsafe kw_easy_set_pointer(easy, CURLOPT_HTTPHEADER, transfer.headers.list())
        // libcurl holds a buffer for each transfer: a stream, which may live for an hour, gets one for a TCP segment.
        let bufferSize = request.expectsEvents ? 1504 : 16 * 1024
        if bufferSize != transfer.told.bufferSize {
            transfer.told.bufferSize = bufferSize
            unsafe kw_easy_set_long(easy, CURLOPT_BUFFERSIZE, bufferSize)
        }
        if request.freshConnection != transfer.told.freshConnection {
            transfer.told.freshConnection = request.freshConnection
            unsafe kw_easy_set_long(easy, CURLOPT_FRESH_CONNECT, request.freshConnection ? 1 : 0)
        }
        tell(request.resolved, transfer)
    }

    /// Says where the request goes.
    ///
    /// The path goes as it is, unseen by libcurl's URL parser, but to a proxy, which gets whole URLs.
    private func setTarget(_ request: OutgoingRequest, _ transfer: Transfer) {
        guard settings.proxy == nil else {
            setURL(request, transfer)
            return
        }
        let origin = origin(request.origin)
        if transfer.told.origin !== origin {
            transfer.told.origin = origin
            unsafe kw_easy_set_pointer(transfer.easy, CURLOPT_CURLU, UnsafeRawPointer(origin.handle))
        }
        _ = unsafe request.target.withUnsafeBytes { bytes in
            unsafe kw_easy_set_pointer(transfer.easy, CURLOPT_REQUEST_TARGET, bytes.baseAddress)
        }
    }

    private func setURL(_ request: OutgoingRequest, _ transfer: Transfer) {
        if transfer.told.origin != nil {
            transfer.told.origin = nil
            unsafe kw_easy_set_pointer(transfer.easy, CURLOPT_CURLU, nil)
            unsafe kw_easy_set_pointer(transfer.easy, CURLOPT_REQUEST_TARGET, nil)
        }
        let url = request.origin + String(decoding: request.target.dropLast(), as: UTF8.self)
        unsafe kw_easy_set_string(transfer.easy, CURLOPT_URL, url)
    }

    private func origin(_ text: String) -> Origin {
        if let lastOrigin, lastOrigin.text == text { return lastOrigin }
        let origin = Origin(text)
        lastOrigin = origin
        return origin
    }

    private func setMethod(_ request: OutgoingRequest, _ transfer: Transfer) {
        let easy = unsafe transfer.easy
        let hasBody = unsafe request.body != nil
        if request.method != transfer.told.method || hasBody != transfer.told.hasBody {
            transfer.told.method = request.method
            transfer.told.hasBody = hasBody
            unsafe kw_easy_set_long(easy, CURLOPT_NOBODY, request.method == "HEAD" ? 1 : 0)
            if hasBody {
                unsafe kw_easy_set_long(easy, CURLOPT_POST, 1)
            } else if request.method != "HEAD" {
                unsafe kw_easy_set_long(easy, CURLOPT_HTTPGET, 1)
            }
            unsafe kw_easy_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
        }
        guard let body = unsafe request.body else { return }
        // An empty buffer may have no address, and libcurl would then ask for the body by callback.
        unsafe kw_easy_set_pointer(easy, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(easy))
        unsafe kw_easy_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    }

    /// Hands addresses over where they are news.
    ///
    /// libcurl keeps them, without a time limit, for all of this loop's transfers, so nothing is ever resolved by
    /// itself.
    private func tell(_ resolved: [ResolvedHost], _ transfer: Transfer) {
        for host in resolved where toldGenerations["\(host.host):\(host.port)"] != host.answer.generation {
            toldGenerations["\(host.host):\(host.port)"] = host.answer.generation
            let entry = "\(host.host):\(host.port):\(host.answer.addresses)"
            unsafe transfer.resolveList = curl_slist_append(transfer.resolveList, entry)
        }
        let hasList = unsafe transfer.resolveList != nil
        guard hasList || transfer.told.hasResolveList else { return }
        transfer.told.hasResolveList = hasList
        unsafe kw_easy_set_pointer(transfer.easy, CURLOPT_RESOLVE, transfer.resolveList)
    }
}
