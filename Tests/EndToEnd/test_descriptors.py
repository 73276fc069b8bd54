"""Failure case 57: out of file descriptors."""

import contextlib
import socket
import threading

import pytest

from harness.answers import CHAT, COMPLETION, DONE, STREAM, json_reply, stream, wait_for, words
from harness.asking import open_stream

pytestmark = pytest.mark.whole_only
LIMIT = 64


def flood(keywheel, count):
    """Connections until the kernel's queue is full too."""
    flooding = []
    for _ in range(count):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", keywheel.port))
        flooding.append(client)
    return flooding


def test_case_57_out_of_descriptors_spins_nothing_and_live_streams_go_on(gateway, upstream):
    release = threading.Event()
    server = upstream(stream(words("Hel"), wait_for(release), words("lo"), DONE), json_reply())
    keywheel = gateway(server, max_files=LIMIT)
    live = open_stream(keywheel)
    live.body_containing(words("Hel"))

    flooding = flood(keywheel, 3 * LIMIT)
    before = keywheel.processor_seconds()
    assert live.silent_for(1.5)
    assert keywheel.processor_seconds() - before < 0.5, "it spins"
    assert keywheel.process.poll() is None and keywheel.open_files() <= LIMIT

    release.set()
    assert live.response().body.endswith(words("lo") + DONE)
    for client in flooding:
        client.close()
    assert eventually_served(keywheel)


def eventually_served(keywheel):
    pause = threading.Event()
    for _ in range(100):
        with contextlib.suppress(OSError, AssertionError):
            if keywheel.chat(CHAT).json() == COMPLETION:
                return True
        pause.wait(0.05)
    return False


def test_case_57_requests_without_a_descriptor_for_the_upstream_are_answered_and_recover(gateway, upstream, stack):
    """Each client holds a descriptor and would need a second one upstream."""
    release = threading.Event()

    def held(connection):
        connection.wait(release)
        json_reply()(connection)

    keywheel = gateway(upstream(held), {"retry.max_attempts": 1}, max_files=LIMIT)
    clients = []
    for _ in range(LIMIT):
        client = stack.enter_context(keywheel.connect(timeout=8))
        client.request("POST", "/v1/chat/completions", body=CHAT)
        clients.append(client)
    clients[-1].silent_for(0.5)  # time for all that can be tried
    release.set()

    served = 0
    for client in clients:
        with contextlib.suppress(OSError, AssertionError):
            response = client.response()
            assert response.status in (200, 502, 503), response
            served += response.status == 200
        client.close()

    assert served > 0
    assert eventually_served(keywheel)


def test_case_57_descriptors_are_all_given_back(gateway, upstream):
    keywheel = gateway(upstream(json_reply()), {"server.loops": 1})
    keywheel.chat(CHAT)
    before = keywheel.open_files()

    for _ in range(200):
        keywheel.chat(CHAT)
    for _ in range(50):
        client = keywheel.connect()
        client.request("POST", "/v1/chat/completions", body=STREAM)
        client.reset()

    pause = threading.Event()
    for _ in range(100):
        if keywheel.open_files() <= before + 3:
            return
        pause.wait(0.02)
    raise AssertionError(f"{before} descriptors became {keywheel.open_files()}")
