/// What a model "said": the facts that every dialect writes in its own way.
struct Generation: Sendable {
    /// The form of the chunk that carries the usage: captures and documentation differ.
    enum UsageForm: String, Sendable {
        /// One choice, empty, finish_reason repeated (August 2026).
        case stop
        /// One choice, empty, finish_reason null (February 2026).
        case null
        /// No choices (the documentation).
        case empty
        case none
    }

    let id: String
    let model: String
    /// Who served it.
    let provider: String
    /// Seconds since 1970.
    let created: Int
    let words: [String]
    let usageForm: UsageForm
    let options: Options

    init(_ visit: Visit) {
        let options = visit.options
        self.options = options
        id = visit.id
        model = visit.body.model.flatMap { $0.isEmpty ? nil : $0 } ?? "openai/gpt-4.1-mini"
        provider = Self.provider(of: model)
        created = visit.time
        words = Self.words(options)
        usageForm = options.text(.usage).flatMap(UsageForm.init) ?? .stop
    }

    var text: String { words.joined() }
    var finish: String { options.has(.tools) ? "tool_calls" : "stop" }
    var promptTokens: Int { 12 }
    var completionTokens: Int { words.count }
    var totalTokens: Int { promptTokens + completionTokens }
    /// A prize in USD, in the notation of JSON.
    var cost: String { "0.0000\(completionTokens + 10)" }

    private static let plain = ["Hello", "!", " How", " can", " I", " help", " you", " today", "?"]
    private static let accented = ["Grüße", ", ", "世界", " – ", "👋🏽", " naïve", " Ωμέγα", " 😀", "!"]

    /// As many words as the stream has events, each of the size asked for.
    private static func words(_ options: Options) -> [String] {
        let source = options.has(.utf8) ? accented : plain
        let count = min(options.number(.events, else: 5), 100_000)
        guard let size = options.number(.size) else { return (0..<count).map { source[$0 % source.count] } }
        return Array(repeating: filler(of: size, from: source[0]), count: count)
    }

    /// Text of just that many bytes.
    private static func filler(of size: Int, from word: String) -> String {
        let count = size / word.utf8.count
        let rest = String(repeating: "x", count: size - count * word.utf8.count)
        return String(repeating: word, count: count) + rest
    }

    private static func provider(of model: String) -> String {
        let author = model.prefix { $0 != "/" }
        return providers[String(author)] ?? "OpenAI"
    }

    private static let providers = [
        "anthropic": "Anthropic", "google": "Google", "deepseek": "DeepSeek", "mistralai": "Mistral",
        "meta-llama": "DeepInfra", "x-ai": "xAI", "qwen": "Alibaba",
    ]
}
