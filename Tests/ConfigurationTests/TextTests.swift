import Configuration
import Testing

struct TextTests {
    /// The example with everything switched on.
    private var uncommented: String {
        ConfigurationExample.text().split(separator: "\n")
            .map { $0.hasPrefix("  #") && !$0.hasPrefix("  # ") ? "  " + $0.dropFirst(3) : $0 }
            .joined(separator: "\n")
    }

    @Test func `the example shows every working setting once`() {
        let text = ConfigurationExample.text()

        for setting in SettingsTable.all where setting.works {
            let name = setting.name.split(separator: ".").last ?? ""
            #expect(text.contains("  #\(name): "), "\(setting.name)")
        }
    }

    @Test func `the example as it stands changes nothing`() throws {
        #expect(try settings(ConfigurationExample.text()) == Settings())
    }

    @Test func `the example's values are the defaults, besides the samples`() throws {
        let files = ["keywheel.yml": uncommented, "/etc/keywheel/ca.pem": "-----BEGIN CERTIFICATE-----"]

        let changes = try sources(files).load().settings.changes(since: Settings()).map(\.name)

        #expect(
            changes == [
                "server.access_key", "server.max_body", "server.max_buffered", "openrouter.http_referer",
                "openrouter.title",
                "upstream.ca_file", "requestProxy.url",
            ]
        )
    }

    @Test func `the example in the repository is this one`() throws {
        let path = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/keywheel.example.yml"

        let bytes = try #require(try SystemFiles.read(path))

        #expect(String(decoding: bytes, as: UTF8.self) == ConfigurationExample.text())
    }

    @Test func `a report says what is set, from where, and no secret`() throws {
        let yaml =
            "server: {port: 1, access_key: a-secret-CANARY-of-ours}\nopenrouter: {keys: [{key: \(canary), label: mine}]}\n"
            + "requestProxy: {enabled: true, url: 'http://me:CANARY@proxy'}"

        let loaded = try sources(["keywheel.yml": yaml], environment: ["PORT": "2"]).load()

        #expect(
            ConfigurationReport.text(loaded) == """
                keywheel.yml is in order.

                Set (everything else is at its default):
                  server.port           2  (environment PORT)
                  server.access_key     …ours  (keywheel.yml:1)
                  openrouter.keys       [mine (sk-…01ab)]  (keywheel.yml:2)
                  requestProxy.enabled  true  (keywheel.yml:3)
                  requestProxy.url      http://…@proxy:80  (keywheel.yml:3)

                """
        )
        #expect(!ConfigurationReport.json(loaded).contains("CANARY"))
        var dumped = ""
        dump(loaded, to: &dumped)
        #expect(!dumped.contains("CANARY"))
    }

    @Test func `a report without a key says how to get one`() throws {
        #expect(ConfigurationReport.text(try sources().load()).contains("OPENROUTER_API_KEYS=sk-or-…"))
    }

    @Test func `JSON reports say ok, where and why`() throws {
        let loaded = try sources(["config.yml": "server: {port: 1}\n\"x\\x7Fy\": 1\n"]).load()
        let error = ConfigurationError([.init(place: "a.yml:1", message: "say \"x\"\n\\")])

        let json = ConfigurationReport.json(loaded)
        #expect(json.hasPrefix(#"{"ok":true,"file":"config.yml","warnings":[{"place":"config.yml:2","setting":"x?y","#))
        #expect(json.contains(#""server.port":{"value":"1","from":"config.yml:1"}"#))
        #expect(json.contains(#""server.access_key":{"value":null,"from":"default"}"#))
        #expect(
            ConfigurationReport.json(error)
                == #"{"ok":false,"errors":[{"place":"a.yml:1","setting":null,"message":"say \"x\"\n\\"}]}"# + "\n"
        )
    }
}
