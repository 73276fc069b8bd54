internal import CLinux
internal import Dispatch
package import EventLoop
internal import Glibc
internal import Synchronization

/// Resolves host names for all loops, one `getaddrinfo` at a time on one thread.
///
/// libcurl's own resolver starts a thread for each transfer and joins it when the transfer is cancelled, which would
/// block a loop for as long as a name server is silent.
package final class Resolver: Sendable {
    /// What a name stands for, and when that was found out.
    package struct Answer: Sendable {
        /// Addresses in text, IPv6 in brackets, joined by commas as CURLOPT_RESOLVE wants them.
        package let addresses: String
        /// Counts the look-ups: a changed number means that connections have to be told.
        package let generation: Int
    }

    package typealias Outcome = Result<Answer, TransferError>

    private enum Entry {
        /// A look-up is under way; these wait for it. Then `known`.
        case asked([CheckedContinuation<Outcome, Never>])
        /// Then `asked`, when it is used after its time.
        case known(Outcome, until: Instant)
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var generation = 0
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "keywheel.resolver")
    private let lookUp: @Sendable (String) -> Result<[String], TransferError>
    private let now: @Sendable () -> Instant
    static let lifetime = Duration.seconds(30)
    static let failureLifetime = Duration.seconds(5)

    package init(
        lookUp: @escaping @Sendable (String) -> Result<[String], TransferError> = Resolver.systemLookUp,
        now: @escaping @Sendable () -> Instant = { .current }
    ) {
        self.lookUp = lookUp
        self.now = now
    }

    /// The answer, from memory or when it comes.
    package func resolve(_ host: String) async -> Outcome {
        if let outcome = known(host) { return outcome }
        return await withCheckedContinuation { continuation in
            let (outcome, starts) = state.withLock { state in join(&state, host, continuation) }
            if let outcome { continuation.resume(returning: outcome) }
            if starts { queue.async { self.answer(host) } }
        }
    }

    /// The answer if it is known and still good.
    package func known(_ host: String) -> Outcome? {
        state.withLock { state in
            if case .known(let outcome, let until) = state.entries[host], now() < until { return outcome }
            return nil
        }
    }

    /// The host is an address already.
    package static func isLiteral(_ host: String) -> Bool {
        if host.hasPrefix("[") { return true }
        var address = in_addr()
        return unsafe inet_pton(AF_INET, host, &address) == 1
    }

    private func join(
        _ state: inout State,
        _ host: String,
        _ continuation: CheckedContinuation<Outcome, Never>
    ) -> (Outcome?, starts: Bool) {
        switch state.entries[host] {
        case .known(let outcome, let until) where now() < until:
            return (outcome, false)
        case .asked(let waiting):
            state.entries[host] = .asked(waiting + [continuation])
            return (nil, false)
        default:
            state.entries[host] = .asked([continuation])
            return (nil, true)
        }
    }

    private func answer(_ host: String) {
        let found = lookUp(host)
        let (outcome, waiting) = state.withLock { state in
            state.generation += 1
            let generation = state.generation
            let outcome = found.map { Answer(addresses: $0.joined(separator: ","), generation: generation) }
            let lifetime = if case .success = outcome { Self.lifetime } else { Self.failureLifetime }
            var waiting: [CheckedContinuation<Outcome, Never>] = []
            if case .asked(let continuations) = state.entries[host] { waiting = continuations }
            state.entries[host] = .known(outcome, until: now() + lifetime)
            return (outcome, waiting)
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }

    /// Asks the system.
    package static let systemLookUp: @Sendable (String) -> Result<[String], TransferError> = { host in
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        defer { unsafe freeaddrinfo(list) }
        if code != 0 { return .failure(TransferError(.dns, unsafe String(cString: gai_strerror(code)))) }
        var addresses: [String] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe text(of: entry.pointee) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return .success(addresses)
    }

    private static func text(of entry: addrinfo) -> String? {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = unsafe getnameinfo(
            entry.ai_addr,
            entry.ai_addrlen,
            &host,
            socklen_t(host.count),
            nil,
            0,
            NI_NUMERICHOST
        )
        guard code == 0 else { return nil }
        let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return unsafe entry.ai_family == AF_INET6 ? "[\(text)]" : text
    }
}
