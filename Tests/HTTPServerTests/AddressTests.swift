internal import CLinux
internal import EventLoop
internal import Glibc
internal import Testing

@testable internal import HTTPServer

struct AddressTests {
    @Test(arguments: [
        (Int64(0), "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"),
        (784_111_777, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
        (951_782_400, "Date: Tue, 29 Feb 2000 00:00:00 GMT\r\n"),
        (1_798_761_599, "Date: Thu, 31 Dec 2026 23:59:59 GMT\r\n"),
        (4_102_444_800, "Date: Fri, 01 Jan 2100 00:00:00 GMT\r\n"),
    ])
    func `a date is written as RFC 9110 asks`(second: Int64, field: String) {
        #expect(String(decoding: DateField.render(second), as: UTF8.self) == field)
    }

    @Test func `the present date is rendered once a second`() {
        var field = DateField()

        let first = field.current()

        #expect(first.starts(with: "Date: ".utf8))
        #expect(field.current().count == first.count)
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80"), ("0.0.0.0", "0.0.0.0:80"), ("::", "[::]:80")])
    func `an address is shown as a URL would`(host: String, text: String) {
        #expect(ListenAddress(host: host, port: 80).description == text)
    }

    @Test(arguments: ["localhost", "", "127.0.0.1 ", "256.0.0.1", "[::1]", "1.2.3", "::1%lo", "127.1"])
    func `what is no address cannot be listened on`(host: String) {
        #expect(ListenAddress(host: host, port: 0).socketAddress() == nil)
        #expect(throws: (any Error).self) { try ListenAddress(host: host, port: 0).listen() }
    }

    @Test func `port 0 takes a free one, and one that is taken is said to be`() throws {
        let (descriptor, port) = try ListenAddress(host: "127.0.0.1", port: 0).listen()
        #expect(port > 0)

        let address = ListenAddress(host: "127.0.0.1", port: port)
        let error = #expect(throws: SystemError.self) { try address.listen() }
        #expect(error.map { ListenError(address: address, reason: $0).isInUse } == true)
        close(descriptor)
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("127.9.8.7", "127.9.8.7", true), ("10.0.0.1", "10.0.0.1", false),
        ("128.0.0.1", "128.0.0.1", false), ("::1", "::1", true), ("::ffff:127.0.0.1", "127.0.0.1", true),
        ("::ffff:10.0.0.1", "10.0.0.1", false), ("2001:db8::1", "2001:db8::1", false), ("::", "::", false),
    ])
    func `a peer is shown without its port, and known as one of this machine`(
        host: String,
        shown: String,
        isLoopback: Bool
    ) throws {
        let (storage, _) = try #require(ListenAddress(host: host, port: 4711).socketAddress())

        let peer = PeerAddress(storage)

        #expect(peer.host == shown)
        #expect(peer.port == 4711)
        #expect(peer.isLoopback == isLoopback)
    }
}
