import Testing

@testable import Configuration

struct ReloadTests {
    @Test func `what changed is told, with what needs a restart`() throws {
        let before = try settings(
            "server: {port: 1, access_key: a}\nrelay: {open_after: 1}\nopenrouter: {keys: [sk-or-v1-a]}"
        )
        let after = try settings(
            "server: {port: 2, access_key: b}\nrelay: {open_after: 1}\nopenrouter: {keys: [sk-or-v1-b]}"
        )

        #expect(
            after.changes(since: before) == [
                .init(name: "server.port", needsRestart: true), .init(name: "server.access_key", needsRestart: false),
                .init(name: "openrouter.keys", needsRestart: false),
            ]
        )
        #expect(after.changes(since: after).isEmpty)
    }

    @Test func `host, port and loops are what needs a restart`() {
        let names = SettingsTable.all.filter { $0.standing == .works(needsRestart: true) }.map(\.name)

        #expect(names == ["server.host", "server.port", "server.loops"])
    }

    @Test func `a key that moved by a line did not change`() throws {
        let before = try settings("openrouter: {keys: [sk-or-v1-a]}")
        let after = try settings("\n\nopenrouter: {keys: [sk-or-v1-a]}")

        #expect(after == before)
    }

    @Test(arguments: [
        "server: {port: 1", "server: {prot: 1}", "server: {port: x}", "server: {port: \"3", "- a list",
    ])
    func `a file that became wrong is an error, so that the old one stays in force`(yaml: String) throws {
        let before = try sources(["keywheel.yml": "server: {port: 1}"]).load()

        #expect(throws: ConfigurationError.self) { try sources(["keywheel.yml": yaml]).reload(after: before) }
    }

    @Test func `a file that is gone is an error, even where another or none would do at a start`() throws {
        let before = try sources(["keywheel.yml": "server: {port: 1}"]).load()

        #expect(throws: ConfigurationError.self) { try sources().reload(after: before) }
        #expect(throws: ConfigurationError.self) { try sources(["config.yml": ""]).reload(after: before) }
    }

    @Test func `a file that is new is read`() throws {
        let before = try sources().load()

        #expect(try sources(["keywheel.yml": "server: {port: 1}"]).reload(after: before).settings.server.port == 1)
    }
}
