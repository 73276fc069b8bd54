internal import CLinux
internal import EventLoop
internal import Glibc

/// `keywheel fake`: the fake as a program, for demonstrations and for people who want to see how a client copes.
package struct FakeCommand: Sendable {
    private var configuration = FakeConfiguration()
    private var wantsHelp = false

    /// Understands the words after `keywheel fake`.
    package init(arguments: some Collection<String>) throws(FakeError) {
        configuration.bodyBytesKept = 64 * 1024
        configuration.port = 4000
        var rest = Array(arguments)[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": wantsHelp = true
            case "--host": configuration.host = try Self.value(of: word, &rest)
            case "--port": configuration.port = try Self.number(of: word, &rest, in: 0...65535)
            case "--loops": configuration.loops = try Self.number(of: word, &rest, in: 1...64)
            default: throw FakeError("keywheel fake does not know '\(word)'; see keywheel fake --help")
            }
        }
    }

    /// Serves until the process ends; with `--help` prints what there is and returns.
    package func run() async throws {
        if wantsHelp { return Self.print(FakeHelp.text) }
        Self.allowManyDescriptors()
        let fake = try await start()
        Self.print("keywheel fake listening on \(fake.baseURL)\n")
        while !Task.isCancelled { try await Task.sleep(for: .seconds(3600)) }
        await fake.stop()
    }

    private func start() async throws -> FakeOpenRouter {
        do {
            return try await FakeOpenRouter.start(configuration)
        } catch let error as SystemError where error.code == EADDRINUSE {
            throw FakeError("port \(configuration.port) is in use; choose another with --port, or 0 for a free one")
        }
    }

    private static func value(of option: String, _ rest: inout ArraySlice<String>) throws(FakeError) -> String {
        guard let value = rest.popFirst() else { throw FakeError("\(option) wants a value") }
        return value
    }

    private static func number(
        of option: String,
        _ rest: inout ArraySlice<String>,
        in range: ClosedRange<Int>
    ) throws(FakeError) -> Int {
        let text = try value(of: option, &rest)
        guard let number = Int(text), range.contains(number) else {
            throw FakeError("\(option) wants a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }

    /// Thousands of streams are thousands of descriptors.
    private static func allowManyDescriptors() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Written at once: whoever waits for the line reads it from a pipe.
    private static func print(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(STDOUT_FILENO, bytes, bytes.count)
    }
}
