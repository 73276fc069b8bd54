internal import Synchronization

/// The files that clients have uploaded.
final class Shelf: Sendable {
    struct File: Sendable {
        let id: String
        let name: String
        let bytes: [UInt8]

        func json(_ time: Int) -> String {
            #"{"id":"\#(id)","object":"file","filename":\#(JSON.string(name)),"size_bytes":\#(bytes.count),"#
                + #""created_at":\#(time),"mime_type":"application/octet-stream","downloadable":true}"#
        }
    }

    private let state = Mutex(State())

    private struct State {
        var files: [File] = []
        var lastNumber = 0
    }

    var all: [File] { state.withLock { $0.files } }

    func add(name: String, bytes: [UInt8]) -> File {
        state.withLock { state in
            state.lastNumber += 1
            let file = File(id: "file-fake-\(state.lastNumber)", name: name, bytes: bytes)
            state.files.append(file)
            return file
        }
    }

    func file(_ id: String) -> File? {
        state.withLock { $0.files.first { $0.id == id } }
    }

    func remove(_ id: String) {
        state.withLock { $0.files.removeAll { $0.id == id } }
    }

    func clear() {
        state.withLock { $0 = State() }
    }
}
