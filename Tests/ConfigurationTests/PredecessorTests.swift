import Configuration
import Testing

/// The files and variables that users of the predecessors bring along.
struct PredecessorTests {
    @Test func `an env file of A gives port, key, referer and title`() throws {
        let file = "PORT=8080\nOPENROUTER_API_KEYS=sk-or-v1-a\nHTTP_REFERER=http://localhost\nSITE_NAME=Mine\n"

        let settings = try sources([".env": file]).load().settings

        #expect(settings.server.port == 8080)
        #expect(settings.openrouter.keys.count == 1)
        #expect(settings.openrouter.httpReferer == "http://localhost")
        #expect(settings.openrouter.title == "Mine")
    }

    @Test func `an env file of C gives a list of keys, the base URL and asks for a key`() throws {
        let file = """
            export OPENROUTER_API_KEYS="sk-or-v1-a, sk-or-v1-b ,your-openrouter-api-key-here"
            OPENROUTER_API_URL='https://openrouter.ai/api/v1/'
            API_KEY_AUTH_ENABLED=true
            CLIENT_API_KEYS=n8n:secret:60
            AUTH_ENABLED=true\r
            KEYWHEEL_SERVER_ACCESS_KEY=shared
            NODE_ENV=production
            """

        let loaded = try sources([".env": file]).load()

        #expect(loaded.settings.openrouter.keys.count == 2)
        #expect(loaded.settings.openrouter.baseURL == .openRouter)
        #expect(loaded.settings.clients.required == .always)
        #expect(
            loaded.warnings.map(\.description) == [
                ".env:1: OPENROUTER_API_KEYS[3]: is a placeholder, not a key; it is skipped",
                ".env:5: AUTH_ENABLED: this build does not have it yet, so it has no effect",
                ".env:4: CLIENT_API_KEYS: this build does not have it yet, so it has no effect",
            ]
        )
    }

    @Test func `OPENROUTER_KEYS replaces the file's keys and OPENROUTER_API_KEYS joins them`() throws {
        let files = ["config.yml": "openrouter: {keys: [sk-or-v1-file, sk-or-v1-both]}"]

        let joined = try sources(files, environment: ["OPENROUTER_API_KEYS": "sk-or-v1-more, sk-or-v1-both"]).load()
        let replaced = try sources(files, environment: ["OPENROUTER_KEYS": " sk-or-v1-mine "]).load()
        let kept = try sources(files, environment: ["OPENROUTER_KEYS": "sk-or-v1-your-key"]).load()

        #expect(
            joined.settings.openrouter.keys.map(\.declaredAt) == [
                .file("config.yml", line: 1), .file("config.yml", line: 1),
                .environment(variable: "OPENROUTER_API_KEYS"),
            ]
        )
        #expect(replaced.settings.openrouter.keys.map(\.declaredAt) == [.environment(variable: "OPENROUTER_KEYS")])
        #expect(kept.settings.openrouter.keys.count == 2)
    }

    @Test func `C's names go before A's`() throws {
        let environment = [
            "HTTP_REFERER": "a", "OPENROUTER_HTTP_REFERER": "c", "SITE_NAME": "a", "OPENROUTER_X_TITLE": "c",
        ]

        let openrouter = try sources(environment: environment).load().settings.openrouter

        #expect(openrouter.httpReferer == "c")
        #expect(openrouter.title == "c")
    }

    @Test func `a HOST that some shell set to a name is passed over with a warning`() throws {
        let named = try sources(environment: ["HOST": "my-machine"]).load()
        let address = try sources(environment: ["HOST": "127.0.0.1"]).load()

        #expect(named.settings.server.hosts == Settings().server.hosts)
        #expect(named.warnings.count == 1)
        #expect(address.settings.server.hosts == [.loopback4])
    }

    @Test func `a config of B is read, and what it had beyond this build is a warning`() throws {
        let file = """
            server:
              host: "0.0.0.0"
              port: "5555"
              access_key: "a-key-of-ours"
              log_level: "info"
              http_log_level: WARN
              enable_system_metrics: false
            openrouter:
              keys:
                - "sk-or-v1-your-first-api-key"
                - "sk-or-v1-real"
                - "sk-ant-other"
              key_selection_strategy: "round-robin"
              base_url: "https://openrouter.ai/api/v1/"
              public_endpoints:
              rate_limit_cooldown: 14400
            requestProxy:
              enabled: false
              url: ""
            kms:
              host: "0.0.0.0"
            verbose: true
            """

        let loaded = try sources(["config.yml": file]).load()

        #expect(loaded.settings.server.port == 5555)
        #expect(loaded.settings.server.hosts == [.any4])
        #expect(loaded.settings.server.httpLogLevel == .warning)
        #expect(loaded.settings.openrouter.keys.count == 1)
        #expect(
            loaded.warnings.map(\.description) == [
                "config.yml:7: server.enable_system_metrics: this build does not have it yet, so it has no effect",
                "config.yml:13: openrouter.key_selection_strategy: this build does not have it yet, so it has no effect",
                "config.yml:16: openrouter.rate_limit_cooldown: this build does not have it yet, so it has no effect",
                "config.yml:20: kms: there is no separate key service here, so it has no effect",
                "config.yml:22: verbose: there is no such setting",
                "config.yml:10: openrouter.keys[1]: is a placeholder, not a key; it is skipped",
                "config.yml:12: openrouter.keys[3]: is not an OpenRouter key, which begins with sk-or-; it is skipped",
            ]
        )
    }

    @Test func `in a file of Keywheel's own the same are errors`() {
        #expect(
            problems("openrouter:\n  free_only: true\n  keys:\n    - sk-or-v1-a\n    - sk-other\nkms: {}\n") == [
                "keywheel.yml:2: openrouter.free_only: this build does not have it yet, so it has no effect",
                "keywheel.yml:6: kms: there is no separate key service here, so it has no effect",
                "keywheel.yml:5: openrouter.keys[2]: is not an OpenRouter key, which begins with sk-or-",
            ]
        )
    }
}
