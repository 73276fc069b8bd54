internal import CCurl

/// An upstream's scheme, host and port, parsed by libcurl once instead of with every request.
@safe final class Origin {
    let text: String
    let handle: OpaquePointer

    init(_ text: String) {
        guard let handle = unsafe curl_url() else { preconditionFailure("libcurl: no memory") }
        self.text = text
        unsafe self.handle = handle
        // What cannot be parsed stays empty, and libcurl then refuses the transfer.
        _ = unsafe curl_url_set(handle, CURLUPART_URL, text, 0)
    }

    deinit {
        unsafe curl_url_cleanup(handle)
    }
}
