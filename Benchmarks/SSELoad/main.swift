internal import CLinux
internal import EventLoop
internal import Glibc

/// Writes one line at once: whoever drives this program acts on it.
func printLine(_ line: String, to descriptor: Int32 = STDOUT_FILENO) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
}

/// Runs a load on a loop and waits for its end; true if all went well.
func run(_ options: Options, target: Target) async throws -> Bool {
    let loop = try EventLoop.start(name: "load")
    return await withCheckedContinuation { over in
        Task { await begin(options, target: target, on: loop) { over.resume(returning: $0) } }
    }
}

func begin(
    _ options: Options, target: Target, on loop: isolated EventLoop, over: @escaping @Sendable (Bool) -> Void
) {
    if options.mode == "requests" {
        let load = RequestLoad(options: options) { over($0.total == 0) }
        loop.keep(load)
        load.begin(target: target, reactor: loop.reactor)
    } else {
        let load = StreamLoad(options: options, reactor: loop.reactor) { hasFailed in over(!hasFailed) }
        loop.keep(load)
        load.begin(target: target)
    }
}

do {
    let options = try Options(CommandLine.arguments.dropFirst())
    let targets = try options.urls.map { url throws(UsageError) in
        try Target(url: url, headers: options.headers, body: options.body)
    }
    Socket.raiseDescriptorLimit()
    switch options.mode {
    case "ttfb":
        var probe = FirstByteProbe(targets: targets, options: options)
        printLine(try probe.run().description)
    case "streams", "requests":
        exit(try await run(options, target: targets[0]) ? 0 : 1)
    default:
        throw UsageError("--mode \(options.mode): streams, ttfb or requests")
    }
} catch let error as UsageError {
    printLine("sse-load: \(error)\n\n\(Options.usage)", to: STDERR_FILENO)
    exit(2)
} catch {
    printLine("sse-load: \(error)", to: STDERR_FILENO)
    exit(1)
}
