import Foundation
import Testing

/// Replays what the fuzzers found worth keeping: scripts/fuzz, Tests/Corpus.
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Corpus")

    private func replay(_ target: String, _ check: ([UInt8]) throws -> Void) throws {
        let folder = Self.folder.appending(path: target)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        try #require(files.count > 20)
        for file in files {
            let input = try Array(Data(contentsOf: file))
            #expect(throws: Never.self, "\(file.lastPathComponent)") { try check(input) }
        }
    }

    @Test func `request heads of the corpus keep their properties`() throws {
        try replay("RequestHead", checkRequestHead)
    }

    @Test func `chunked bodies of the corpus keep their properties`() throws {
        try replay("ChunkedBody", checkChunkedBody)
    }

    @Test func `upstream heads of the corpus keep their properties`() throws {
        try replay("UpstreamHead", checkUpstreamHead)
    }

    @Test func `event streams of the corpus keep their properties`() throws {
        try replay("EventStream", checkEventStream)
    }
}
