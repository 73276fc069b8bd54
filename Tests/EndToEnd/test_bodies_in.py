"""Failure cases 49, 50, 51, 55 and 95: what a client's body may cost us."""

import time

import pytest

from harness.answers import CHAT, COMPLETION, dumps, echo, json_reply
from harness.canary import ACCESS_KEY

MIB = 1 << 20
TARGET = "/v1/chat/completions"


def assert_too_large(response, client):
    assert response.status == 413 and response.error["code"] == "body_too_large", response
    assert response.get("connection") == "close"
    assert client.closed_by_peer(5)


@pytest.mark.whole_only
@pytest.mark.parametrize("length", [10 << 30, (64 << 20) + 1, (1 << 63) - 1])
def test_case_49_declared_length_beyond_max_body_is_413_before_it_is_read(gateway, upstream, connect, length):
    server = upstream(json_reply())
    client = connect(gateway(server))

    client.request("POST", TARGET, {"Content-Length": str(length)}, body=b"{")

    assert_too_large(client.response(timeout=3), client)
    assert server.requests == []


@pytest.mark.whole_only
def test_case_49_declared_length_allocates_nothing_until_bytes_come(gateway, upstream, connect):
    keywheel = gateway(upstream(json_reply()))
    keywheel.chat(CHAT)
    before = keywheel.resident()
    clients = [connect(keywheel) for _ in range(20)]

    for client in clients:
        client.request("POST", TARGET, {"Content-Length": "60000000"}, body=b"{")

    assert keywheel.is_well()
    assert keywheel.resident() - before < 8 * MIB


@pytest.mark.slow
@pytest.mark.whole_only
@pytest.mark.timeout(60)
def test_case_49_body_that_trickles_is_408_after_its_grace(gateway, upstream, connect):
    server = upstream(json_reply())
    client = connect(gateway(server))
    client.request("POST", TARGET, {"Content-Length": "999999"}, body=b"{")

    began = time.monotonic()
    while client.silent_for(0.5) and time.monotonic() - began < 45:
        client.send_while_open(b" ")
    response = client.response()

    assert response.status == 408 and response.error["code"] == "request_timeout"
    assert 25 < time.monotonic() - began < 40 and server.requests == []


@pytest.mark.whole_only
def test_case_49_endless_chunked_body_is_413_at_the_cap(gateway, upstream, connect):
    server = upstream(json_reply())
    keywheel = gateway(server, {"server.max_body": "1MiB"})
    client = connect(keywheel)
    client.request("POST", TARGET, {"Transfer-Encoding": "chunked"}, body=b"")

    sent = 0
    while sent < 16 * MIB:
        taken = client.send_while_open(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        sent += taken
        if taken < 65545 or not client.silent_for(0):
            break

    assert_too_large(client.response(), client)
    assert sent < 8 * MIB and server.requests == []


@pytest.mark.whole_only
def test_case_49_body_of_exactly_max_body_is_served(gateway, upstream):
    keywheel = gateway(upstream(echo), {"server.max_body": "64KiB"})
    body = b'"' + b"x" * 65534 + b'"'

    assert keywheel.chat(body).body == body
    assert keywheel.chat(body + b" ").status == 413


@pytest.mark.whole_only
def test_case_49_files_may_be_larger_than_other_bodies(gateway, upstream, connect):
    """100 MiB by default, against 64."""
    client = connect(gateway(upstream(json_reply())))

    client.request("POST", "/v1/files", {"Content-Length": str(90 * MIB), "Expect": "100-continue"})

    assert client.interim().interims == [(100, [])]


def test_case_50_continue_is_sent_once_the_request_is_admitted(gateway, upstream, connect):
    server = upstream(echo)
    client = connect(gateway(server))
    client.request("POST", TARGET, {"Expect": "100-continue", "Content-Length": str(len(CHAT))})

    assert [status for status, _ in client.interim(timeout=3).interims] == [100]
    client.send(CHAT)
    response = client.response()

    assert response.status == 200 and response.body == CHAT and len(response.interims) == 1


@pytest.mark.whole_only
@pytest.mark.parametrize("status, settings, length", [(401, {"server.access_key": ACCESS_KEY}, 5), (413, {}, 10 << 30)])
def test_case_50_refusal_comes_instead_of_continue(gateway, upstream, connect, status, settings, length):
    client = connect(gateway(upstream(echo), settings))

    client.request("POST", TARGET, {"Expect": "100-continue", "Content-Length": str(length)})
    response = client.response(timeout=3)

    assert response.status == status and response.interims == []


@pytest.mark.whole_only
def test_case_50_interim_answer_never_goes_to_http_1_0(gateway, upstream, connect):
    client = connect(gateway(upstream(echo)))

    client.request("POST", TARGET, {"Expect": "100-continue"}, body=CHAT, version="1.0")
    response = client.response()

    assert response.status == 200 and response.interims == [] and response.body == CHAT


@pytest.mark.whole_only
@pytest.mark.parametrize("expectation", ["something", "100-continue, x", "200-ok"])
def test_case_50_unknown_expectation_is_417(gateway, upstream, connect, expectation):
    server = upstream(echo)
    client = connect(gateway(server))

    client.request("POST", TARGET, {"Expect": expectation}, body=CHAT)
    response = client.response()

    assert response.status == 417 and response.error["code"] == "expectation_failed"
    assert server.requests == []


@pytest.mark.whole_only
@pytest.mark.parametrize("count", [30_000, 120_000])
def test_case_51_body_of_one_byte_chunks_goes_up_with_a_length(gateway, upstream, connect, count):
    body = dumps({"model": "m/m", "input": "x" * count})
    server = upstream(echo)
    client = connect(gateway(server))

    client.request("POST", TARGET, {"Transfer-Encoding": "chunked"}, body=b"")
    client.send_while_open(b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n")
    response = client.response()

    assert response.status == 200 and response.body == body
    assert server.requests[0].get("content-length") == str(len(body))
    assert server.requests[0].get("transfer-encoding") is None


@pytest.mark.whole_only
@pytest.mark.parametrize("unread", [10_000, 200_000])
def test_case_55_answer_given_before_the_body_is_read_arrives_whole(gateway, upstream, connect, unread):
    """No RST may overtake the answer, and what follows is never read as a request."""
    server = upstream(echo)
    client = connect(gateway(server, {"server.access_key": ACCESS_KEY}))
    smuggled = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    body = smuggled * (unread // len(smuggled))

    client.request("POST", TARGET, {"Content-Length": str(len(body) + 5)}, body=b"")
    client.send_while_open(body)
    response = client.response()

    assert response.status == 401 and response.complete
    assert client.closed_by_peer(5) and server.requests == []


@pytest.mark.whole_only
def test_case_55_huge_unread_body_still_leaves_the_answer_readable(gateway, upstream, connect):
    client = connect(gateway(upstream(echo), {"server.max_body": "1KiB"}))

    client.request("POST", TARGET, {"Content-Length": str(200_000)}, body=b"")
    client.send_while_open(b"x" * 200_000)

    assert client.response().status == 413 and not client.was_reset


@pytest.mark.whole_only
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS"])
def test_case_55_body_on_a_method_without_one_is_never_read_as_a_request(gateway, upstream, connect, method):
    client = connect(gateway(upstream(json_reply())))
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

    client.request(method, "/health", body=smuggled)
    client.response()
    if not client.closed_by_peer(0.3):
        assert client.ask("GET", "/health").status == 200, "the body was read as a request"


@pytest.mark.whole_only
@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "gzip, gzip", "zstd"])
def test_case_95_compressed_request_body_is_refused(gateway, upstream, coding):
    server = upstream(echo)
    response = gateway(server).chat(b"\x1f\x8b\x08\x00" + b"\0" * 100, {"Content-Encoding": coding})

    assert response.status == 415 and response.error["message"]
    assert server.requests == []


@pytest.mark.whole_only
def test_case_95_identity_is_no_compression(gateway, upstream):
    assert gateway(upstream(json_reply())).chat(CHAT, {"Content-Encoding": "identity"}).json() == COMPLETION
