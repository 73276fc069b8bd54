"""Failure case 15: events without an end, and events of megabytes."""

import os
import threading

import pytest

from harness.answers import DONE, EVENT_STREAM, ROLE, STREAM, dumps, event, stream, wait_for, words
from harness.asking import ask_stream, open_stream

MIB = 1 << 20
ENDLESS = (256 if os.environ.get("KEYWHEEL_E2E_FULL") else 48) * MIB


def picture(size):
    """One event that carries an image."""
    delta = {
        "images": [{"type": "image_url", "image_url": {"url": "data:image/png;base64," + "iVBORw0K" * (size // 8)}}]
    }
    return b"data: " + dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}) + b"\n\n"


@pytest.mark.parametrize("size", [60_000, 70_000, 3 * MIB])
def test_case_15_event_of_any_size_passes_byte_for_byte(gateway, upstream, size):
    parts = [words("Look"), picture(size), words("nice"), DONE]

    response = ask_stream(gateway(upstream(stream(*parts))))

    assert response.complete and bytes(response.body) == b"".join(parts)


def test_case_15_large_event_may_be_the_first(gateway, upstream):
    parts = [picture(3 * MIB), DONE]

    response = ask_stream(gateway(upstream(stream(*parts))))

    assert response.status == 200 and bytes(response.body) == b"".join(parts)


def test_case_15_large_event_passes_as_it_comes(gateway, upstream):
    """Only the first 64 KiB of an event are waited for."""
    release, event = threading.Event(), picture(MIB)
    server = upstream(stream(words("Look"), event[:300_000], wait_for(release), event[300_000:], DONE))
    client = open_stream(gateway(server))

    client.read_until(lambda r: len(r.body) > 200_000, timeout=5)

    release.set()
    assert client.response().body.endswith(event + DONE)


def test_case_15_short_event_is_kept_back_until_it_is_whole(gateway, upstream):
    release, event = threading.Event(), words("lo")
    server = upstream(stream(words("Hel"), event[:-1], wait_for(release), event[-1:], DONE))
    client = open_stream(gateway(server))
    client.body_containing(words("Hel"))

    assert client.silent_for(0.2)
    release.set()

    assert bytes(client.response().body) == words("Hel") + event + DONE


@pytest.mark.parametrize("leave", ["close", "reset"])
def test_case_15_cut_inside_a_large_event_ends_without_the_last_chunk(gateway, upstream, leave):
    """What has gone out cannot be taken back, so no error event can follow it."""
    release, event = threading.Event(), picture(MIB)
    server = upstream(stream(words("Look"), event[:500_000], wait_for(release), cut=leave))
    client = open_stream(gateway(server))
    client.read_until(lambda r: len(r.body) > 400_000, timeout=5)

    release.set()
    response = client.response()

    assert response.status == 200 and not response.complete and client.at_end
    assert (words("Look") + event).startswith(bytes(response.body))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["no_line_end", "no_blank_line", "comments"])
def test_case_15_endless_event_passes_in_flat_memory(gateway, upstream, kind):
    piece = {"no_line_end": b"x" * 65536, "no_blank_line": b"data: " + b"x" * 250 + b"\n", "comments": b": x\n"}[kind]
    block = piece * (262144 // len(piece))

    def pour(connection):
        connection.head(200, EVENT_STREAM)
        connection.data(words("Hel") + b"data: ")
        for _ in range(ENDLESS // len(block)):
            if not connection.pour(block):
                return
        connection.data(b"\n\n" + DONE)
        connection.end()

    server = upstream(stream(words("warm"), DONE), pour)
    keywheel = gateway(server, {"server.loops": 1})
    ask_stream(keywheel)
    before = keywheel.resident()
    client = keywheel.connect()
    client.request("POST", "/v1/chat/completions", body=STREAM)
    most, response = 0, client.head()
    while not response.complete:
        response.forget()
        client.read_until(lambda r: r.complete or len(r.body) > MIB)
        most = max(most, keywheel.resident())

    assert response.forgotten + len(response.body) > ENDLESS * 0.99
    assert most - before < 4 * MIB


HELD = {
    "role_only": ROLE,
    "empty_choices": event({"choices": []}),
    "events_without_data": b"id: 1\n\n",
    "unknown_fields": b"x" * 1000 + b"\n\n",
}


@pytest.mark.whole_only
@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", HELD)
def test_case_15_events_that_begin_no_content_are_held_within_bounds_too(gateway, upstream, kind):
    """An upstream that never comes to the point must not fill our memory."""
    block = HELD[kind] * (262144 // len(HELD[kind]))

    def pour(connection):
        connection.head(200, EVENT_STREAM)
        for _ in range(16 * MIB // len(block)):
            if not connection.pour(block):
                return
        connection.data(words("Hello") + DONE)
        connection.end()

    keywheel = gateway(upstream(stream(words("warm"), DONE), pour), {"server.loops": 1, "relay.open_after": "50s"})
    ask_stream(keywheel)
    before = keywheel.peak()
    client = open_stream(keywheel)
    response = client.head(timeout=50)
    while not response.complete:
        response.forget()
        client.read_until(lambda r: r.complete or len(r.body) > MIB, timeout=50)

    assert response.status in (200, 502)
    assert keywheel.peak() - before < 4 * MIB
