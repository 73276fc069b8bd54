internal import CLinux
internal import EventLoop
internal import Glibc

// bench-upstream [PORT]: the upstream of the benchmarks. Without a port it takes a free one. One line on standard
// output says which; it runs until it is killed.

/// Raises the limit on open descriptors as far as it goes.
func raiseDescriptorLimit() {
    var limit = rlimit()
    _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

func serve(port: UInt16, on loop: isolated EventLoop) throws -> UInt16 {
    let listener = try Listener(port: port, reactor: loop.reactor)
    loop.keep(listener)
    try listener.start()
    return listener.port
}

raiseDescriptorLimit()
let loop = try EventLoop.start(name: "upstream")
let port = try await serve(port: CommandLine.arguments.dropFirst().first.flatMap { UInt16($0) } ?? 0, on: loop)
let line = Array("bench-upstream listening on http://127.0.0.1:\(port)\n".utf8)
_ = unsafe line.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
await loop.join()
