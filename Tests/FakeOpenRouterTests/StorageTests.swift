internal import FakeOpenRouter
internal import TestSupport
internal import Testing

@Suite(.timeLimit(.minutes(1)))
struct StorageTests {
    @Test func `a file that was uploaded can be read and deleted`() async throws {
        try await withFake { fake in
            let form =
                "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nuser_data\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\none\r\n--two\r\n--b--\r\n"
            let upload = post("files", body: form).replacing(
                "application/json",
                with: "multipart/form-data; boundary=b"
            )

            let file = try fake.ask(upload)
            #expect(file.text.contains(#""filename":"a.txt","size_bytes":10"#))
            #expect(try fake.ask(get("/api/v1/files/file-fake-1/content")).text == "one\r\n--two")

            let delete = get("/api/v1/files/file-fake-1").replacing("GET ", with: "DELETE ")
            let deleted = try fake.ask(delete).text
            #expect(deleted.contains(#""deleted":true"#))
            #expect(try fake.ask(get("/api/v1/files/file-fake-1")).status == 404)
        }
    }

    @Test func `a video is accepted, made, and fetched`() async throws {
        try await withFake { fake in
            let job = try fake.ask(post("videos"))
            #expect(job.status == 202)
            let firstLook = try fake.ask(get("/api/v1/videos/video-1")).text
            #expect(firstLook.contains("in_progress"))
            let secondLook = try fake.ask(get("/api/v1/videos/video-1")).text
            #expect(secondLook.contains("completed"))
            #expect(try fake.ask(get("/api/v1/videos/video-1/content")).body.count == 65536)
        }
    }

    @Test func `the record of a generation is there at the second look`() async throws {
        try await withFake { fake in
            #expect(try fake.ask(get("/api/v1/generation?id=gen-1")).status == 404)
            let record = try fake.ask(get("/api/v1/generation?id=gen-1")).text
            #expect(record.contains(#""id":"gen-1""#))
        }
    }
}
