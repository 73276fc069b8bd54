internal import OpenRouter
internal import Testing

struct DialectTests {
    @Test(arguments: [
        ("/chat/completions", Dialect.completions), ("/completions", .completions), ("/messages", .messages),
        ("/responses", .responses), ("/embeddings", .plain), ("/models", .plain), ("/", .plain), ("", .plain),
        ("/chat/completions/", .plain), ("/messages/count_tokens", .plain), ("/Messages", .plain),
        ("/v1/messages", .plain), ("/chat", .plain),
    ])
    func `an upstream path has its dialect`(path: String, dialect: Dialect) {
        let bytes = Array(path.utf8)

        #expect(Dialect(path: bytes.span) == dialect)
    }

    @Test(arguments: [
        ("/v1/messages", Dialect.messages), ("/nowhere/messages", .messages), ("/api/v1/responses", .responses),
        ("/v1/chat/completions", .plain), ("/", .plain), ("", .plain), ("messages", .plain),
    ])
    func `a request that goes nowhere is answered as its path's end speaks`(path: String, dialect: Dialect) {
        #expect(Dialect(pathEnd: Array(path.utf8)) == dialect)
    }
}
