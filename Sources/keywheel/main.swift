import FakeOpenRouter

do {
    try await FakeCommand(arguments: CommandLine.arguments.dropFirst(2)).run()
} catch {
    print("\(error)")
}
