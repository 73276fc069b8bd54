import Secrets
import Testing

struct APIKeySecretTests {
    let key = APIKeySecret("sk-or-v1-CANARY0123456789abcd1a2b")

    @Test func `a key shows its kind and its last four characters`() {
        #expect(key.description == "sk-…1a2b")
    }

    @Test func `no way of printing a key shows more than its mask`() {
        var dumped = ""
        dump([key], to: &dumped)

        for text in ["\(key)", "\([key])", "\(Optional(key) as Any)", String(reflecting: key), dumped] {
            #expect(!text.contains("CANARY"))
            #expect(text.contains("sk-…1a2b"))
        }
    }

    @Test func `a short secret shows nothing of itself`() {
        #expect(APIKeySecret("sk-or-v1-abcd").description == "…")
        #expect(APIKeySecret("").description == "…")
    }

    @Test func `a secret of another form shows only its end, and no control characters`() {
        #expect(APIKeySecret("a long shared secret").description == "…cret")
        #expect(APIKeySecret("a long shared se\u{1B}[0m").description == "…?[0m")
    }

    @Test func `a reader that names its purpose gets the bytes`() {
        let bytes = key.withBytes(for: .authorizingUpstream) { span in span.indices.map { span[$0] } }

        #expect(bytes == Array("sk-or-v1-CANARY0123456789abcd1a2b".utf8))
    }

    @Test(arguments: [
        ("secret", "secret", true), ("secret", "secreT", false), ("secret", "secre", false),
        ("secret", "secrets", false), ("", "", true), ("", "x", false), ("x", "", false),
    ])
    func `two keys are equal when every byte is`(left: String, right: String, equal: Bool) {
        #expect((APIKeySecret(left) == APIKeySecret(right)) == equal)
        #expect(APIKeySecret(left).matches(Array(right.utf8).span) == equal)
    }

    @Test func `proxy credentials never print`() {
        let credentials = ProxyCredentials("me:CANARY")

        #expect("\(credentials) \(String(reflecting: credentials))" == "… …")
        #expect(credentials == ProxyCredentials("me:CANARY"))
        #expect(credentials != ProxyCredentials("me:other"))
    }
}
