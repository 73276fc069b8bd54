import Testing
@testable import sse_load

/// A load that miscounts would measure nothing: what it reads is tested here, cut at every byte.
struct ResponseReaderTests {
    static let stream = """
        HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n\
        e\r\n: a comment\n\n\r\nf;ext=1\r\ndata: {"a":1}\n\n\r\nb\r\ndata: {"b":\r\n4\r\n2}\r\n\r\n\
        12\r\n\r\ndata: [DONE]\r\n\r\n\r\n0\r\nTrailer: x\r\n\r\n
        """
    static let counted = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many\r\ncontent-length: 5\r\n\r\nabcde"

    @Test func `a chunked stream is counted alike wherever it is cut`() throws {
        let bytes = Array(Self.stream.utf8)

        for cut in 0...bytes.count {
            var reader = ResponseReader()
            try reader.feed(bytes.span.extracting(0..<cut))
            try reader.feed(bytes.span.extracting(cut..<bytes.count))

            #expect(reader.isComplete)
            #expect(reader.status == 200)
            #expect(reader.counter.events == 3)
            #expect(reader.counter.isDone)
        }
    }

    @Test func `a counted answer is complete after its last byte and not before`() throws {
        let bytes = Array(Self.counted.utf8)

        for cut in 0..<bytes.count {
            var reader = ResponseReader()
            try reader.feed(bytes.span.extracting(0..<cut))
            #expect(!reader.isComplete)
            try reader.feed(bytes.span.extracting(cut..<bytes.count))

            #expect(reader.isComplete)
            #expect(reader.status == 429)
            #expect(reader.bodyBytes == 5)
        }
    }

    @Test func `a comment is no event, and a cut stream is not done`() throws {
        var counter = EventCounter()
        counter.scan(Array(": ping\n\ndata: {}\n\ndata: [DONE".utf8).span)

        #expect(counter.events == 1)
        #expect(!counter.isDone)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", Fault.bytesAfterEnd),
        ("HTTP/1.1 200 OK\r\nContent-Length: one\r\n\r\n", .malformedHead),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .malformedChunk),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab", .malformedChunk),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n\r\n", .malformedChunk),
        ("SPDY/1 200\r\n\r\n", .malformedHead),
    ])
    func `what is malformed is a fault`(text: String, fault: Fault) {
        var reader = ResponseReader()

        #expect(throws: fault) { try reader.feed(Array(text.utf8).span) }
    }
}
