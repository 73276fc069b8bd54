internal import EventLoop
internal import HTTPClient
internal import HTTPServer
internal import OpenRouter
internal import Secrets
internal import Telemetry

// The sixth step: attempts, until one is answered or none is left.

extension Gateway {
    /// Brings the request to the upstream, and its answer to the client by way of the relay.
    func attempt(_ relay: Relay, prefix: Int, on loop: isolated EventLoop) async {
        guard relay.policy.settings.key != nil else {
            relay.fail(.noKey)
            return
        }
        retryBudget.requestBegan(at: reactor.now)
        while true {
            relay.retry.attemptBegan()
            let end = await attemptOnce(relay, prefix: prefix, on: loop)
            guard let wait = waitBeforeRepeat(after: end, relay) else { return }
            if let end = await relay.pause(for: wait, on: loop) {
                conclude(end, relay)
                return
            }
        }
    }

    /// How long to wait before the next attempt.
    ///
    /// Nil: there is none, and the request has come to its end.
    @inline(never)
    private func waitBeforeRepeat(after end: AttemptEnd, _ relay: Relay) -> Duration? {
        guard case .failed(let error) = end else {
            conclude(end, relay)
            return nil
        }
        let deadline = MaxWait.deadline(of: relay.exchange, began: relay.answerHead.began, policy: relay.policy)
        let keptConnection = relay.usedKeptConnection
        let next = relay.retry.attemptFailed(
            error,
            onKeptConnection: keptConnection,
            random: numbers.nextFraction()
        )
        guard case .retry(let wait, let freshConnection) = next, keptConnection || reactor.now + wait <= deadline,
            // A connection that had died while it was kept is nobody's failure and costs no budget.
            keptConnection || retryBudget.takeRepeat(at: reactor.now)
        else {
            giveUp(error, relay)
            return nil
        }
        relay.needsFreshConnection = freshConnection
        return wait
    }

    /// One attempt: the name, the connection, the request, the answer.
    ///
    /// Inlined, so that it needs no frame of its own in the task's memory.
    @inline(__always)
    private func attemptOnce(_ relay: Relay, prefix: Int, on loop: isolated EventLoop) async -> AttemptEnd {
        var resolved: [ResolvedHost] = []
        if !policy.upstreamIsLiteral || client.settings.proxy != nil {
            do throws(TransferError) {
                resolved = try await resolve(on: loop)
            } catch {
                relay.answerHead.attempts += 1
                relay.usedKeptConnection = false
                return relay.stage == .over ? .clientGone : .failed(error)
            }
        }
        return await relay.attempt(on: loop) { relay in start(relay, prefix: prefix, resolved: resolved) }
    }

    /// Sends the request.
    ///
    /// Never inlined: its temporaries would live in the task's memory for as long as the answer takes, a kilobyte for
    /// each stream.
    @inline(never)
    private func start(_ relay: Relay, prefix: Int, resolved: [ResolvedHost]) {
        guard let key = relay.policy.settings.key else { preconditionFailure("an attempt without a key") }
        let transfer = client.transfer()
        relay.transfer = transfer
        let request = UpstreamRequest(policy: relay.policy, key: key, bodyLength: relay.requestBody.count)
        request.fill(transfer.headers, from: relay.exchange)
        var outgoing = unsafe OutgoingRequest(
            method: request.method(of: relay.exchange),
            origin: relay.policy.origin,
            target: request.target(for: relay.exchange, prefix: prefix),
            body: relay.sendsBody ? relay.requestBody.bytes : nil
        )
        outgoing.resolved = resolved
        outgoing.freshConnection = relay.needsFreshConnection
        outgoing.expectsEvents = relay.mayOpen
        client.start(transfer, outgoing, delegate: relay)
    }

    /// The names that libcurl needs to know, from our own resolver.
    private func resolve(on loop: isolated EventLoop) async throws(TransferError) -> [ResolvedHost] {
        var hosts: [(String, UInt16)] = []
        if let proxy = client.settings.proxy {
            hosts.append((proxy.host, proxy.port))
            if !proxy.resolvesNames { hosts.append((policy.settings.upstreamHost, policy.settings.upstreamPort)) }
        } else {
            hosts.append((policy.settings.upstreamHost, policy.settings.upstreamPort))
        }
        var resolved: [ResolvedHost] = []
        for (host, port) in hosts where !Resolver.isLiteral(host) {
            let answer = try await shared.resolver.resolve(host).get()
            resolved.append(ResolvedHost(host: host, port: port, answer: answer))
        }
        return resolved
    }

    private func conclude(_ end: AttemptEnd, _ relay: Relay) {
        switch end {
        case .answered:
            shared.status.attemptReachedUpstream(true)
        case .clientGone:
            relay.finish()
        case .keyRefused:
            shared.status.attemptReachedUpstream(true)
            shared.log.event(.error, "key.refused", ["request.id": relay.answerHead.requestIDText])
            relay.fail(.keyRejected)
        case .shutDown:
            relay.fail(.shuttingDown)
        case .failed(let error):
            giveUp(error, relay)
        }
    }

    private func giveUp(_ error: TransferError, _ relay: Relay) {
        let failure = Failure(error)
        if error.isUnsent { shared.status.attemptReachedUpstream(false) }
        shared.log.event(
            .warning,
            "upstream.failed",
            [
                "request.id": relay.answerHead.requestIDText, "code": failure.code, "detail": error.detail,
                "attempts": "\(relay.answerHead.attempts)",
            ]
        )
        relay.fail(failure)
    }
}
