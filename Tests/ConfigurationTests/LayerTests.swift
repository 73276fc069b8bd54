import Configuration
import Testing

struct LayerTests {
    @Test func `without any file the defaults of the contract hold`() throws {
        let loaded = try sources().load()

        #expect(loaded.settings == Settings())
        #expect(loaded.file == nil)
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.settings.server.hosts.map(\.description) == ["127.0.0.1", "::1"])
        #expect(loaded.settings.server.port == 3000)
        #expect(loaded.settings.openrouter.baseURL.description == "https://openrouter.ai/api/v1")
    }

    @Test func `flags go before the environment, it before dotenv, and that before the file`() throws {
        var given = sources(
            [
                "keywheel.yml": "server: {port: 1, loops: 1, max_fields: 1, grace: 1}\n",
                ".env": "KEYWHEEL_SERVER_PORT=2\nKEYWHEEL_SERVER_LOOPS=2\nKEYWHEEL_SERVER_MAX_FIELDS=2",
            ],
            environment: ["KEYWHEEL_SERVER_PORT": "3", "KEYWHEEL_SERVER_LOOPS": "3"]
        )
        given.flags.port = "4"

        let loaded = try given.load()

        #expect(loaded.settings.server.port == 4)
        #expect(loaded.settings.server.loops == 3)
        #expect(loaded.settings.server.maxFields == 2)
        #expect(loaded.settings.server.grace == .seconds(1))
        #expect(loaded.declaredWhere["server.port"] == .flag("--port"))
        #expect(loaded.declaredWhere["server.loops"] == .environment(variable: "KEYWHEEL_SERVER_LOOPS"))
        #expect(loaded.declaredWhere["server.max_fields"]?.description == ".env:3")
        #expect(loaded.declaredWhere["server.grace"] == .file("keywheel.yml", line: 1))
    }

    @Test func `the file is the one of the flag, else the environment's, else keywheel.yml, else config.yml`() throws {
        let files = [
            "a.yml": "server: {port: 1}", "b.yml": "server: {port: 2}",
            "keywheel.yml": "server: {port: 3}", "config.yml": "server: {port: 4}",
        ]
        let environment = ["KEYWHEEL_CONFIG": "b.yml"]

        #expect(try sources(files, environment: environment, flags: .init(config: "a.yml")).load().file == "a.yml")
        #expect(try sources(files, environment: environment).load().settings.server.port == 2)
        #expect(try sources(files).load().settings.server.port == 3)
        #expect(try sources(files.filter { $0.key != "keywheel.yml" }).load().file == "config.yml")
    }

    @Test func `a named file that is missing or unreadable stops the start`() {
        #expect(throws: ConfigurationError([.init(place: "/etc/k.yml", message: "there is no such file")])) {
            try sources(flags: .init(config: "/etc/k.yml")).load()
        }
        #expect(throws: ConfigurationError([.init(place: "config.yml", message: "cannot be read: Permission denied")]))
        {
            try sources(unreadable: ["config.yml"]).load()
        }
    }

    @Test func `an empty file, an empty section and a null leave the defaults`() throws {
        #expect(try settings("") == Settings())
        #expect(try settings("# nothing\n") == Settings())
        #expect(try settings("server:\nrelay: ~\nupstream: {http2: null, total_timeout: }\n") == Settings())
    }

    @Test func `a variable that is empty counts as not given`() throws {
        let loaded = try sources(environment: ["PORT": "", "KEYWHEEL_SERVER_PORT": "", "KEYWHEEL_CONFIG": ""]).load()

        #expect(loaded.settings == Settings())
    }

    @Test func `every working setting has a variable of its own`() throws {
        let environment = [
            "KEYWHEEL_SERVER_MAX_BODY": "1MiB", "KEYWHEEL_UPSTREAM_FIRST_BYTE_TIMEOUT": "never",
            "KEYWHEEL_REQUESTPROXY_URL": "socks5h://me:pw@proxy:9", "KEYWHEEL_REQUESTPROXY_ENABLED": "yes",
            "KEYWHEEL_SERVER_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "KEYWHEEL_OPENROUTER_KEYS": "sk-or-v1-one,sk-or-v1-two",
        ]

        let settings = try sources(environment: environment).load().settings

        #expect(settings.server.maxBody == BodyLimits(everywhere: 1 << 20))
        #expect(settings.upstream.firstByteTimeout == nil)
        #expect(settings.requestProxy.inUse?.address == "socks5h://proxy:9")
        #expect(settings.server.trustedProxies.map(\.description) == ["10.0.0.0/8", "::1"])
        #expect(settings.openrouter.keys.count == 2)
    }

    @Test func `a variable with an unknown name is a warning with a suggestion`() throws {
        let loaded = try sources(environment: ["KEYWHEEL_SERVER_PROT": "1", "KEYWHEEL_OPENROUTER_FREE_ONLY": "1"])
            .load()

        #expect(
            loaded.warnings.map(\.description) == [
                "environment: KEYWHEEL_OPENROUTER_FREE_ONLY: this build does not have it yet, so it has no effect",
                "environment: KEYWHEEL_SERVER_PROT: there is no such setting; did you mean KEYWHEEL_SERVER_PORT?",
            ]
        )
    }
}
