"""Byte for byte, both ways; complaints 7 and 33."""

import hashlib
import os
import threading
import time

import pytest

from harness.answers import CHAT, DONE, JSON, STREAM, dumps, echo, json_reply, reply, stream, wait_for, words
from harness.asking import open_stream

MIB = 1 << 20
SIZE = 60 * MIB

BODIES = {
    "key_order": b'{"z":1,"a":2,"model":"a/b","messages":[],"m":{"y":1,"b":2}}',
    "white_space": b' {\n\t"model" :\r\n "a/b" , "messages":[ ] }\n\n ',
    "numbers": b'{"model":"a/b","n":[1.0,1e400,-0,0.1000,123456789012345678901234567890,1E+2]}',
    "unicode": '{"model":"a/b","t":"Zürich 𝄞 \\u00e4 \\ud834\\udd1e é"}'.encode(),
    "lone_surrogate": b'{"model":"a/b","t":"\\ud834"}',
    "invalid_utf8": b'{"model":"a/b","t":"\xff\xfe"}',
    "escaped_names": b'{"mod\\u0065l":"a/b","messages":[]}',
    "duplicate_of_no_policy": b'{"model":"a/b","x":1,"x":2}',
    "deep": b'{"model":"a/b","x":' + b"[" * 900 + b"]" * 900 + b"}",
    "byte_order_mark": b'\xef\xbb\xbf{"model":"a/b"}',
    "not_json": b"model=a/b",
    "half_json": b'{"model":"a/b","messages":[',
    "an_array": b'[{"model":"a/b"}]',
    "nul_bytes": b'{"model":"a/b"}\0\0',
    "empty": b"",
    "one_byte": b"x",
    "all_bytes": bytes(range(256)) * 4,
}


@pytest.mark.parametrize("kind", BODIES)
def test_body_goes_up_and_comes_down_byte_for_byte(gateway, upstream, kind):
    server = upstream(echo)

    response = gateway(server).chat(BODIES[kind])

    assert server.requests[0].body == BODIES[kind]
    assert response.status == 200 and response.body == BODIES[kind]


@pytest.mark.parametrize("length", [1, 63, 64, 65, 16383, 16384, 16385, 65535, 65536, 65537, 1048575, 1048576, 1048577])
@pytest.mark.parametrize("framing", [None, "chunked"])
def test_body_of_any_length_keeps_its_bytes(gateway, upstream, length, framing):
    """The borders of buffers, of the gate and of chunks."""
    body = os.urandom(length)
    server = upstream(reply(200, [("Content-Type", "application/octet-stream")], body, framing))

    assert gateway(server).ask("POST", "/v1/audio/speech", body=body).body == body
    assert server.requests[0].body == body


@pytest.mark.parametrize("length", [1048560, 1048576, 1048600, 2 * MIB])
def test_json_around_the_size_of_the_gate_passes_whole(gateway, upstream, length):
    body = b'{"padding":"' + b"x" * length + b'"}'

    assert gateway(upstream(reply(200, JSON, body))).chat(CHAT).body == body


def test_query_goes_up_as_it_came(gateway, upstream):
    server = upstream(json_reply())
    query = "?b=2&a=1&a=%C3%A4&c=+&d&=e&%7E=~"
    gateway(server).ask("GET", "/v1/models" + query)

    assert server.requests[0].target == "/api/v1/models" + query


def test_multipart_upload_goes_up_byte_for_byte(gateway, upstream):
    border = "----border7MA4YWxk"
    parts = [
        b'name="model"\r\n\r\nopenai/whisper-1',
        b'name="file"; filename="a.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n' + os.urandom(200_000),
    ]
    body = b"".join(b"--%s\r\nContent-Disposition: form-data; %s\r\n" % (border.encode(), part) for part in parts)
    body += b"--%s--\r\n" % border.encode()
    server = upstream(json_reply({"text": "hello"}))

    response = gateway(server).ask(
        "POST", "/v1/audio/transcriptions", {"Content-Type": f"multipart/form-data; boundary={border}"}, body
    )

    assert response.json() == {"text": "hello"}
    assert server.requests[0].body == body
    assert server.requests[0].get("content-type") == f"multipart/form-data; boundary={border}"


def receive_all(client):
    """SHA-256 and length of a body, without keeping it."""
    received = hashlib.sha256()
    response = client.head()
    while True:
        received.update(response.forget())
        if response.complete or client.at_end:
            return response, received.hexdigest(), response.forgotten
        client.read_until(lambda r: len(r.body) > MIB)


@pytest.mark.whole_only
@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["application/octet-stream", "multipart/form-data; boundary=b", "video/mp4"])
def test_60_mib_of_random_bytes_each_way_arrive_equal(gateway, upstream, connect, kind):
    body = os.urandom(SIZE)
    digest = hashlib.sha256(body).hexdigest()
    server = upstream(json_reply(), echo)
    keywheel = gateway(server)
    keywheel.chat(CHAT)
    before = keywheel.peak()
    client = connect(keywheel)

    client.request("POST", "/v1/videos", {"Content-Type": kind}, body)
    response, received, length = receive_all(client)

    assert response.status == 200 and response.complete
    assert hashlib.sha256(server.requests[1].body).hexdigest() == digest
    assert (length, received) == (SIZE, digest)
    assert keywheel.peak() - before < 2 * SIZE


@pytest.mark.whole_only
@pytest.mark.timeout(120)
def test_complaint_33_large_json_costs_less_than_twice_its_size(gateway, upstream, connect):
    body = dumps({"model": "a/b", "messages": [{"role": "user", "content": "x" * 1000}] * (30 * 1024)})
    server = upstream(json_reply(), echo)
    keywheel = gateway(server)
    keywheel.chat(CHAT)
    before = keywheel.peak()
    client = connect(keywheel)

    client.request("POST", "/v1/chat/completions", {"Content-Type": "application/json"}, body)
    response, received, _ = receive_all(client)

    assert response.status == 200 and received == hashlib.sha256(body).hexdigest()
    assert keywheel.peak() - before < 2 * len(body)


@pytest.mark.whole_only
@pytest.mark.timeout(120)
def test_complaint_33_memory_of_large_bodies_is_given_back(gateway, upstream):
    """Each body on a connection of its own."""
    body = dumps({"model": "a/b", "input": "x" * (20 * MIB)})
    keywheel = gateway(upstream(json_reply()), {"server.loops": 1})
    for _ in range(3):
        keywheel.chat(body)
    after_three = keywheel.peak()
    for _ in range(24):
        keywheel.chat(body)

    assert keywheel.peak() - after_three < 3 * len(body)


def test_complaint_07_each_event_reaches_the_client_before_the_upstream_sends_the_next(gateway, upstream):
    """In lockstep: an event that were held until the next one comes would stop the test."""
    count = 40
    seen = [threading.Event() for _ in range(count)]

    def talk(connection):
        for number in range(count):
            connection.data(words(f"word {number};"))
            connection.wait(seen[number], timeout=10)

    client = open_stream(gateway(upstream(stream(talk, DONE))))

    for number in range(count):
        client.body_containing(words(f"word {number};"), timeout=5)
        seen[number].set()
    assert client.response().body.endswith(DONE)


def test_complaint_07_line_feed_that_comes_behind_its_carriage_return_is_not_kept_back(gateway, upstream):
    """SDKs look for CR LF CR LF; without its last byte they would wait for the next event to see this one."""
    release, event = threading.Event(), words("Hel").replace(b"\n", b"\r\n")
    cut_in_two = [event[:-1], lambda connection: connection.gone.wait(0.2), event[-1:]]
    client = open_stream(gateway(upstream(stream(*cut_in_two, wait_for(release), DONE))))

    client.body_containing(event, timeout=4)

    release.set()
    assert client.response().body.endswith(DONE)


@pytest.mark.whole_only
def test_complaint_07_first_event_takes_milliseconds_not_seconds(gateway, upstream):
    keywheel = gateway(upstream(stream(words("Hel"), DONE)))
    times = []
    for _ in range(20):
        with keywheel.connect() as client:
            began = time.monotonic()
            client.request("POST", "/v1/chat/completions", body=STREAM)
            client.body_containing(words("Hel"))
            times.append(time.monotonic() - began)
            client.response()

    assert sorted(times)[10] < 0.05


def test_complaint_07_events_of_one_write_come_together(gateway, upstream, connect):
    burst = b"".join(words(f"{number} ") for number in range(200))
    client = connect(gateway(upstream(stream(burst, DONE))))
    client.request("POST", "/v1/chat/completions", body=STREAM)

    assert bytes(client.response().body) == burst + DONE
