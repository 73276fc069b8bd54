package import EventLoop
package import HTTPClient
package import HTTPServer
internal import HTTPWire
internal import OpenRouter
package import Telemetry

/// The gateway's part on one loop: it takes each request through its life.
package final class Gateway {
    private(set) var policy: Policy
    let shared: Shared
    let client: HTTPClient
    let reactor: Reactor
    var numbers: RequestNumbers
    var retryBudget = RetryBudget()

    /// What all loops have in common.
    package struct Shared: Sendable {
        package let status: GatewayStatus
        package let resolver: Resolver
        package let budget: BufferBudget
        package let log: EventLog
        package let version: String

        package init(
            status: GatewayStatus,
            resolver: Resolver,
            budget: BufferBudget,
            log: EventLog,
            version: String
        ) {
            self.status = status
            self.resolver = resolver
            self.budget = budget
            self.log = log
            self.version = version
        }
    }

    package init(settings: GatewaySettings, client: HTTPClient, shared: Shared) {
        policy = Policy(settings)
        self.client = client
        self.shared = shared
        reactor = client.reactor
        numbers = RequestNumbers(seed: .random(in: .min ... .max))
    }

    /// Holds for requests that begin from now on.
    package func use(_ settings: GatewaySettings) {
        policy = Policy(settings)
    }
}

extension Gateway: RequestHandler {
    package func respond(to exchange: Exchange, on loop: isolated EventLoop) async {
        let head = AnswerHead(requestID: requestID(of: exchange), began: reactor.now)
        if let (relay, prefix) = await take(exchange, head, on: loop) {
            await attempt(relay, prefix: prefix, on: loop)
        }
        if shared.log.showsRequests { log(exchange, head) }
    }

    /// One event for each request, for those who ask for it by `http_log_level: DEBUG`.
    ///
    /// Never with a query: it may hold a key.
    @inline(never)
    private func log(_ exchange: Exchange, _ head: AnswerHead) {
        let milliseconds = (reactor.now - head.began).nanoseconds / 1_000_000
        shared.log.request([
            "request.id": head.requestIDText, "client": ClientAddress.of(exchange, policy: policy),
            "method": exchange.text(exchange.head.methodName), "path": exchange.text(exchange.head.path),
            "status": exchange.isGone ? "gone" : "\(exchange.status)", "ms": "\(milliseconds)",
        ])
    }

    /// The steps before the first attempt; nil: the request has been answered.
    ///
    /// Never inlined, as little else here: what `respond` and `attempt` have in their frames, the task's memory holds for
    /// as long as the answer takes.
    @inline(never)
    private func take(
        _ exchange: Exchange,
        _ head: AnswerHead,
        on loop: isolated EventLoop
    ) async -> (Relay, prefix: Int)? {
        guard let (route, dialect) = admit(exchange, head) else { return nil }
        let body: BodyBuffer
        do throws(BodyError) {
            body = try await exchange.readBody(
                limit: bodyLimit(route, exchange),
                budget: shared.budget,
                on: loop
            )
        } catch {
            if let failure = Failure(error) { exchange.answer(failure, dialect, head) }
            return nil
        }
        // Whoever left while the body came, before there was a relay to be told.
        if exchange.isGone { return nil }
        return relay(exchange, dialect, head, body).map { ($0, route) }
    }

    /// What takes the answer to the client.
    ///
    /// Nil: the request has been answered.
    @inline(never)
    private func relay(_ exchange: Exchange, _ dialect: Dialect, _ head: AnswerHead, _ body: BodyBuffer) -> Relay? {
        let look = BodyLook(body, of: exchange)
        if look == .ambiguous {
            exchange.answer(.ambiguousBody, dialect, head)
            return nil
        }
        return Relay(
            exchange: exchange,
            dialect: dialect,
            answerHead: head,
            policy: policy,
            budget: shared.budget,
            requestBody: body,
            mayOpen: look == .stream && dialect != .plain
        )
    }

    package func refusal(of fault: RequestFault, status: Int, path: [UInt8]) -> Answer {
        let failure = Failure(fault, status: status)
        let identifier = String(decoding: numbers.nextIdentifier(), as: UTF8.self)
        let dialect = Dialect(pathEnd: path)
        var answer = Answer(status: status, body: dialect.errorBody(failure, requestID: identifier))
        answer.add("Content-Type", "application/json")
        answer.add("X-Request-ID", identifier)
        answer.add("X-Process-Time", "0.000000")
        if status == 405 { answer.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS") }
        return answer
    }

    /// The client's id where it is fit to be echoed, else a new one.
    @inline(never)
    private func requestID(of exchange: Exchange) -> [UInt8] {
        if let range = exchange.field(.xRequestID) {
            let given = exchange.withHeadBytes { bytes -> [UInt8]? in
                let text = bytes.extracting(range)
                return RequestID.isValid(text) ? text.array : nil
            }
            if let given { return given }
        }
        return numbers.nextIdentifier()
    }
}
