"""Failure cases 7, 11 and 24: bodies that end early, never begin, or come compressed."""

import gzip
import os
import threading
import zlib

import pytest

from harness.answers import CHAT, COMPLETION, JSON, dumps, json_reply, reply, until_gone

BODY = dumps(COMPLETION)
BIG = 3 << 20


def cut(fields, framing, body, leave):
    """Promises more than it sends."""

    def answer(connection):
        connection.head(200, fields, framing)
        connection.data(body)
        getattr(connection, leave)()

    return answer


@pytest.mark.parametrize("leave", ["close", "reset"])
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_case_07_json_cut_before_commit_is_502(gateway, upstream, framing, leave):
    promised = len(BODY) + 1 if framing == "length" else "chunked"
    response = gateway(upstream(cut(JSON, promised, BODY, leave))).chat(CHAT)

    assert response.status == 502 and response.error["code"] == "upstream_incomplete"
    assert b"Hello" not in response.body


@pytest.mark.parametrize("leave", ["close", "reset"])
@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("kind", ["application/octet-stream", "application/json"])
def test_case_07_body_cut_after_commit_is_seen_to_be_incomplete(gateway, upstream, kind, framing, leave):
    """JSON commits after 1 MiB without an error, other types at their first byte."""
    sent = dumps({"padding": "x" * BIG}) if kind.endswith("json") else os.urandom(BIG)
    promised = len(sent) + 1 if framing == "length" else "chunked"
    halfway = threading.Event()

    def answer(connection):
        connection.head(200, [("Content-Type", kind)], promised)
        connection.data(sent)
        connection.wait(halfway)
        getattr(connection, leave)()

    keywheel = gateway(upstream(answer))
    client = keywheel.connect()
    client.request("POST", "/v1/audio/speech", body=CHAT)
    client.read_until(lambda r: len(r.body) > 1 << 20)
    halfway.set()
    response = client.response()

    assert response.status == 200 and not response.complete
    assert sent.startswith(bytes(response.body))
    assert client.at_end


@pytest.mark.parametrize("body", [b"", b'{"choices":[', b"\n\n   \n"], ids=["nothing", "half", "padding_only"])
def test_case_07_json_that_ends_by_framing_is_passed_as_it_is_even_when_odd(gateway, upstream, body):
    """What the upstream calls complete is its word; only what its framing shows as cut is a failure."""
    response = gateway(upstream(reply(200, JSON, body))).chat(CHAT)

    assert response.complete
    assert (response.status == 200 and response.body == body) or response.status == 502


def test_case_07_body_without_framing_ends_with_the_connection(gateway, upstream):
    response = gateway(upstream(reply(200, JSON, BODY, framing="close"))).chat(CHAT)

    assert response.status == 200 and response.complete and response.json() == COMPLETION


def test_case_07_padding_before_json_passes_byte_for_byte(gateway, upstream):
    """OpenRouter dribbles white space while a slow answer is made."""

    def padded(connection):
        connection.head(200, JSON)
        for _ in range(50):
            connection.data(b" \n")
        connection.data(BODY)
        connection.end()

    response = gateway(upstream(padded)).chat(CHAT)

    assert response.status == 200 and response.body == b" \n" * 50 + BODY


def test_case_11_stall_before_the_first_byte_is_504_and_cancels_upstream(gateway, upstream):
    server = upstream(until_gone)
    keywheel = gateway(server, {"upstream.first_byte_timeout": "300ms"})

    response = keywheel.chat(CHAT)

    assert response.status == 504 and response.error["code"] == "upstream_timeout"
    assert server.connections[0].gone.wait(1)


def test_case_11_stall_inside_the_head_is_504(gateway, upstream):
    def half_a_head(connection):
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Ty")
        connection.wait_gone()

    server = upstream(half_a_head)
    keywheel = gateway(server, {"upstream.first_byte_timeout": "300ms", "upstream.silence_timeout": "300ms"})

    assert keywheel.chat(CHAT).status == 504
    assert server.connections[0].gone.wait(1)


def test_case_11_stall_inside_a_held_body_is_504(gateway, upstream):
    def half_a_body(connection):
        connection.head(200, JSON, len(BODY))
        connection.data(BODY[:20])
        connection.wait_gone()

    server = upstream(half_a_body)
    keywheel = gateway(server, {"upstream.silence_timeout": "300ms"})

    response = keywheel.chat(CHAT)

    assert response.status == 504 and response.error["code"] == "upstream_timeout"
    assert server.connections[0].gone.wait(1)


def test_case_11_padding_for_ever_ends_at_the_total_timeout(gateway, upstream):
    """Padding counts as life, the whole does not."""

    def pad(connection):
        connection.head(200, JSON)
        while connection.data(b" ") and not connection.gone.wait(0.05):
            pass

    keywheel = gateway(upstream(pad), {"upstream.silence_timeout": "500ms", "upstream.total_timeout": "1500ms"})

    response = keywheel.chat(CHAT)

    assert response.status == 504 and response.error["code"] == "upstream_timeout"


def test_case_24_gzip_that_nobody_asked_for_passes_byte_for_byte(gateway, upstream):
    packed = gzip.compress(BODY)
    server = upstream(reply(200, [*JSON, ("Content-Encoding", "gzip")], packed))
    keywheel = gateway(server)

    response = keywheel.chat(CHAT, {"Accept-Encoding": "gzip, br"})

    assert response.status == 200 and response.body == packed
    assert response.get("content-encoding") == "gzip"
    assert server.requests[0].get("accept-encoding") == "identity"


@pytest.mark.whole_only
@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
def test_case_24_decompression_bomb_is_never_inflated(gateway, upstream, kind):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    bomb_reply = reply(200, [("Content-Type", kind), ("Content-Encoding", "gzip")], bomb)
    keywheel = gateway(upstream(json_reply(), bomb_reply))
    keywheel.chat(CHAT)
    before = keywheel.peak()

    response = keywheel.chat(CHAT)

    assert response.status == 200 and response.body == bomb and response.complete
    assert keywheel.peak() - before < 16 << 20
