"""Failure case 2: the upstream's address changes. The resolver's answers are steered by a preloaded getaddrinfo."""

import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

from harness.answers import CHAT, COMPLETION, DONE, json_reply, stream, words
from harness.asking import open_stream

COMPILER = shutil.which("cc") or shutil.which("clang")
pytestmark = [pytest.mark.whole_only, pytest.mark.skipif(COMPILER is None, reason="needs a C compiler")]


@pytest.fixture
def resolver(tmp_path):
    """The file that says where moving.example is, and the environment that makes it count."""
    library, file = tmp_path / "resolver.so", tmp_path / "address"
    source = Path(__file__).with_name("resolver.c")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return file, {"LD_PRELOAD": str(library), "RESOLVER_FILE": str(file)}


def calls(address):
    file = address.with_name(address.name + ".calls")
    return len(file.read_text()) if file.exists() else 0


@pytest.mark.slow
@pytest.mark.timeout(90)
def test_case_02_new_connections_go_to_the_new_address_within_a_minute(gateway, upstream, resolver):
    address, env = resolver
    release = threading.Event()
    long_stream = stream(words("Hel"), lambda c: c.wait(release, 80), words("lo"), DONE)
    old = upstream(long_stream, json_reply(close=True))
    new = upstream(json_reply(close=True), host="127.0.0.2", port=old.port)
    address.write_text("127.0.0.1")
    keywheel = gateway(f"http://moving.example:{old.port}/api/v1", env=env)
    live = open_stream(keywheel)
    live.body_containing(words("Hel"))
    assert keywheel.chat(CHAT).json() == COMPLETION

    address.write_text("127.0.0.2")
    changed = time.monotonic()
    pause = threading.Event()
    while not new.requests and time.monotonic() - changed < 65:
        assert keywheel.chat(CHAT).status == 200
        pause.wait(0.5)

    assert new.requests, "the old address was used for over a minute"
    release.set()
    assert live.response().body.endswith(words("lo") + DONE), "what was in flight was touched"


def test_case_02_a_name_is_looked_up_once_for_many_requests(gateway, upstream, resolver):
    address, env = resolver
    server = upstream(json_reply(close=True))
    address.write_text("127.0.0.1")
    keywheel = gateway(f"http://moving.example:{server.port}/api/v1", env=env)

    assert [keywheel.chat(CHAT).status for _ in range(20)] == [200] * 20
    assert calls(address) <= 2


def test_case_01_failed_look_up_is_forgotten_after_seconds(gateway, upstream, resolver):
    address, env = resolver
    server = upstream(json_reply())
    address.write_text("")
    keywheel = gateway(f"http://moving.example:{server.port}/api/v1", {"retry.max_attempts": 1}, env=env)
    assert keywheel.chat(CHAT).error["code"] == "upstream_dns"
    address.write_text("127.0.0.1")

    began, pause = time.monotonic(), threading.Event()
    while keywheel.chat(CHAT).status != 200:
        assert time.monotonic() - began < 7, "a failure was kept for longer than 5 s"
        pause.wait(0.2)
