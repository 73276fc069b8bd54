"""Failure cases 16, 17, 18, 21, 22 and 23: what the upstream's head may and may not do."""

import threading

import pytest

from harness.answers import CHAT, COMPLETION, JSON, at_head, dumps, json_reply, raw, reply, until_gone

BODY = dumps(COMPLETION)
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
TYPE = b"Content-Type: application/json\r\n"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n"


def head(*lines, status=b"200 OK"):
    return b"HTTP/1.1 " + status + b"\r\n" + b"".join(lines) + b"\r\n"


def fields(count):
    return b"".join(b"X-Field-%d: v\r\n" % number for number in range(count))


HOSTILE_HEADS = {
    "a_100_kb_field": head(b"X-Big: " + b"a" * 100_000 + b"\r\n", TYPE, LENGTH),
    "a_100_kb_status_line": head(TYPE, LENGTH, status=b"200 " + b"O" * 100_000),
    "ten_thousand_fields": head(fields(10_000), TYPE, LENGTH),
    "201_fields": head(fields(199), TYPE, LENGTH),
    "65_kb_in_many_fields": head(b"".join(b"X-Field-%d: %s\r\n" % (n, b"a" * 1000) for n in range(66)), TYPE, LENGTH),
    "nine_interim_answers": INTERIM * 9 + head(TYPE, LENGTH),
    "a_flood_of_interim_answers": INTERIM * 2000 + head(TYPE, LENGTH),
}


@pytest.mark.parametrize("kind", HOSTILE_HEADS)
def test_case_16_oversized_upstream_head_is_502(gateway, upstream, kind):
    keywheel = gateway(upstream(raw(HOSTILE_HEADS[kind] + BODY)))

    response = keywheel.chat(CHAT)

    assert response.status == 502 and response.error["code"] == "upstream_invalid"
    assert keywheel.is_well()


def test_case_16_endless_head_is_cut_at_its_bound(gateway, upstream):
    def pour(connection):
        connection.send(b"HTTP/1.1 200 OK\r\n")
        while connection.sent < 64 << 20 and connection.send(b"X-Endless: " + b"e" * 16_000 + b"\r\n"):
            pass

    server = upstream(pour)
    keywheel = gateway(server)

    assert keywheel.chat(CHAT).error["code"] == "upstream_invalid"
    assert server.connections[0].gone.wait(5)
    assert server.connections[0].sent < 16 << 20


def test_case_16_head_within_its_bounds_passes(gateway, upstream):
    keywheel = gateway(upstream(raw(INTERIM * 8 + head(fields(190), TYPE, LENGTH) + BODY)))

    response = keywheel.chat(CHAT)

    assert response.json() == COMPLETION
    assert response.get("x-field-189") == "v"


def test_case_17_interim_answers_are_swallowed(gateway, upstream):
    interims = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nX-Interim: 1\r\n\r\n" + INTERIM
    keywheel = gateway(upstream(raw(interims + head(TYPE, LENGTH) + BODY)))

    response = keywheel.chat(CHAT)

    assert (response.status, response.interims) == (200, [])
    assert response.json() == COMPLETION
    assert response.all("link") == [] and response.all("x-interim") == []


CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
# Each is answered with 502, or with the one reading that RFC 9112 allows, made clean.
DUBIOUS = {
    "length_with_chunked": head(TYPE, b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + CHUNKED,
    "equal_lengths": head(TYPE, LENGTH, LENGTH) + BODY,
    "list_of_equal_lengths": head(TYPE, b"Content-Length: %d, %d\r\n" % (len(BODY), len(BODY))) + BODY,
    "bare_lf": (head(TYPE, LENGTH)).replace(b"\r\n", b"\n") + BODY,
    "folded_field": head(TYPE, b"X-Folded: one\r\n two\r\n", LENGTH) + BODY,
    "cr_in_value": head(TYPE, b"X-Evil: a\rSet-Cookie: b\r\n", LENGTH) + BODY,
    "nul_in_value": head(TYPE, b"X-Evil: a\0b\r\n", LENGTH) + BODY,
    "space_before_colon": head(TYPE, b"X-Evil : a\r\n", LENGTH) + BODY,
    "no_colon": head(TYPE, b"X-Evil\r\n", LENGTH) + BODY,
    "chunked_twice": head(TYPE, b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + CHUNKED,
}


@pytest.mark.parametrize("kind", DUBIOUS)
def test_case_18_dubious_head_is_502_or_comes_out_clean(gateway, upstream, kind):
    response = gateway(upstream(raw(DUBIOUS[kind]))).chat(CHAT)

    if response.status == 502:
        assert response.error["code"] in ("upstream_invalid", "upstream_incomplete")
    else:
        assert response.status == 200 and response.complete and response.json() == COMPLETION
        assert response.all("set-cookie") == []


# No reading of these is right.
BROKEN = {
    "unequal_lengths": head(TYPE, LENGTH, b"Content-Length: 5\r\n") + BODY,
    "negative_length": head(TYPE, b"Content-Length: -1\r\n") + BODY,
    "length_not_a_number": head(TYPE, b"Content-Length: 1x\r\n") + BODY,
    "length_beyond_int64": head(TYPE, b"Content-Length: 99999999999999999999\r\n") + BODY,
    "chunk_head_not_hex": head(TYPE, b"Transfer-Encoding: chunked\r\n") + b"xyz\r\n" + BODY,
    "not_http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "http_0_9": BODY,
    "status_out_of_range": head(TYPE, LENGTH, status=b"99 Low") + BODY,
    "switching_protocols": head(b"Connection: Upgrade\r\nUpgrade: websocket\r\n", status=b"101 Switching Protocols"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_case_18_broken_head_is_never_passed_on_as_a_good_answer(gateway, upstream, kind):
    response = gateway(upstream(raw(BROKEN[kind]))).chat(CHAT)

    assert response.status == 502
    assert response.error["code"] in ("upstream_invalid", "upstream_incomplete")


def test_case_18_hop_by_hop_fields_of_the_upstream_stay_there(gateway, upstream):
    hop = {
        "Connection": "keep-alive, X-Named",
        "X-Named": "by Connection",
        "Keep-Alive": "timeout=5",
        "TE": "trailers",
        "Trailer": "X-Sum",
        "Upgrade": "h2c",
        "Proxy-Authenticate": "Basic",
        "Proxy-Connection": "keep-alive",
        "Proxy-Authentication-Info": "x",
    }
    response = gateway(upstream(json_reply(fields=list(hop.items())))).chat(CHAT)

    assert response.json() == COMPLETION
    assert [name for name in hop if name != "Connection" and response.all(name)] == []
    assert "named" not in (response.get("connection") or "").lower()


def test_case_18_trailers_of_the_upstream_are_dropped(gateway, upstream):
    chunked = b"%x\r\n%s\r\n0\r\nX-Sum: 1\r\nContent-Length: 3\r\n\r\n" % (len(BODY), BODY)
    response = gateway(upstream(raw(head(TYPE, b"Transfer-Encoding: chunked\r\n") + chunked))).chat(CHAT)

    assert response.json() == COMPLETION


@pytest.mark.parametrize("status", [413, 400])
def test_case_21_answer_before_the_body_is_sent_is_delivered_and_the_connection_not_used_again(
    gateway, upstream, status
):
    early = dumps({"error": {"code": status, "message": "too big for us"}})

    answered = threading.Event()

    def refuse(connection):
        connection.send(head(TYPE, b"Content-Length: %d\r\n" % len(early), status=b"%d No" % status) + early)
        connection.wait(answered)
        connection.wait_gone()

    server = upstream(at_head(refuse), json_reply())
    keywheel = gateway(server, {"server.loops": 1})
    huge = dumps({"model": "m/m", "messages": [{"role": "user", "content": "x" * (20 << 20)}]})

    response = keywheel.chat(huge)
    answered.set()

    assert response.status == status and response.error["message"] == "too big for us"
    assert server.connections[0].gone.wait(5), "half a request was left on the connection"
    assert keywheel.chat(CHAT).json() == COMPLETION
    assert [connection.count for connection in server.connections] == [1, 1]


def test_case_22_bytes_after_a_complete_answer_are_ignored_and_the_connection_closed(gateway, upstream, connect):
    poured = threading.Event()

    def too_much(connection):
        connection.send(head(TYPE, LENGTH) + BODY + head(TYPE, b"Content-Length: 4\r\n") + b"evil")
        poured.set()
        until_gone(connection)

    server = upstream(too_much, json_reply({"second": True}))
    client = connect(gateway(server, {"server.loops": 1}))

    assert client.ask("POST", "/v1/chat/completions", body=CHAT).json() == COMPLETION
    assert poured.wait(5)
    assert client.ask("POST", "/v1/chat/completions", body=CHAT).json() == {"second": True}
    assert len(server.connections) == 2


def test_case_22_bytes_that_come_while_the_connection_is_idle_are_never_the_next_answer(gateway, upstream, connect):
    """Else one client would get what was meant for another."""
    answered, poured = threading.Event(), threading.Event()

    def late_extra(connection):
        connection.send(head(TYPE, LENGTH) + BODY)
        connection.wait(answered)
        connection.send(head(TYPE, b"Content-Length: 6\r\n") + b'"evil"')
        poured.set()
        until_gone(connection)

    server = upstream(late_extra, json_reply({"second": True}))
    client = connect(gateway(server, {"server.loops": 1}))

    assert client.ask("POST", "/v1/chat/completions", body=CHAT).json() == COMPLETION
    answered.set()
    assert poured.wait(5)
    assert client.ask("POST", "/v1/chat/completions", body=CHAT).json() == {"second": True}
    assert len(server.connections) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_case_23_redirect_is_never_followed_with_the_key(gateway, upstream, status):
    thief = upstream(json_reply())
    moved = reply(status, [("Location", f"{thief.url}/steal"), *JSON], b'{"moved":true}')
    server = upstream(moved)

    response = gateway(server).chat(CHAT)

    assert response.status in (status, 502)
    assert thief.connections == [] and len(server.requests) == 1


@pytest.mark.whole_only
@pytest.mark.parametrize("late", [0, 1])
@pytest.mark.parametrize("again", [1, 2])
def test_case_22_bytes_on_an_idle_connection_are_no_answer_while_its_last_handle_is_paused_elsewhere(
    gateway, upstream, connect, late, again
):
    """Two connections are kept; a slow reader pauses one of them; the other then gets bytes that nobody asked for."""
    both = threading.Barrier(2)
    poured = []

    def answer(connection):
        target = connection.request.target
        if "both" in target:
            both.wait(5)
            if server.connections.index(connection) == late:
                connection.gone.wait(0.2)
            json_reply()(connection)
        elif "big" in target:
            poured.append(connection)
            connection.head(200, [("Content-Type", "audio/mpeg")], 200 << 20)
            while connection.pour(b"x" * 65536):
                pass
        else:
            json_reply({"honest": True})(connection)

    server = upstream(answer)
    keywheel = gateway(server, {"server.loops": 1})
    pair = [connect(keywheel) for _ in range(2)]
    for client in pair:
        client.request("GET", "/v1/models/both")
    assert [client.response().status for client in pair] == [200, 200]
    reader = connect(keywheel, receive_buffer=4096)
    reader.request("GET", "/v1/models/big")
    reader.head()
    stalled = -1
    while stalled != poured[0].sent:
        stalled = poured[0].sent
        poured[0].gone.wait(0.5)

    idle = [connection for connection in server.connections if connection not in poured]
    assert len(idle) == 1, "not the situation that this test is about"
    for _ in range(again):
        idle[0].send(head(TYPE, b"Content-Length: 8\r\n") + b'"POISON"')
    idle[0].gone.wait(0.3)

    response = keywheel.ask("GET", "/v1/models/third")
    assert response.status == 200 and response.json() == {"honest": True}
