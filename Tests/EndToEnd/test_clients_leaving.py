"""Failure cases 45, 46 and 78, complaint 6: a client that leaves takes its upstream connection with it within a second."""

import threading
import time

import pytest

from harness.answers import (
    CHAT,
    COMMENT,
    COMPLETION,
    DONE,
    EVENT_STREAM,
    JSON,
    ROLE,
    STREAM,
    dumps,
    json_reply,
    stream,
    until_gone,
    words,
)

SECOND = 1.0


def comments(connection):
    connection.head(200, EVENT_STREAM)
    connection.data(COMMENT + ROLE)
    until_gone(connection)


def half_an_answer(connection):
    connection.head(200, JSON, 1000)
    connection.data(dumps(COMPLETION))
    until_gone(connection)


def some_events(connection):
    connection.head(200, EVENT_STREAM)
    connection.data(words("Hel"))
    until_gone(connection)


def half_a_sound(connection):
    connection.head(200, [("Content-Type", "audio/mpeg")], 1000)
    connection.data(b"ID3")
    until_gone(connection)


# Where the answer stands when the client leaves: what the upstream does, what the client asks, what it sees before.
STAGES = {
    "before_the_first_byte": (until_gone, STREAM, None),
    "before_the_first_byte_of_no_stream": (until_gone, CHAT, None),
    "while_the_stream_is_held": (comments, STREAM, None),
    "after_the_stream_was_opened": (until_gone, STREAM, b":"),
    "in_the_middle_of_a_stream": (some_events, STREAM, words("Hel")),
    "while_a_json_answer_is_held": (half_an_answer, CHAT, None),
    "in_the_middle_of_a_plain_body": (half_a_sound, CHAT, b"ID3"),
}


@pytest.mark.parametrize("leave", ["finish", "close", "reset"])
@pytest.mark.parametrize("stage", STAGES)
def test_case_45_client_that_leaves_ends_the_upstream_connection_within_a_second(
    gateway, upstream, connect, stage, leave
):
    answer, body, seen = STAGES[stage]
    server = upstream(answer)
    keywheel = gateway(server, {"relay.open_after": "100ms" if "opened" in stage else "20s"})
    client = connect(keywheel)
    client.request("POST", "/v1/chat/completions", body=body)
    server.wait_for_requests(1)
    if seen:
        client.body_containing(seen)

    getattr(client, leave)()
    left = time.monotonic()

    gone = server.connections[0]
    assert gone.gone.wait(5), "the upstream works on for nobody"
    assert gone.gone_at - left < SECOND
    assert len(server.requests) == 1 and keywheel.is_well()


@pytest.mark.parametrize("leave", ["finish", "close", "reset"])
def test_case_45_client_that_leaves_while_uploading_never_reaches_the_upstream(gateway, upstream, connect, leave):
    server = upstream(json_reply())
    keywheel = gateway(server)
    client = connect(keywheel)
    client.request("POST", "/v1/chat/completions", {"Content-Length": "100000"}, body=b'{"model":"m/m",')

    getattr(client, leave)()
    if leave == "finish":
        client.receive(timeout=SECOND)

    assert keywheel.is_well() and server.requests == []


def test_case_45_client_that_leaves_while_the_request_goes_up_ends_it(gateway, upstream, connect):
    """The upstream takes nothing of a large body; the client leaves in the meantime."""
    reading = threading.Event()

    def slow(connection):
        connection.wait(reading)
        until_gone(connection)

    slow.at_head = True
    server = upstream(slow)
    client = connect(gateway(server))
    client.request("POST", "/v1/chat/completions", body=dumps({"model": "m/m", "input": "x" * (30 << 20)}))
    server.wait_for_requests(1)

    client.reset()
    left = time.monotonic()
    reading.set()

    assert server.connections[0].gone.wait(5)
    assert server.connections[0].gone_at - left < SECOND


def test_case_45_next_request_of_another_client_is_served_after_many_have_left(gateway, upstream):
    server = upstream(*[until_gone] * 40, json_reply())
    keywheel = gateway(server)
    clients = [keywheel.connect() for _ in range(40)]
    for client in clients:
        client.request("POST", "/v1/chat/completions", body=STREAM)
    server.wait_for_requests(40)

    for client in clients:
        client.reset()

    for connection in server.connections:
        assert connection.gone.wait(3)
    assert keywheel.chat(CHAT).json() == COMPLETION


def test_case_46_half_close_is_served_where_the_operator_says_so(gateway, upstream, connect):
    server = upstream(stream(words("Hello"), DONE), json_reply())
    keywheel = gateway(server, {"server.half_close": "serve"})

    for body, end in [(STREAM, DONE), (CHAT, dumps(COMPLETION))]:
        client = connect(keywheel)
        client.request("POST", "/v1/chat/completions", body=body)
        client.finish()
        response = client.response()
        assert response.status == 200 and response.complete and response.body.endswith(end)


def test_case_46_half_close_is_served_while_nothing_has_been_answered(gateway, upstream, connect):
    release = threading.Event()
    server = upstream(lambda c: (c.wait(release), json_reply()(c)))
    client = connect(gateway(server, {"server.half_close": "serve"}))
    client.request("POST", "/v1/chat/completions", body=CHAT)
    client.finish()
    server.wait_for_requests(1)

    assert client.silent_for(0.3)
    release.set()

    assert client.response().json() == COMPLETION


def test_case_46_pipelined_bytes_behind_a_pending_answer_do_not_spin_the_loop(gateway, upstream, connect):
    release = threading.Event()
    server = upstream(lambda c: (c.wait(release), json_reply()(c)))
    keywheel = gateway(server)
    client = connect(keywheel)
    client.request("POST", "/v1/chat/completions", body=CHAT)
    server.wait_for_requests(1)
    client.request("GET", "/health")

    before = keywheel.processor_seconds()
    assert client.silent_for(1)
    assert keywheel.processor_seconds() - before < 0.2

    release.set()
    assert [client.response().status, client.response().status] == [200, 200]


@pytest.mark.parametrize("kind", ["stream", "no_stream"])
def test_complaint_06_upstream_stops_burning_tokens_for_a_client_that_left(gateway, upstream, connect, kind):
    told = threading.Event()

    def generate(connection):
        connection.head(200, EVENT_STREAM if kind == "stream" else JSON)
        while connection.data(words("token") if kind == "stream" else b" "):
            connection.gone.wait(0.02)
        told.set()

    server = upstream(generate)
    client = connect(gateway(server))
    client.request("POST", "/v1/chat/completions", body=STREAM if kind == "stream" else CHAT)
    server.wait_for_requests(1)
    if kind == "stream":
        client.body_containing(words("token") * 3)

    client.close()

    assert told.wait(SECOND)


def test_case_78_writing_to_clients_that_have_gone_never_kills_the_process(gateway, upstream):
    def pour(connection):
        connection.head(200, EVENT_STREAM)
        while connection.data(words("x" * 1000)):
            pass

    server = upstream(pour)
    keywheel = gateway(server)
    for leave in ["reset", "close", "finish"] * 5:
        client = keywheel.connect()
        client.request("POST", "/v1/chat/completions", body=STREAM)
        client.body_containing(b"xxx")
        getattr(client, leave)()
    for connection in server.connections:
        assert connection.gone.wait(3)

    assert keywheel.is_well()


LARGE = dumps({"model": "m/m", "stream": True, "input": "x" * 200_000})
CHUNKED = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (STREAM[:20], STREAM[20:], b""))
WHOLE_REQUESTS = {
    "stream": (f"Content-Length: {len(STREAM)}", STREAM),
    "no_stream": (f"Content-Length: {len(CHAT)}", CHAT),
    "large_body": (f"Content-Length: {len(LARGE)}", LARGE),
    "chunked_body": ("Transfer-Encoding: chunked", CHUNKED),
}


def assert_nobody_is_worked_for(server, since):
    """A second after the last client left nothing of theirs is left at the upstream, nor comes any more."""
    threading.Event().wait(max(0, since + SECOND - time.monotonic()))
    connections = list(server.connections)
    alive = [connection for connection in connections if not connection.gone.is_set()]
    assert not alive, f"{len(alive)} of {len(connections)} requests go on for nobody"
    threading.Event().wait(0.2)
    assert len(server.connections) == len(connections), "one was still sent up"


def leave_in_the_same_breath(keywheel, kind, leave):
    framing, body = WHOLE_REQUESTS[kind]
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{framing}\r\n\r\n"
    )
    client = keywheel.connect()
    client.send(head.encode() + body)
    getattr(client, leave)()
    return client


@pytest.mark.whole_only
@pytest.mark.parametrize("loops", [1, 2])
@pytest.mark.parametrize("leave", ["finish", "close"])
@pytest.mark.parametrize("kind", WHOLE_REQUESTS)
def test_case_45_client_that_leaves_in_the_same_breath_as_its_whole_request_costs_the_upstream_no_second(
    gateway, upstream, kind, leave, loops
):
    """Ten times one by one: request and FIN often come to the gateway in one piece."""
    server = upstream(until_gone)
    keywheel = gateway(server, {"server.loops": loops})

    clients = []
    for _ in range(10):
        clients.append(leave_in_the_same_breath(keywheel, kind, leave))
        threading.Event().wait(0.02)

    assert_nobody_is_worked_for(server, since=time.monotonic())
    assert keywheel.is_well()
    for client in clients:
        client.close()


@pytest.mark.whole_only
@pytest.mark.parametrize("leave", ["finish", "close"])
@pytest.mark.parametrize("kind", WHOLE_REQUESTS)
def test_case_46_burst_of_clients_that_leave_in_the_same_breath_costs_the_upstream_no_second(
    gateway, upstream, kind, leave
):
    server = upstream(until_gone)
    keywheel = gateway(server, {"server.loops": 1})

    clients = [leave_in_the_same_breath(keywheel, kind, leave) for _ in range(10)]

    assert_nobody_is_worked_for(server, since=time.monotonic())
    assert keywheel.is_well()
    for client in clients:
        client.close()
