import Testing
import HTTPWire
@Test func `smoke`() throws {
    var p = RequestHeadParser()
    let b = Array("GET /a?b HTTP/1.1\r\nHost: x\r\nSession_id: 1\r\nX-A:\t b \r\n\r\n".utf8)
    let h = try p.parse(b.span)
    print(h as Any)
    var s = SSEScanner()
    let e = Array("event: a\ndata: 1\r\n\r\n: c\n\n".utf8)
    print(s.next(in: e.span) as Any, s.next(in: e.span) as Any, s.unfinished)
}
