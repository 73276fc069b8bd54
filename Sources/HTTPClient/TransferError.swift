internal import CCurl

/// Why a transfer did not come to its end.
package struct TransferError: Error, Sendable, Equatable {
    /// What failed, as far as repairing it goes.
    package enum Kind: Sendable, Equatable {
        /// The host's name could not be resolved. Nothing was sent.
        case dns
        /// No connection. Nothing was sent.
        case unreachable
        /// No trusted connection. Nothing was sent.
        case tls
        /// The connection ended after the request was sent, before a byte of answer.
        case unanswered
        /// The answer broke off.
        case incomplete
        /// The answer is no HTTP that we accept.
        case invalid
        case timedOut(Phase)
        /// We gave it up ourselves.
        case cancelled
    }

    /// Which deadline passed.
    package enum Phase: String, Sendable {
        case connect
        case firstByte = "first byte"
        case silence, total
    }

    package var kind: Kind
    /// The library's own words, for the log; no secret can be in them.
    package var detail: String

    package init(_ kind: Kind, _ detail: String = "") {
        self.kind = kind
        self.detail = detail
    }

    /// No byte of the request has left, so another try repeats nothing.
    package var isUnsent: Bool {
        switch kind {
        case .dns, .unreachable, .tls, .timedOut(.connect): true
        default: false
        }
    }

    /// Judges libcurl's result by how far the transfer had come.
    init(code: CURLcode, sent: Bool, answered: Bool, headIsWhole: Bool) {
        detail = unsafe String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: kind = .dns
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: kind = .unreachable
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED:
            kind = .tls
        case CURLE_OPERATION_TIMEDOUT: kind = sent ? .timedOut(.firstByte) : .timedOut(.connect)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            kind = headIsWhole ? .incomplete : .invalid
        default: kind = answered ? .incomplete : sent ? .unanswered : .unreachable
        }
    }
}
