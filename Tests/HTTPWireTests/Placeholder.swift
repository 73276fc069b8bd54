import Testing
import HTTPWire
@Test func `smoke`() throws {
    for s in ["GET /a?b HTTP/1.1\r\nHost: x\r\nSession_id: 1\r\nX-A:\t b \r\n\r\n","GET /a?b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nX-A:\t b \r\n\r\n"] { try checkRequestHead(Array(s.utf8)) }
    for s in ["5;a=\"x\"\r\nhello\r\n0\r\nA: b\r\n\r\n", "5\r\nhell"] { try checkChunkedBody(Array(s.utf8)) }
    for s in ["HTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP/1.1 200\r\nContent-Type: text/event-stream; a\r\nContent-Length: 5\r\n\r\n"] { try checkUpstreamHead(Array(s.utf8)) }
    for s in ["data: x\r\r\ndata:y\n\n\n:\r\n\r\n", "data"] { try checkEventStream(Array(s.utf8)) }
}
