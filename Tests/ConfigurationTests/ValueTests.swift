import Configuration
import Testing

struct ValueTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("127.9.9.9", "127.9.9.9", true), ("0.0.0.0", "0.0.0.0", false),
        ("::1", "::1", true), ("[::1]", "::1", true), ("0:0:0:0:0:0:0:1", "::1", true), ("::", "::", false),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", true), ("::ffff:10.0.0.1", "::ffff:10.0.0.1", false),
        ("2001:DB8::1", "2001:db8::1", false),
    ])
    func `an address is read, written and known for loopback`(text: String, shown: String, isLoopback: Bool) {
        #expect(IPAddress(text)?.description == shown)
        #expect(IPAddress(text)?.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "localhost", "1.2.3", "01.2.3.4", "1.2.3.4.5", "[127.0.0.1]", "fe80::1%eth0", "[::1", "1.2.3.4\0",
    ])
    func `what is no address is refused`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.1", "10.0.0.1", true),
        ("10.0.0.1", "10.0.0.2", false), ("0.0.0.0/0", "1.2.3.4", true), ("::/0", "1.2.3.4", false),
        ("192.168.4.0/23", "192.168.5.1", true), ("192.168.4.0/23", "192.168.6.1", false),
        ("fd00::/8", "fd12::1", true),
    ])
    func `a network contains its addresses`(network: String, address: String, contains: Bool) throws {
        let range = try #require(NetworkRange(network))
        #expect(range.contains(try #require(IPAddress(address))) == contains)
    }

    @Test(arguments: ["10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "/8", "ten/8", "10.0.0.0/8/8"])
    func `what is no network is refused`(text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test(arguments: [
        ("https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1", "openrouter.ai"),
        ("HTTP://LocalHost:8080", "http://localhost:8080", "localhost:8080"),
        ("http://[::1]:80/v1", "http://[::1]/v1", "[::1]"),
        ("https://h:444/a//", "https://h:444/a", "h:444"),
    ])
    func `a base URL is normalised`(text: String, expected: String, authority: String) {
        #expect(UpstreamURL(text)?.description == expected)
        #expect(UpstreamURL(text)?.authority == authority)
    }

    @Test(arguments: [
        "", "openrouter.ai", "ftp://h", "https://", "https://me@h", "https://me:pw@h", "https://h?x", "https://h/#f",
        "https://h:0",
        "https://h:99999", "https://h:", "https://h/../x", "https://h/%2e", "https://h /x", "https://h\\x",
        "https://h/\r\nx",
        "https://[::1", "https://[1.2.3.4]", "//h", "https:/h", "https://hé", "https://h/./x", "https://a,b",
    ])
    func `what is no base URL is refused`(text: String) {
        #expect(UpstreamURL(text) == nil)
    }

    @Test(arguments: [
        ("http://proxy", "http://proxy:80", false), ("https://proxy/", "https://proxy:443", false),
        ("socks5h://me:p%40w@[::1]:9", "socks5h://[::1]:9", true), ("SOCKS5://proxy", "socks5://proxy:1080", false),
        ("http://me:p@w@proxy:3128", "http://proxy:3128", true),
    ])
    func `a proxy's address is apart from its credentials`(text: String, address: String, hasCredentials: Bool) {
        let proxy = ProxyEndpoint(text)

        #expect(proxy?.address == address)
        #expect((proxy?.credentials != nil) == hasCredentials)
        #expect(proxy?.description.contains("me") != true)
    }

    @Test(arguments: [
        "proxy:3128", "socks4://proxy", "http://", "http://proxy/path", "http://me:p/w@proxy", "http://proxy:0",
    ])
    func `what is no proxy's URL is refused`(text: String) {
        #expect(ProxyEndpoint(text) == nil)
    }

    @Test func `lists are read in either form and brought into the form that is compared`() throws {
        let yaml = """
            openrouter:
              allow_paths: [/api/v1/keys, Credits, activity/]
              public_endpoints: api/v1/models, /health
            clients:
              origins: ["HTTPS://Chat.Example.org:443/", "app://obsidian.md", "http://h:80", "http://h:81"]
            """

        let settings = try settings(yaml)

        #expect(settings.openrouter.allowPaths == [.keys, .credits, .activity])
        #expect(settings.openrouter.publicEndpoints == ["/api/v1/models", "/health"])
        #expect(
            settings.clients.origins == ["https://chat.example.org", "app://obsidian.md", "http://h", "http://h:81"]
        )
    }

    @Test func `a key can have a label, and what this build does not heed is told`() throws {
        let yaml =
            "openrouter:\n  keys:\n    - {key: sk-or-v1-a, label: mine}\n    - key: sk-or-v1-b\n      weight: 2\n"

        let loaded = try sources(["config.yml": yaml]).load()

        #expect(loaded.settings.openrouter.keys.map(\.label) == ["mine", nil])
        #expect(
            loaded.warnings.map(\.description) == [
                "config.yml:5: openrouter.keys[2].weight: this build does not have it yet, so it has no effect"
            ]
        )
        #expect(
            problems("openrouter: {keys: [{key: sk-or-v1-a, lable: x}, {label: y}]}") == [
                "keywheel.yml:1: openrouter.keys[1]: has an unknown name; did you mean label?",
                "keywheel.yml:1: openrouter.keys[2]: has no key; give {key: sk-or-…}",
            ]
        )
    }

    @Test func `one body limit holds everywhere, and by default files may be longer`() throws {
        #expect(Settings().server.maxBody.general == 64 << 20)
        #expect(Settings().server.maxBody.files == 100 << 20)
        #expect(try settings("server: {max_body: 1MiB}").server.maxBody.files == 1 << 20)
    }

    @Test func `what is held at once is a quarter of memory unless it is set`() throws {
        #expect(Settings().server.bufferLimit(memory: 4 << 30) == 1 << 30)
        #expect(try settings("server: {max_buffered: 2GiB}").server.bufferLimit(memory: 4 << 30) == 2 << 30)
    }

    @Test func `zero and never switch a deadline off where that makes sense`() throws {
        let off = try settings("relay: {open_after: 0}\nupstream: {total_timeout: never}\nserver: {body_rate: off}")

        #expect(off.relay.openAfter == nil)
        #expect(off.upstream.totalTimeout == nil)
        #expect(off.server.bodyRate == nil)
        #expect(problems("server: {head_timeout: 0}").count == 1)
        #expect(problems("upstream: {connect_timeout: never}").count == 1)
    }
}
