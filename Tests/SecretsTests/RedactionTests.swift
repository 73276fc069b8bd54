import Secrets
import Testing

struct RedactionTests {
    @Test(arguments: [
        ("http://host:8080", "http://host:8080"),
        ("http://me:pw@host:8080/x", "http://…@host:8080/x"),
        ("SOCKS5://me@host", "SOCKS5://…@host"),
        ("http://me:p@ss/w@host", "http://…@host"),
        ("a http://a:b@c and http://d:e@f", "a http://…@c and http://…@f"),
        ("me:pw@host", "me:pw@host"),
        ("", ""),
    ])
    func `the credentials of a URL are masked`(text: String, expected: String) {
        #expect(Redaction.urlCredentials(in: text) == expected)
    }

    @Test(arguments: [
        ("sk-or-v1-abcdef", "sk-…"), ("key: SK-abc, next", "key: SK-…, next"), ("/etc/disk-certs", "/etc/disk-certs"),
        ("xsk-or-v1-abc", "xsk-…"), ("none", "none"), ("sk-a sk-b", "sk-… sk-…"),
    ])
    func `whatever looks like a key is masked`(text: String, expected: String) {
        #expect(Redaction.keys(in: text) == expected)
    }
}
