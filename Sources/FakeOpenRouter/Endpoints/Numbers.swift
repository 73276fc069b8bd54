/// Answers that are numbers: embeddings and rankings.
enum Numbers {
    static func embeddings(_ visit: Visit) -> String {
        let values = (0..<8).map { "0.0\($0 + 1)" }.joined(separator: ",")
        return
            #"{"id":"\#(visit.id)","object":"list","data":[{"object":"embedding","index":0,"embedding":[\#(values)]}],"#
            + #""model":"\#(visit.body.model ?? "openai/text-embedding-3-small")","#
            + #""usage":{"prompt_tokens":8,"total_tokens":8,"cost":0.00000016}}"#
    }

    static func rerank(_ visit: Visit) -> String {
        #"{"id":"gen-rerank-\#(visit.time)-\#(Payload.placeholder)","model":"\#(visit.body.model ?? "cohere/rerank-v3.5")","#
            + #""results":[{"index":1,"relevance_score":0.98,"document":{"text":"the right one"}},"#
            + #"{"index":0,"relevance_score":0.02,"document":{"text":"another"}}],"#
            + #""usage":{"search_units":1,"total_tokens":24}}"#
    }
}
