/// What `keywheel fake --help` says: made from the tables of faults and options.
enum FakeHelp {
    static var text: String {
        let faults = Fault.Group.allCases.map(section).joined(separator: "\n")
        let options = Option.all.map { line($0.spelling, $0.summary) }.joined()
        return "\(introduction)\n\(faults)\nOptions of every scenario\n\(options)\n\(pages)"
    }

    private static let introduction = """
        keywheel fake [--port P] [--host ADDRESS] [--loops N]

        A fake OpenRouter: http://127.0.0.1:4000/api/v1, any key that begins with sk-or-. Port 0 takes a free one.

        A request chooses how it is answered by a header:
            X-Fake-Scenario: name[;option=value...][,name...]
        for example  X-Fake-Scenario: reset;after=3, bytes=1, crlf

        """

    private static let pages = """
        The fake's own pages
          GET  /fake/requests        what has arrived, and what became of each answer
          GET  /fake/aborts          which clients left before their answer was complete
          POST /fake/reset           forgets both, and closes the gates
          POST /fake/release/NAME    opens the gate NAME
          POST /fake/close-idle      closes the connections on which nothing is going on

        """

    private static func section(_ group: Fault.Group) -> String {
        let lines = Fault.all.filter { $0.group == group }.map { fault in
            let options = fault.options.map(\.name).joined(separator: ", ")
            return line(fault.name, options.isEmpty ? fault.summary : "\(fault.summary) [\(options)]")
        }
        return "\(group.rawValue)\n\(lines.joined())"
    }

    private static func line(_ name: String, _ summary: String) -> String {
        let gap = String(repeating: " ", count: max(1, 26 - name.count))
        return "  \(name)\(gap)\(summary)\n"
    }
}

extension Option {
    /// The option as it is written.
    var spelling: String {
        switch kind {
        case .flag: name
        case .count: "\(name)=N"
        case .size: "\(name)=SIZE"
        case .duration: "\(name)=TIME"
        case .text: "\(name)=NAME"
        case .word(let words): "\(name)=\(words.joined(separator: "|"))"
        }
    }
}
