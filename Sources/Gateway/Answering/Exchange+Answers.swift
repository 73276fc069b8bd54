internal import EventLoop
internal import HTTPServer
internal import OpenRouter

extension Exchange {
    /// Answers with a failure in the dialect's shape.
    func answer(_ failure: Failure, _ dialect: Dialect, _ head: AnswerHead) {
        let body = dialect.errorBody(failure, requestID: head.requestIDText)
        answer(status: failure.status, json: body, head) { output in
            if let seconds = failure.retryAfter {
                output.append("Retry-After: ")
                output.append(decimal: seconds)
                output.append("\r\n")
            }
            if failure.status == 401 { output.append("WWW-Authenticate: Bearer\r\n") }
            if failure.status == 405 { output.append("Allow: GET, HEAD\r\n") }
        }
    }

    /// Answers with JSON of ours.
    func answer(
        status: Int,
        json body: [UInt8],
        _ head: AnswerHead,
        more: (inout OutputBuffer) -> Void = { _ in }
    ) {
        begin(status: status, framing: .length(body.count)) { output in
            output.append("Content-Type: application/json\r\n")
            more(&output)
            head.append(to: &output, now: reactor.now)
        }
        _ = unsafe body.withUnsafeBytes { unsafe write($0) }
        end()
    }

    /// Answers an OPTIONS request: what methods there are.
    func answerOptions(_ allowed: StaticString, _ head: AnswerHead) {
        begin(status: 204, framing: .none(nil)) { output in
            output.append("Allow: ")
            output.append(allowed)
            output.append("\r\n")
            head.append(to: &output, now: reactor.now)
        }
        end()
    }
}
