internal import FakeOpenRouter
internal import Secrets
internal import TestSupport
internal import Testing

@testable internal import Gateway

@Suite(.timeLimit(.minutes(1)))
struct AccessTests {
    @Test(arguments: [
        "localhost", "LOCALHOST", "localhost:3000", "127.0.0.1", "127.0.0.1:80", "127.255.0.9", "[::1]", "[::1]:3000",
        "app.localhost", "app.localhost:1",
    ])
    func `these hosts are this machine`(host: String) {
        #expect(Access.isLoopback(host: host))
        #expect(Access.isLoopback(origin: "http://\(host)"))
        #expect(Access.isLoopback(origin: "https://\(host)"))
    }

    @Test(arguments: [
        "", "example.com", "localhost.example.com", "127.0.0.1.example.com", "127.0.0.1.nip.io", "128.0.0.1", "127.1",
        "127.0.0.256", "127.0.0.-1", "127.0.0.", "[::2]", "[::ffff:127.0.0.1]", "notlocalhost", "0.0.0.0",
        "10.0.0.1:127",
    ])
    func `these are not`(host: String) {
        #expect(!Access.isLoopback(host: host))
        #expect(!Access.isLoopback(origin: "http://\(host)"))
    }

    @Test(arguments: ["null", "localhost", "file:", ""])
    func `an origin without a host is none of this machine`(origin: String) {
        #expect(!Access.isLoopback(origin: origin))
    }

    /// The status with which a request is answered under the rules.
    private func statuses(_ change: (inout AccessRules) -> Void, _ fields: [String]) async throws -> [Int] {
        var statuses: [Int] = []
        try await GatewayBench.run {
            change(&$0.access)
        } _: { bench in
            for each in fields {
                statuses.append(try bench.ask(GatewayBench.get("/v1/models/count", fields: each)).status)
            }
        }
        return statuses
    }

    @Test func `on loopback nobody is asked, and any key is accepted`() async throws {
        let fields = ["", "Authorization: Bearer whatever\r\n", "x-api-key: x\r\n"]

        #expect(try await statuses({ _ in }, fields) == [200, 200, 200])
    }

    @Test(arguments: [
        "Forwarded: for=1.2.3.4\r\n", "X-Forwarded-For: 1.2.3.4\r\n", "X-Forwarded-Host: a\r\n",
        "X-Forwarded-Proto: https\r\n", "X-Forwarded-Port: 443\r\n", "X-Real-IP: 1.2.3.4\r\n", "Via: 1.1 proxy\r\n",
    ])
    func `on loopback a request that came through a proxy needs a key`(fields: String) async throws {
        #expect(try await statuses({ _ in }, [fields, fields + "Authorization: Bearer x\r\n"]) == [401, 401])
    }

    @Test func `a set key is asked for, wherever it may stand, and the first that is not empty decides`() async throws {
        let statuses = try await statuses(
            { $0.accessKey = APIKeySecret("sesame") },
            [
                "", "Authorization: Bearer sesame\r\n", "authorization: bEARER   sesame\r\n", "x-api-key: sesame\r\n",
                "api-key: sesame\r\n", "x-api-key: \r\nAuthorization: Bearer sesame\r\n",
                "x-api-key: wrong\r\nAuthorization: Bearer sesame\r\n", "api-key: wrong\r\nx-api-key: sesame\r\n",
                "Authorization: Basic sesame\r\n", "Authorization: Bearer sesame2\r\n",
                "Authorization: Bearer sesam\r\n",
                "Authorization: Bearer\r\n", "Authorization: sesame\r\n", "Cookie: key=sesame\r\n",
            ]
        )

        #expect(statuses == [401, 200, 200, 200, 200, 200, 401, 200, 401, 401, 401, 401, 401, 401])
    }

    @Test func `off loopback everybody is asked, unless the operator says never`() async throws {
        #expect(try await statuses({ $0.isOnLoopback = false }, [""]) == [401])
        #expect(try await statuses({ $0.requirement = .always }, [""]) == [401])
        #expect(
            try await statuses(
                {
                    $0.requirement = .never
                    $0.isOnLoopback = false
                },
                [""]
            ) == [200]
        )
    }

    @Test func `web pages of other origins are kept out, those of this machine and the operator's let in`() async throws
    {
        let statuses = try await statuses(
            { $0.origins = ["https://app.example"] },
            [
                "Origin: http://localhost:5173\r\n", "Origin: https://evil.example\r\n", "Origin: null\r\n",
                "Origin: https://app.example\r\n", "Origin: https://app.example.evil\r\n",
                "Sec-Fetch-Site: cross-site\r\n",
                "Sec-Fetch-Site: same-origin\r\n", "Sec-Fetch-Site: none\r\n",
                "Origin: http://localhost\r\nSec-Fetch-Site: cross-site\r\n",
            ]
        )

        #expect(statuses == [200, 403, 403, 200, 403, 403, 200, 200, 403])
    }

    @Test func `a browser that names a host off loopback needs a key`() async throws {
        try await GatewayBench.run { bench in
            let request = "GET /v1/models/count HTTP/1.1\r\nHost: rebound.example\r\nOrigin: http://localhost\r\n\r\n"

            let answer = try bench.ask(request)
            #expect(answer.status == 401)
        }
    }

    @Test func `an open path needs no key, and only exactly that path`() async throws {
        try await GatewayBench.run {
            $0.access.requirement = .always
            $0.access.publicPaths = ["/v1/models/count"]
        } _: { bench in
            let statuses = try ["/v1/models/count?x=1", "/v1/models"].map { try bench.ask(GatewayBench.get($0)).status }
            #expect(statuses == [200, 401])
        }
    }

    @Test func `health is open to all, and refusals tell how a key is shown`() async throws {
        try await GatewayBench.run {
            $0.access.requirement = .always
        } _: { bench in
            #expect(try bench.ask(GatewayBench.get("/health/live")).status == 200)
            let refusal = try bench.ask(GatewayBench.get("/v1/models"))
            #expect(refusal.code == "invalid_api_key")
            #expect(refusal.value("www-authenticate") == "Bearer")
            #expect(bench.fake.requestCount == 0)
        }
    }
}
