"""Failure cases 47 and 48: clients that read slowly or not at all."""

import hashlib
import os
import time

import pytest

from harness.answers import CHAT, COMPLETION, DONE, EVENT_STREAM, JSON, STREAM, json_reply, reply, stream, words

MIB = 1 << 20
TOTAL = 200 * MIB
BLOCK = os.urandom(MIB)
EVENT = words("x" * (MIB // 64))
EVENT_BLOCK = EVENT * (MIB // len(EVENT))
READERS = 1000 if os.environ.get("KEYWHEEL_E2E_FULL") else 150


def pour(fields, framing, block=BLOCK):
    def answer(connection):
        connection.head(200, fields, framing)
        for _ in range(TOTAL // MIB):
            if not connection.pour(block):
                return
        connection.end()

    return answer


def wait_until_stalled(connection, seconds=0.5):
    """Until the upstream has not got rid of a byte for that long."""
    before, since = -1, time.monotonic()
    deadline = since + 15
    while time.monotonic() - since < seconds:
        assert time.monotonic() < deadline, f"the upstream never stalled: {connection.sent} bytes went"
        if connection.sent != before:
            before, since = connection.sent, time.monotonic()
        connection.gone.wait(0.02)
    return before


SOUND = ([("Content-Type", "audio/mpeg")], TOTAL)
CHUNKED_SOUND = ([("Content-Type", "audio/mpeg")], "chunked")
EVENTS = (EVENT_STREAM, "chunked", EVENT_BLOCK)


@pytest.mark.whole_only
@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", [SOUND, CHUNKED_SOUND, EVENTS], ids=["length", "chunked", "event_stream"])
def test_case_47_reader_that_stops_stalls_the_upstream_in_flat_memory(gateway, upstream, connect, kind):
    server = upstream(json_reply(), pour(*kind))
    keywheel = gateway(server, {"server.loops": 1})
    keywheel.chat(CHAT)
    before = keywheel.resident()
    client = connect(keywheel, receive_buffer=65536)
    client.request("POST", "/v1/chat/completions", body=CHAT)
    client.head()

    sent = wait_until_stalled(server.connections[-1])

    assert sent < 32 * MIB, "more was taken than the sockets' own buffers hold"
    assert keywheel.resident() - before < MIB + MIB // 2
    assert keywheel.is_well()


@pytest.mark.whole_only
@pytest.mark.timeout(120)
def test_case_47_reader_that_goes_on_gets_every_byte(gateway, upstream, connect):
    server = upstream(pour(*SOUND))
    client = connect(gateway(server), receive_buffer=65536)
    client.request("POST", "/v1/chat/completions", body=CHAT)
    response = client.head()
    wait_until_stalled(server.connections[0], 0.3)

    received = hashlib.sha256()
    while not response.complete:
        received.update(response.forget())
        client.read_until(lambda r: len(r.body) > MIB)
    received.update(response.body)

    assert received.hexdigest() == hashlib.sha256(BLOCK * (TOTAL // MIB)).hexdigest()


@pytest.mark.whole_only
@pytest.mark.parametrize("kind", [SOUND, EVENTS], ids=["length", "event_stream"])
def test_case_47_reader_without_progress_is_dropped_after_write_stall(gateway, upstream, connect, kind):
    server = upstream(pour(*kind))
    keywheel = gateway(server, {"server.write_stall": "500ms"})
    client = connect(keywheel, receive_buffer=65536)
    client.request("POST", "/v1/chat/completions", body=CHAT)
    client.head()

    assert server.connections[0].gone.wait(8), "a client that never reads holds the upstream for ever"
    assert keywheel.is_well()


def test_case_47_quiet_stream_is_no_write_stall(gateway, upstream):
    """Nothing to write is not the client's fault."""
    server = upstream(stream(words("Hel"), lambda c: c.gone.wait(1), words("lo"), DONE))
    keywheel = gateway(server, {"server.write_stall": "300ms"})

    response = keywheel.ask("POST", "/v1/chat/completions", body=STREAM)

    assert response.complete and response.body.endswith(DONE)


@pytest.mark.whole_only
@pytest.mark.timeout(120)
def test_case_48_many_slow_readers_stay_within_their_buffers_and_hurt_nobody(gateway, upstream, stack):
    server = upstream(*[pour(*EVENTS)] * READERS, json_reply())
    keywheel = gateway(server)
    before = keywheel.resident()
    readers = [stack.enter_context(keywheel.connect(receive_buffer=4096)) for _ in range(READERS)]
    for reader in readers:
        reader.request("POST", "/v1/chat/completions", body=STREAM)
    server.wait_for_requests(READERS, timeout=60)
    wait_until_stalled(server.connections[-1])

    began = time.monotonic()
    answers = [keywheel.chat(CHAT) for _ in range(20)]

    assert all(answer.json() == COMPLETION for answer in answers)
    assert time.monotonic() - began < 5
    assert keywheel.resident() - before < READERS * 256 * 1024 + 8 * MIB


def test_case_47_slow_reader_of_json_still_gets_it_whole(gateway, upstream, connect):
    body = b'{"padding":"' + b"x" * (4 * MIB) + b'"}'

    def answer(connection):
        connection.head(200, JSON, len(body))
        connection.data(body)

    client = connect(gateway(upstream(answer)), receive_buffer=4096)
    client.request("POST", "/v1/chat/completions", body=CHAT)
    client.head()
    client.silent_for(0.2)

    assert client.response(timeout=20).body == body


HELD_READERS = 20


@pytest.mark.whole_only
def test_case_47_slow_readers_of_held_json_cost_one_copy_of_it(gateway, upstream, stack):
    """A megabyte that was held goes out of the memory in which it was held."""
    body = b'{"padding":"' + b"x" * (2 * MIB) + b'"}'
    server = upstream(json_reply(), reply(200, JSON, body))
    keywheel = gateway(server, {"server.loops": 1})
    keywheel.chat(CHAT)
    before = keywheel.resident()
    readers = [stack.enter_context(keywheel.connect(receive_buffer=4096, segment=536)) for _ in range(HELD_READERS)]

    for reader in readers:
        reader.request("POST", "/v1/chat/completions", body=CHAT)
        assert reader.head().status == 200

    wait_until_stalled(server.connections[-1])

    grown = (keywheel.resident() - before) / HELD_READERS
    assert grown < 1.6 * MIB, f"{grown / MIB:.2f} MiB a reader; a second copy makes it 2.3, one 1.2"
    assert keywheel.is_well()
