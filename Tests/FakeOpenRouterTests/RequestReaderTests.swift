internal import EventLoop
internal import HTTPWire
internal import Testing

@testable internal import FakeOpenRouter

struct RequestReaderTests {
    /// All requests in the bytes, fed in the given parts.
    private func read(_ parts: [ArraySlice<UInt8>]) throws -> [ReceivedRequest] {
        var reader = RequestReader(connection: 1, bodyLimit: 1000)
        var input: [UInt8] = []
        var requests: [ReceivedRequest] = []
        for part in parts {
            input += part
            reading: while true {
                switch try reader.next(&input, now: .never) {
                case .waiting: break reading
                case .head: continue
                case .request(let request): requests.append(request)
                }
            }
        }
        return requests
    }

    @Test func `requests are the same wherever the bytes are cut`() throws {
        let text =
            post(body: "one") + get("/api/v1/models")
            + "POST /x HTTP/1.1\r\nHost: fake\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n"
            + post(body: "")
        let bytes = Array(text.utf8)
        let whole = try read([bytes[...]])

        #expect(whole.map(\.bodyText) == ["one", "", "two", ""])
        for cut in 0...bytes.count {
            let requests = try read([bytes[..<cut], bytes[cut...]])
            #expect(requests.map(\.head) == whole.map(\.head))
            #expect(requests.map(\.body) == whole.map(\.body))
        }
    }

    @Test(arguments: ["Content-Length: 1001\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3E9\r\n"])
    func `a body beyond the limit is refused`(framing: String) {
        let text = "POST / HTTP/1.1\r\nHost: fake\r\n\(framing)" + String(repeating: "x", count: 1001)

        #expect(throws: RequestFault.bodyTooLarge) { try read([Array(text.utf8)[...]]) }
    }
}

struct BodyLookTests {
    @Test(arguments: [
        (#"{"model":"a/b","stream":true}"#, "a/b", true),
        (#"{ "stream" : true , "model" : "a/b" }"#, "a/b", true),
        (#"{"messages":["stream","model"],"model":"a/b","stream":false}"#, "a/b", false),
        (#"{"messages":["say \"stream\":true"],"model":"a/b"}"#, "a/b", false),
        (#"{"stream":tru"#, nil, false), (#"{"stream""#, nil, false), ("", nil, false), (#"{"model":1}"#, nil, false),
    ])
    func `model and stream are found`(body: String, model: String?, streams: Bool) {
        let look = BodyLook(Array(body.utf8))

        #expect(look.model == model)
        #expect(look.asksForStream == streams)
    }
}
