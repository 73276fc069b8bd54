/// The models that the fake offers, in the shape of `GET /models`.
enum Catalogue {
    struct Model: Sendable {
        let id: String
        let name: String
        let context: Int
        /// USD a token.
        let prompt: String
        let completion: String
    }

    static let all = [
        Model(
            id: "openai/gpt-4.1-mini",
            name: "OpenAI: GPT-4.1 Mini",
            context: 1_047_576,
            prompt: "0.0000004",
            completion: "0.0000016"
        ),
        Model(
            id: "anthropic/claude-sonnet-4",
            name: "Anthropic: Claude Sonnet 4",
            context: 1_000_000,
            prompt: "0.000003",
            completion: "0.000015"
        ),
        Model(
            id: "google/gemini-2.5-flash",
            name: "Google: Gemini 2.5 Flash",
            context: 1_048_576,
            prompt: "0.0000003",
            completion: "0.0000025"
        ),
        Model(
            id: "deepseek/deepseek-chat-v3.1:free",
            name: "DeepSeek: DeepSeek V3.1 (free)",
            context: 163_840,
            prompt: "0",
            completion: "0"
        ),
        Model(
            id: "meta-llama/llama-3.3-70b-instruct:free",
            name: "Meta: Llama 3.3 70B Instruct (free)",
            context: 131_072,
            prompt: "0",
            completion: "0"
        ),
    ]

    /// The whole list.
    static let models = list(all)

    static func list(_ models: [Model]) -> String {
        let data = models.map(object).joined(separator: ",")
        return #"{"data":[\#(data)],"total_count":\#(models.count),"links":{"next":null}}"#
    }

    static func object(_ model: Model) -> String {
        let slug = model.id.prefix { $0 != ":" }
        return #"{"id":"\#(model.id)","canonical_slug":"\#(slug)","name":"\#(model.name)","created":1744651385,"#
            + #""description":"A model of the fake.","context_length":\#(model.context),"architecture":"#
            + #"{"modality":"text->text","input_modalities":["text"],"output_modalities":["text"],"#
            + #""tokenizer":"GPT","instruct_type":null},"pricing":{"prompt":"\#(model.prompt)","#
            + #""completion":"\#(model.completion)","request":"0","image":"0"},"#
            + #""top_provider":{"context_length":\#(model.context),"max_completion_tokens":32768,"#
            + #""is_moderated":false},"per_request_limits":null,"#
            + #""supported_parameters":["max_tokens","temperature","tools","tool_choice","stop"],"#
            + #""default_parameters":{},"supported_voices":null,"expiration_date":null,"knowledge_cutoff":null,"#
            + #""links":{"details":"/api/v1/models/\#(slug)/endpoints"}}"#
    }
}

extension Catalogue {
    /// Who serves a model, and how well.
    static func endpoints(_ parameters: [String]) -> String {
        let id = parameters.joined(separator: "/")
        return #"{"data":{"id":"\#(JSON.escaped(id))","name":"\#(JSON.escaped(id))","created":1744651385,"#
            + #""endpoints":[{"name":"OpenAI | \#(JSON.escaped(id))","provider_name":"OpenAI","tag":"openai","#
            + #""quantization":"unknown","context_length":1047576,"max_completion_tokens":32768,"#
            + #""pricing":{"prompt":"0.0000004","completion":"0.0000016"},"status":0,"uptime_last_30m":99.9,"#
            + #""supports_implicit_caching":true}]}}"#
    }

    static let providers =
        #"{"data":["#
        + ["OpenAI", "Anthropic", "Google", "DeepSeek"].map { name in
            #"{"name":"\#(name)","slug":"\#(name.lowercased())","privacy_policy_url":null,"terms_of_service_url":null,"#
                + #""status_page_url":null,"headquarters":"US","datacenters":["US"]}"#
        }.joined(separator: ",") + "]}"
}
