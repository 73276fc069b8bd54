import Configuration
import Secrets
import Testing

struct ProblemTests {
    @Test func `a wrong value names file, line, setting and what is allowed`() {
        #expect(
            problems("server:\n  host: localhost\n  port: \"eighty\"\n") == [
                "keywheel.yml:3: server.port: \"eighty\" is not a port; give a number from 0 to 65535"
            ]
        )
    }

    @Test func `all that is wrong is told at once`() {
        let found = problems("server:\n  port: 70000\n  grace: soon\nrelay:\n  open_aftr: 5\nretry: often\n")

        #expect(
            found == [
                "keywheel.yml:5: relay.open_aftr: there is no such setting; did you mean relay.open_after?",
                "keywheel.yml:6: retry: a section holds names with values; \"often\" is none",
                "keywheel.yml:2: server.port: \"70000\" is not a port; give a number from 0 to 65535",
                "keywheel.yml:3: server.grace: \"soon\" is not a duration that fits; give seconds, or 500ms, 5s, 10m, 4h, "
                    + "from 0s to 86400s",
            ]
        )
    }

    @Test(arguments: [
        ("relay.open_aftr", "relay.open_after"), ("serve.port", "server.port"),
        ("server.open_after", "relay.open_after"),
        ("requestproxy.url", "requestProxy.url"), ("srever", "server"), ("nothing.alike", nil), ("x", nil),
    ])
    func `an unknown name is answered with the nearest one`(name: String, nearest: String?) {
        let path = name.split(separator: ".")
        let yaml = path.count == 2 ? "\(path[0]): {\(path[1]): 1}" : "\(name): 1"
        let shown = nearest.map { "; did you mean \($0)?" } ?? ""

        // An unknown section is told as a whole, so a misspelt one is what the suggestion is for.
        let section = ["server", "relay"].contains(path[0]) || path.count == 1 ? name : String(path[0])
        let suggestion = section == name ? shown : problems(yaml).first.map { String($0.drop { $0 != ";" }) } ?? ""
        #expect(problems(yaml) == ["keywheel.yml:1: \(section): there is no such setting\(suggestion)"])
    }

    @Test(arguments: [
        ("server: {port: 1}\nserver: {port: 2}\n", "keywheel.yml:2: server: is given twice; the first is on line 1"),
        ("server:\n  port: 1\n  port: 1\n", "keywheel.yml:3: server.port: is given twice; the first is on line 2"),
        (
            "openrouter:\n  keys:\n    - key: sk-or-v1-a\n      key: sk-or-v1-b\n",
            "keywheel.yml:4: openrouter.keys: has \"key\" twice"
        ),
    ])
    func `a name that is given twice is an error`(yaml: String, expected: String) {
        #expect(problems(yaml) == [expected])
    }

    @Test func `wrong values of variables and flags name them`() {
        let given = sources(
            [".env": "\nPORT=eighty\n"],
            environment: ["KEYWHEEL_SERVER_LOOPS": "-1"],
            flags: .init(host: "example.org")
        )

        let error = #expect(throws: ConfigurationError.self) { try given.load() }

        #expect(
            error?.problems.map(\.description) == [
                ".env:2: PORT: \"eighty\" is not a port; give a number from 0 to 65535",
                "environment: KEYWHEEL_SERVER_LOOPS: \"-1\" is not a number that fits; give a whole number from 0 to 256",
                "command line: --host: \"example.org\" is not an address to listen on; give an IPv4 or IPv6 address, "
                    + "localhost, or * for every address",
            ]
        )
    }

    @Test(arguments: [
        "server: {port: \(canary)}", "\(canary): 1", "server: {\(canary): 1}", "openrouter: {base_url: \(canary)}",
        "openrouter: {base_url: 'http://me:\(canary)@host/'}", "openrouter: {keys: ['x\(canary)']}",
        "openrouter: {keys: ['\(canary)\\u0001 x', {key: x\(canary)}, {\(canary): x}, {key: \(canary), \(canary): 1}]}",
        "openrouter: {keys: [[\(canary)]]}", "requestProxy: {url: 'ftp://me:\(canary)@host'}",
        "server: {access_key: '\(canary) with a space'}", "upstream: {ca_file: \(canary)}", "- \(canary)",
        "server: {half_close: \(canary), trusted_proxies: [\(canary)]}", "server: \(canary)", "!\(canary) x",
    ])
    func `no message shows a key, wherever it slipped to`(yaml: String) throws {
        for file in ["keywheel.yml", "config.yml"] {
            let text: String
            do throws(ConfigurationError) {
                let loaded = try sources([file: yaml]).load()
                text = ConfigurationReport.text(loaded) + ConfigurationReport.json(loaded) + "\(loaded)"
            } catch {
                text = ConfigurationReport.text(error) + ConfigurationReport.json(error)
            }
            #expect(!text.contains("CANARY"), "\(text)")
        }
    }

    @Test func `what a file says cannot write on the operator's terminal`() {
        let found = problems("server: {port: \"\\e[2J\\u202e80\"}")

        #expect(found == ["keywheel.yml:1: server.port: \"?[2J?80\" is not a port; give a number from 0 to 65535"])
    }
}
