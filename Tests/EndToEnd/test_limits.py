"""Failure cases 53, 54 and 56, and every limit and deadline of the contract's server section."""

import threading
import time

import pytest

from harness.answers import CHAT, COMPLETION, JSON, dumps, echo, json_reply, reply, stream, until_gone, words

TARGET = "/v1/chat/completions"
HEALTH = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def fields(count):
    return [(f"X-Field-{number}", "v") for number in range(count)]


@pytest.mark.whole_only
def test_max_line_beyond_8_kib_is_414(gateway, upstream, connect):
    server = upstream(echo)
    client = connect(gateway(server))

    client.request("GET", "/v1/models?" + "q" * 8300)
    response = client.response()

    assert response.status == 414 and response.error["code"] == "uri_too_long"
    assert client.closed_by_peer() and server.requests == []


@pytest.mark.whole_only
def test_max_line_accepts_8000_octets(gateway, upstream):
    target = "/v1/models?" + "q" * (8000 - len("GET /v1/models? HTTP/1.1"))
    response = gateway(upstream(echo)).ask("GET", target)

    assert response.status == 200 and response.get("x-echo-target") == "/api" + target


@pytest.mark.whole_only
@pytest.mark.parametrize(
    "headers",
    [fields(101), [("X-Big", "b" * 66_000)], [(f"X-{n}", "v" * 1000) for n in range(70)]],
    ids=["fields", "one_field", "head"],
)
def test_max_head_and_max_fields_are_431(gateway, upstream, connect, headers):
    server = upstream(echo)
    client = connect(gateway(server))

    client.request("POST", TARGET, headers, body=CHAT)
    response = client.response()

    assert response.status == 431 and response.error["code"] == "head_too_large"
    assert client.closed_by_peer() and server.requests == []


@pytest.mark.whole_only
def test_max_head_is_a_bound_on_what_is_buffered(gateway, upstream, connect):
    """A head that never ends is answered at the bound, not at its end."""
    client = connect(gateway(upstream(echo), {"server.max_head": "4KiB", "server.max_line": "1KiB"}))

    client.send(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Endless: " + b"e" * 5000)

    assert client.response(timeout=3).status == 431


@pytest.mark.whole_only
def test_max_fields_and_max_line_follow_their_settings(gateway, upstream):
    keywheel = gateway(upstream(echo), {"server.max_fields": "10", "server.max_line": "300"})

    assert keywheel.ask("GET", "/health", fields(20)).status == 431
    assert keywheel.ask("GET", "/health?" + "q" * 400).status == 414
    assert keywheel.ask("GET", "/health").status == 200


@pytest.mark.whole_only
@pytest.mark.parametrize(
    "piece", [b"G", b"GET /health HTTP/1.1\r\n", b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "]
)
def test_case_56_head_that_is_not_finished_in_time_is_given_up(gateway, upstream, connect, piece):
    client = connect(gateway(upstream(echo), {"server.head_timeout": "400ms"}))
    began = time.monotonic()

    client.send(piece)
    while time.monotonic() - began < 5 and client.silent_for(0.1):
        client.send_while_open(b"x")  # dripping does not extend it
    data = client.receive(timeout=1)

    assert 0.3 < time.monotonic() - began < 2.5
    assert data == b"" or data.startswith(b"HTTP/1.1 408 ")


@pytest.mark.whole_only
def test_case_56_head_deadline_runs_from_the_first_byte_only(gateway, upstream, connect):
    client = connect(gateway(upstream(echo), {"server.head_timeout": "300ms"}))

    assert client.silent_for(0.7)
    assert client.ask("GET", "/health").status == 200
    assert client.silent_for(0.7)
    assert client.ask("GET", "/health").status == 200


@pytest.mark.whole_only
def test_case_56_idle_connections_are_closed_after_idle_timeout(gateway, upstream, connect):
    keywheel = gateway(upstream(echo), {"server.idle_timeout": "400ms"})
    fresh, used = connect(keywheel), connect(keywheel)
    used.ask("GET", "/health")

    assert fresh.closed_by_peer(3) and used.closed_by_peer(3)


@pytest.mark.whole_only
def test_case_56_hundreds_of_idle_and_dripping_connections_leave_room_for_others(gateway, upstream, stack):
    keywheel = gateway(upstream(json_reply()), {"server.head_timeout": "20s"})
    idle = [stack.enter_context(keywheel.connect()) for _ in range(300)]
    for client in idle[:150]:
        client.send(b"POST /v1/chat")

    began, before = time.monotonic(), keywheel.processor_seconds()
    for _ in range(10):
        assert keywheel.chat(CHAT).json() == COMPLETION

    assert time.monotonic() - began < 3 and keywheel.processor_seconds() - before < 1.5
    assert all(client.silent_for(0) for client in idle)


def test_case_53_three_pipelined_requests_get_three_answers_in_order(gateway, upstream, connect):
    """The first takes longest; its answer still comes first."""
    slow = threading.Event()

    def answer(connection):
        number = connection.request.target[-1]
        if number == "1":
            connection.wait(slow)
        reply(200, JSON, b'{"number":%s}' % number.encode())(connection)

    client = connect(gateway(upstream(answer)))
    for number in "123":
        client.request("GET", f"/v1/models/{number}")
    assert client.silent_for(0.2)
    slow.set()

    assert [client.response().json()["number"] for _ in range(3)] == [1, 2, 3]


def test_case_53_garbage_behind_a_valid_request_is_answered_after_it(gateway, upstream, connect):
    client = connect(gateway(upstream(json_reply())))

    client.request("POST", TARGET, body=CHAT)
    client.send(b"\x00garbage\r\n\r\n")

    assert client.response().json() == COMPLETION
    assert client.response().status == 400
    assert client.closed_by_peer()


@pytest.mark.whole_only
def test_case_53_endless_pipelining_is_not_read_ahead(gateway, upstream, connect):
    """While an answer is pending the rest waits in the socket."""
    keywheel = gateway(upstream(until_gone))
    client = connect(keywheel)
    before = keywheel.resident()
    client.request("POST", TARGET, body=CHAT)
    client.socket.setblocking(False)

    sent = 0
    try:
        while sent < 64 << 20:
            sent += client.socket.send(HEALTH * 1000)
    except BlockingIOError:
        pass

    assert sent < 32 << 20
    assert keywheel.resident() - before < 4 << 20 and keywheel.is_well()


@pytest.mark.whole_only
def test_case_53_a_thousand_pipelined_requests_are_all_answered(gateway, upstream, connect):
    client = connect(gateway(upstream(json_reply())))
    sender = threading.Thread(target=client.send, args=(HEALTH * 1000,))
    sender.start()

    for _ in range(1000):
        assert client.response().status == 200
    sender.join()


def test_case_54_head_has_the_fields_of_get_and_no_body(gateway, upstream, connect):
    server = upstream(json_reply())
    client = connect(gateway(server))

    got = client.ask("GET", "/v1/models")
    head = client.ask("HEAD", "/v1/models")
    again = client.ask("GET", "/v1/models")

    assert server.requests[1].method == "HEAD"
    assert head.status == 200 and head.get("content-length") == got.get("content-length") == str(len(got.body))
    assert head.get("content-type") == got.get("content-type") and again.body == got.body


@pytest.mark.whole_only
@pytest.mark.parametrize("target", ["/health", "/nowhere", "/v1/keys"])
def test_case_54_head_of_our_own_answers_has_no_body_either(gateway, upstream, connect, target):
    client = connect(gateway(upstream(json_reply())))

    statuses = [client.ask(method, target).status for method in ("GET", "HEAD", "GET")]

    assert len(set(statuses)) == 1


@pytest.mark.whole_only
def test_case_54_options_of_the_whole_server_tells_what_is_allowed(gateway, upstream, connect):
    server = upstream(echo)
    client = connect(gateway(server))

    response = client.ask("OPTIONS", "*")

    assert response.status in (200, 204) and "GET" in response.get("allow") and server.requests == []


@pytest.mark.whole_only
@pytest.mark.parametrize("method", ["CONNECT", "TRACE"])
def test_case_54_connect_and_trace_never_go_up(gateway, upstream, method):
    server = upstream(echo)
    response = gateway(server).ask(method, "/v1/models")

    assert response.status in (400, 405, 501) and server.requests == []
    assert response.status != 405 or response.get("allow")


@pytest.mark.whole_only
@pytest.mark.parametrize("method", ["DELETE", "POST", "BREW"])
def test_case_54_unknown_method_on_our_own_path_is_405_with_allow(gateway, upstream, method):
    response = gateway(upstream(echo)).ask(method, "/health")

    assert response.status == 405 and response.error["code"] == "method_not_allowed"
    assert "GET" in response.get("allow")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "BREW"])
def test_case_54_any_other_method_goes_up(gateway, upstream, method):
    server = upstream(json_reply())
    response = gateway(server).ask(method, "/v1/files/file-1", body=None if method in ("GET", "DELETE") else b"{}")

    assert response.status == 200
    assert (server.requests[0].method, server.requests[0].target) == (method, "/api/v1/files/file-1")


@pytest.mark.parametrize("kind", ["length", "stream"])
def test_http_1_0_client_gets_no_chunks_and_a_closed_connection(gateway, upstream, connect, kind):
    server = upstream(json_reply() if kind == "length" else stream(words("Hello"), b"data: [DONE]\n\n"))
    client = connect(gateway(server))

    body = CHAT if kind == "length" else b'{"stream":true}'
    client.request("POST", TARGET, body=body, version="1.0")
    response = client.response()

    assert response.status == 200 and response.framing in ("length", "close") and response.complete
    assert client.closed_by_peer()


@pytest.mark.whole_only
def test_http_1_0_client_without_host_is_served(gateway, upstream, connect):
    client = connect(gateway(upstream(echo)))

    client.send(b"GET /health HTTP/1.0\r\n\r\n")

    assert client.response().status == 200 and client.closed_by_peer()


@pytest.mark.whole_only
def test_connection_close_of_the_client_is_honoured(gateway, upstream, connect):
    client = connect(gateway(upstream(json_reply())))

    response = client.ask("POST", TARGET, {"Connection": "close"}, CHAT)

    assert response.get("connection") == "close" and client.closed_by_peer()


@pytest.mark.whole_only
def test_total_timeout_ends_a_stream_that_is_alive(gateway, upstream):
    def talk(connection):
        while connection.data(words("and ")) and not connection.gone.wait(0.05):
            pass

    keywheel = gateway(upstream(stream(talk)), {"upstream.total_timeout": "1s"})
    began = time.monotonic()

    response = keywheel.chat(b'{"stream":true}')

    assert response.status == 200 and response.complete and time.monotonic() - began < 5
    assert b'"finish_reason":"error"' in response.body.replace(b" ", b"")


@pytest.mark.parametrize("body", [b"", b"{}"], ids=["length_zero", "two_bytes"])
def test_case_54_head_with_a_body_is_answered_at_once_like_any_other(gateway, upstream, connect, body):
    server = upstream(json_reply())
    client = connect(gateway(server, {"server.loops": 1}))
    plain = client.ask("HEAD", "/v1/models")

    for _ in range(2):
        began = time.monotonic()
        head = client.ask("HEAD", "/v1/models", body=body)
        assert time.monotonic() - began < 2
        assert (head.status, head.get("content-length")) == (plain.status, plain.get("content-length"))

    assert client.ask("GET", "/v1/models").json() == COMPLETION
    assert [request.method for request in server.requests] == ["HEAD", "HEAD", "HEAD", "GET"]


def assert_overloaded(response):
    assert (response.status, response.error["code"]) == (503, "overloaded"), response
    assert int(response.get("retry-after")) >= 1


def padded_to(size):
    return dumps({"model": "m/m", "input": "x" * (size - 30)})


def hold(keywheel, client, size):
    """Sends a body but for its last byte, and waits until the gateway holds it."""
    before = keywheel.resident()
    body = padded_to(size)
    client.request("POST", TARGET, {"Content-Length": str(len(body) + 1)}, body)
    deadline = time.monotonic() + 5
    while keywheel.resident() - before < size * 0.9:
        assert time.monotonic() < deadline and client.silent_for(0.02)


@pytest.mark.whole_only
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_max_buffered_used_up_by_requests_is_503_overloaded_until_they_have_gone(gateway, upstream, connect, framing):
    keywheel = gateway(upstream(json_reply()), {"server.max_buffered": "12MiB"})
    hog, body = connect(keywheel), padded_to(5 << 20)
    headers = {} if framing == "length" else {"Transfer-Encoding": "chunked"}
    sent = body if framing == "length" else b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    hold(keywheel, hog, (8 << 20) - 100_000)

    for _ in range(2):
        assert_overloaded(keywheel.ask("POST", TARGET, headers, sent))
    assert keywheel.chat(CHAT).json() == COMPLETION, "what still fits is served"

    hog.send(b" ")
    assert hog.response().status == 200
    assert keywheel.ask("POST", TARGET, headers, sent).status == 200


@pytest.mark.whole_only
def test_max_buffered_used_up_while_an_answer_is_held_is_503_overloaded(gateway, upstream, connect):
    large = {**COMPLETION, "padding": "x" * 1_000_000}
    server = upstream(json_reply(large))
    keywheel = gateway(server, {"server.max_buffered": "2560KiB"})
    hog = connect(keywheel)
    hold(keywheel, hog, (2 << 20) - 100_000)

    assert_overloaded(keywheel.chat(CHAT))

    hog.close()
    deadline = time.monotonic() + 5
    while (response := keywheel.chat(CHAT)).status == 503 and time.monotonic() < deadline:
        server.connections[-1].gone.wait(0.05)
    assert response.json() == large
