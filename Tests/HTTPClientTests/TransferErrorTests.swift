internal import CCurl
internal import Testing

@testable internal import HTTPClient

struct TransferErrorTests {
    private func kind(_ code: CURLcode, sent: Bool = false, answered: Bool = false) -> TransferError.Kind {
        TransferError(code: code, sent: sent, answered: answered, headIsWhole: answered).kind
    }

    @Test func `nothing was sent where no name, no connection or no trust was`() {
        #expect(kind(CURLE_COULDNT_RESOLVE_HOST) == .dns)
        #expect(kind(CURLE_COULDNT_RESOLVE_PROXY) == .dns)
        #expect(kind(CURLE_COULDNT_CONNECT) == .unreachable)
        #expect(kind(CURLE_PROXY) == .unreachable)
        #expect(kind(CURLE_SSL_CONNECT_ERROR) == .tls)
        #expect(kind(CURLE_PEER_FAILED_VERIFICATION) == .tls)
        #expect(kind(CURLE_SSL_CACERT_BADFILE) == .tls)
        #expect(kind(CURLE_OPERATION_TIMEDOUT) == .timedOut(.connect))
    }

    @Test func `a broken connection counts by how far the transfer had come`() {
        for code in [CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE] {
            #expect(kind(code) == .unreachable)
            #expect(kind(code, sent: true) == .unanswered)
            #expect(kind(code, sent: true, answered: true) == .incomplete)
        }
        #expect(kind(CURLE_OPERATION_TIMEDOUT, sent: true) == .timedOut(.firstByte))
    }

    @Test func `what is no HTTP is invalid at the start and incomplete later`() {
        #expect(kind(CURLE_WEIRD_SERVER_REPLY, sent: true) == .invalid)
        #expect(kind(CURLE_UNSUPPORTED_PROTOCOL, sent: true) == .invalid)
        #expect(kind(CURLE_WEIRD_SERVER_REPLY, sent: true, answered: true) == .incomplete)
    }

    @Test func `the library's own words come with it`() {
        #expect(
            !TransferError(code: CURLE_COULDNT_CONNECT, sent: false, answered: false, headIsWhole: false).detail.isEmpty
        )
    }

    @Test(arguments: [
        (TransferError.Kind.dns, true), (.unreachable, true), (.tls, true), (.timedOut(.connect), true),
        (.unanswered, false), (.incomplete, false), (.invalid, false), (.timedOut(.firstByte), false),
        (.timedOut(.silence), false), (.timedOut(.total), false), (.cancelled, false),
    ])
    func `only what never left can be repeated without doing it twice`(kind: TransferError.Kind, isUnsent: Bool) {
        #expect(TransferError(kind).isUnsent == isUnsent)
    }
}
