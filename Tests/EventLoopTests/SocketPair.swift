internal import Glibc

/// Two connected sockets.
struct SocketPair {
    let ours: Int32
    let theirs: Int32

    init() {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
        let code = unsafe socketpair(AF_UNIX, type, 0, &pair)
        precondition(code == 0, "socketpair")
        ours = pair[0]
        theirs = pair[1]
    }

    /// Makes `ours` readable.
    func poke() {
        let byte: [UInt8] = [1]
        _ = unsafe byte.withUnsafeBytes { unsafe write(theirs, $0.baseAddress, 1) }
    }
}
