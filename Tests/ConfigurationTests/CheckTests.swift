import Configuration
import Testing

/// What settings say together.
struct CheckTests {
    @Test(arguments: ["0.0.0.0", "'::'", "'*'", "10.0.0.1", "[127.0.0.1, 10.0.0.1]"])
    func `off loopback a server without an access key refuses to start and says what to do`(host: String) throws {
        let found = problems("server:\n  host: \(host)\n")

        #expect(found.count == 1)
        #expect(found[0].hasPrefix("keywheel.yml:2: server.host: "))
        #expect(found[0].contains("no key protects it; set server.access_key (or KEYWHEEL_SERVER_ACCESS_KEY)"))
        #expect(try settings("server: {host: \(host), access_key: secret}").server.isOnLoopback == false)
    }

    @Test(arguments: ["localhost", "127.0.0.1", "'::1'", "[127.0.0.1, '::1']", "127.0.0.2"])
    func `on loopback none is needed`(host: String) throws {
        #expect(try settings("server: {host: \(host)}").server.isOnLoopback)
    }

    @Test func `never asking for a key is refused off loopback, even with one`() {
        let found = problems("server: {host: '*', access_key: secret}\nclients: {required: never}\n")

        #expect(found.count == 1)
        #expect(found[0].hasPrefix("keywheel.yml:2: clients.required: never is for loopback only, and 0.0.0.0, ::"))
    }

    @Test func `always asking for a key without having one is refused`() {
        let error = #expect(throws: ConfigurationError.self) {
            try sources(environment: ["API_KEY_AUTH_ENABLED": "true"]).load()
        }

        #expect(error?.description.hasPrefix("environment: API_KEY_AUTH_ENABLED: every client is asked") == true)
    }

    @Test func `the example's access key is a warning on loopback and refused off it`() throws {
        let yaml = "server:\n  access_key: your_local_access_key_here\n"

        #expect(try warnings(yaml).count == 1)
        #expect(
            problems(yaml + "  host: 0.0.0.0\n") == [
                "keywheel.yml:2: server.access_key: is an example's text, which everybody knows; give a long random one"
            ]
        )
    }

    @Test func `a certificate file has to be there and to hold certificates`() throws {
        let yaml = "upstream: {ca_file: ca.pem}"
        func load(_ files: [String: String]) throws -> LoadedConfiguration {
            try sources(files.merging(["keywheel.yml": yaml]) { $1 }).load()
        }

        #expect(try load(["ca.pem": "-----BEGIN CERTIFICATE-----"]).settings.upstream.caFile == "/here/ca.pem")
        #expect(throws: ConfigurationError.self) { try load(["ca.pem": "nothing"]) }
        #expect(problems(yaml) == ["keywheel.yml:1: upstream.ca_file: there is no file \"ca.pem\""])
    }

    @Test func `a proxy that is switched on needs a URL, and a URL that is not used is told`() throws {
        #expect(
            problems("requestProxy: {enabled: true}") == [
                "keywheel.yml:1: requestProxy.enabled: is true, and requestProxy.url is missing; give the proxy's URL"
            ]
        )
        #expect(
            try warnings("requestProxy: {url: 'http://p'}") == [
                "config.yml:1: requestProxy.url: is not used, because requestProxy.enabled is false"
            ]
        )
    }

    @Test func `a part may not be larger than its whole`() {
        #expect(problems("retry: {base_delay: 10s}").count == 1)
        #expect(problems("server: {max_head: 1KiB, max_line: 2KiB}").count == 1)
    }
}
