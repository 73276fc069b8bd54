/// The one call that models of the fake make.
enum ToolCall {
    static let arguments = #"{"city":"Paris"}"#

    /// The share of the arguments' text that one content event carries.
    static func argumentPart(_ index: Int, of generation: Generation) -> String {
        let count = max(generation.words.count, 1)
        let letters = Array(arguments)
        let share = (letters.count + count - 1) / count
        return String(letters.dropFirst(index * share).prefix(share))
    }
}
