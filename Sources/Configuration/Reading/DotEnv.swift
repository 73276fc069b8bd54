/// A `.env` file: `NAME=value` lines as Node's and Python's dotenv read them.
///
/// `export` before a name, spaces around `=`, single and double quotes (which may span lines; `\n`, `\r`, `\t`, `\"` and
/// `\\` mean something in double ones), comments after `#` at the start or after a space, CRLF and a byte order mark.
/// Variables are not expanded.
struct DotEnv: Equatable {
    struct Variable: Equatable {
        var name: String
        var value: String
        var line: Int
    }

    private(set) var variables: [Variable] = []

    /// Lines that could not be understood, with the reason.
    private(set) var complaints: [YAMLReader.Failure] = []

    init(_ bytes: [UInt8]) {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var scanner = DotEnvScanner(bytes[(hasMark ? 3 : 0)...])
        while !scanner.isAtEnd {
            let line = scanner.line
            do {
                if let (name, value) = try scanner.assignment() {
                    variables.append(Variable(name: name, value: value, line: line))
                }
            } catch {
                complaints.append(YAMLReader.Failure(line: line, message: error.message))
                scanner.skipLine()
            }
        }
    }
}
