/// What the upstream says, rendered once: it costs a benchmark little more than the system calls.
enum Answers {
    /// A small chat completion, about 600 bytes of JSON.
    static let completion: [UInt8] = {
        let content = String(repeating: "The gateway relays this sentence. ", count: 8)
        let body = """
            {"id":"gen-1700000000-abcdefghijklmnopqrst","provider":"Bench","model":"bench/model",\
            "object":"chat.completion","created":1700000000,"choices":[{"logprobs":null,"finish_reason":"stop",\
            "native_finish_reason":"stop","index":0,"message":{"role":"assistant","content":"\(content)",\
            "refusal":null,"reasoning":null}}],"usage":{"prompt_tokens":220,"completion_tokens":48,"total_tokens":268}}
            """
        return response(head: ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]) + Array(body.utf8)
    }()

    static let streamHead = response(head: ["Content-Type: text/event-stream", "Transfer-Encoding: chunked"])

    /// One event of about 200 bytes, as one chunk.
    static let event = chunk("""
        data: {"id":"gen-1700000000-abcdefghijklmnopqrst","provider":"Bench","model":"bench/model",\
        "object":"chat.completion.chunk","created":1700000000,"choices":[{"index":0,"delta":{"content":" token"},\
        "finish_reason":null}]}\n\n
        """)

    static let streamEnd = chunk("data: [DONE]\n\n") + Array("0\r\n\r\n".utf8)

    static let refusal = Array("HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)

    private static func response(head fields: [String]) -> [UInt8] {
        let lines = ["HTTP/1.1 200 OK", "Date: Thu, 01 Jan 1970 00:00:00 GMT"] + fields + ["X-Generation-Id: gen-1"]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private static func chunk(_ text: String) -> [UInt8] {
        Array((String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n").utf8)
    }
}
