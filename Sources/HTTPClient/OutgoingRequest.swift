internal import CCurl

/// What is sent upstream; the header lines stand in the transfer's `headers`.
@safe package struct OutgoingRequest {
    /// The method's name.
    package var method: String
    /// The whole URL.
    package var url: String
    /// The body; the memory must stay as it is until the transfer has ended. Nil: the request has none.
    package var body: UnsafeRawBufferPointer?
    /// Names and what they resolve to, where libcurl has not been told yet.
    package var resolved: [ResolvedHost] = []
    /// Do not use a kept connection.
    package var freshConnection = false

    package init(method: String, url: String, body: UnsafeRawBufferPointer?) {
        self.method = method
        self.url = url
        unsafe self.body = body
    }
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
        unsafe kw_easy_set_string(easy, CURLOPT_URL, request.url)
        unsafe setMethod(request, easy)
        unsafe kw_easy_set_pointer(easy, CURLOPT_HTTPHEADER, transfer.headers.list())
        unsafe kw_easy_set_long(easy, CURLOPT_FRESH_CONNECT, request.freshConnection ? 1 : 0)
        tell(request.resolved, transfer)
    }

    private func setMethod(_ request: OutgoingRequest, _ easy: UnsafeMutableRawPointer) {
        unsafe kw_easy_set_long(easy, CURLOPT_NOBODY, request.method == "HEAD" ? 1 : 0)
        if let body = unsafe request.body {
            unsafe kw_easy_set_long(easy, CURLOPT_POST, 1)
            // An empty buffer may have no address, and libcurl would then ask for the body by callback.
            unsafe kw_easy_set_pointer(easy, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(easy))
            unsafe kw_easy_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        } else if request.method != "HEAD" {
            unsafe kw_easy_set_long(easy, CURLOPT_HTTPGET, 1)
        }
        unsafe kw_easy_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
    }

    /// Hands addresses over where they are news. libcurl keeps them, without a time limit, for all of this loop's
    /// transfers, so nothing is ever resolved by itself.
    private func tell(_ resolved: [ResolvedHost], _ transfer: Transfer) {
        for host in resolved where toldGenerations["\(host.host):\(host.port)"] != host.answer.generation {
            toldGenerations["\(host.host):\(host.port)"] = host.answer.generation
            let entry = "\(host.host):\(host.port):\(host.answer.addresses)"
            unsafe transfer.resolveList = curl_slist_append(transfer.resolveList, entry)
        }
        unsafe kw_easy_set_pointer(transfer.easy, CURLOPT_RESOLVE, transfer.resolveList)
    }
}
