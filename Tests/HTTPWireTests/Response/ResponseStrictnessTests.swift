import HTTPWire
import Testing

struct ResponseStrictnessTests {
    private func rejection(ofFields lines: String, version: String = "HTTP/1.1") -> ResponseRejection? {
        rejectionOfResponse("\(version) 200 OK\r\n\(lines)\r\n\r\n")
    }

    @Test(arguments: [
        ("A: b\r\n c", FieldFault.leadingSpace), ("\tA: b", .leadingSpace), ("A : b", .spaceBeforeColon),
        ("A", .missingColon),
        (": b", .emptyName), ("A(: b", .badName), ("A: b\0", .nul), ("A: \u{1B}[31m", .control),
        ("A: \u{7F}", .control),
        ("A: b\rC: d", .bareCarriageReturn), ("A: b\r", .bareCarriageReturn), ("A\r: b", .bareCarriageReturn),
        ("A: b\nC: d", .bareLineFeed), ("A: b\n", .bareLineFeed),
    ])
    func `a malformed field, obs-fold, CR, LF or NUL in it, is refused (case 18)`(lines: String, fault: FieldFault) {
        #expect(rejection(ofFields: lines) == .field(fault))
    }

    @Test func `a bare LF is no line end (case 18)`() {
        #expect(rejectionOfResponse("HTTP/1.1 200 OK\n") == .field(.bareLineFeed))
        #expect(rejectionOfResponse("HTTP/1.1 200 OK\r\n\n") == .field(.bareLineFeed))
        #expect(rejectionOfResponse("\n") == .field(.bareLineFeed))
    }

    @Test func `a line that libcurl cut off is refused`() {
        var parser = ResponseHeadParser()
        let lines = [bytes("HTTP/1.1 200 OK"), [], bytes("\r")]

        for line in lines {
            #expect(throws: ResponseRejection.field(.bareLineFeed)) { try parser.receive(line: line.span) }
        }
    }

    @Test(arguments: ["", "+5", "-5", "5, 5", "05", "5 ", "0x5", "9223372036854775808", "5.0", "5\u{A0}"])
    func `a Content-Length that is no plain number is refused (case 18)`(value: String) {
        let rejection = rejection(ofFields: "Content-Length: \(value)")

        #expect(rejection == (value == "5 " ? nil : .contentLength))
    }

    @Test func `Content-Length twice is refused even if equal (case 18)`() {
        #expect(rejection(ofFields: "Content-Length: 5\r\nContent-Length: 5") == .contentLengthDuplicate)
    }

    @Test(arguments: [
        "gzip", "gzip, chunked", "identity", "", "chunked, chunked", "chunked\r\nTransfer-Encoding: chunked",
    ])
    func `a Transfer-Encoding other than one chunked is refused`(value: String) {
        #expect(rejection(ofFields: "Transfer-Encoding: \(value)") == .transferEncoding)
    }

    @Test(arguments: ["HTTP/1.0", "HTTP/2"])
    func `Transfer-Encoding belongs to HTTP 1-1 only`(version: String) {
        #expect(rejection(ofFields: "Transfer-Encoding: chunked", version: version) == .transferEncoding)
    }

    @Test(arguments: [
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nX: y\r\nContent-Length: 5",
    ])
    func `Content-Length with Transfer-Encoding is refused (case 18)`(lines: String) {
        #expect(rejection(ofFields: lines) == .framingConflict)
    }

    @Test func `a head of exactly 64 KiB is accepted, one byte more is refused (case 16)`() {
        let start = "HTTP/1.1 200 OK\r\nA: "
        let value = String(repeating: "x", count: 65536 - start.utf8.count - 4)

        #expect(rejectionOfResponse("\(start)\(value)\r\n\r\n") == nil)
        #expect(rejectionOfResponse("\(start)\(value)x\r\n\r\n") == .headTooLarge)
    }

    @Test func `200 fields are accepted, one more is refused (case 16)`() {
        let fields = String(repeating: "a: b\r\n", count: 200)

        #expect(rejectionOfResponse("HTTP/1.1 200 OK\r\n\(fields)\r\n") == nil)
        #expect(rejectionOfResponse("HTTP/1.1 200 OK\r\n\(fields)a: b\r\n\r\n") == .headTooLarge)
    }

    @Test func `8 interim answers are accepted, one more is refused (case 16)`() {
        let interim = String(repeating: "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n", count: 8)

        #expect(rejectionOfResponse("\(interim)HTTP/1.1 200 OK\r\n\r\n") == nil)
        #expect(rejectionOfResponse("\(interim)HTTP/1.1 100 Continue\r\n\r\n") == .tooManyInterim)
    }

    @Test func `endless fields of an interim answer are bounded too (case 16)`() {
        let fields = String(repeating: "a: b\r\n", count: 201)

        #expect(rejectionOfResponse("HTTP/1.1 103 Early Hints\r\n\(fields)") == .headTooLarge)
    }

    @Test func `a Connection with more than 32 options is refused`() {
        let options = Array(repeating: "a", count: 33).joined(separator: ",")

        #expect(rejection(ofFields: "Connection: \(options)") == .connectionOptions)
    }
}
