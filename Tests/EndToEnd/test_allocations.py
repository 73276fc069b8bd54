"""What a proxied request costs in allocations, libcurl's included: a threshold that only a considered change may raise."""

import http.client
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.answers import CHAT, json_reply
from harness.gateway import binary

# The most that one small request over kept connections may allocate, answer included.
# Measured: 75.
THRESHOLD = 80

COMPILER = shutil.which("cc") or shutil.which("clang")
SANITIZED = any(name in os.environ for name in ("ASAN_OPTIONS", "TSAN_OPTIONS"))
pytestmark = [
    pytest.mark.whole_only,
    pytest.mark.skipif(COMPILER is None, reason="needs a C compiler"),
    pytest.mark.skipif(SANITIZED, reason="a sanitizer has a malloc of its own"),
]


@pytest.fixture
def counter(tmp_path):
    """Reads the count of allocations, and the environment that makes the gateway count them."""
    library, file = tmp_path / "allocations.so", tmp_path / "allocations"
    source = Path(__file__).with_name("allocations.c")
    subprocess.run([COMPILER, "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    file.write_bytes(bytes(8))
    return (
        lambda: int.from_bytes(file.read_bytes(), "little"),
        {"LD_PRELOAD": str(library), "ALLOCATIONS_FILE": str(file)},
    )


def test_allocations_of_a_proxied_request_stay_below_the_threshold(gateway, upstream, counter):
    if "/debug/" in binary():
        pytest.skip("a debug build allocates more")
    count, environment = counter
    keywheel = gateway(upstream(json_reply()), {"server.loops": 1}, env=environment)
    client = http.client.HTTPConnection("127.0.0.1", keywheel.port)

    def ask(times):
        for _ in range(times):
            client.request("POST", "/v1/chat/completions", CHAT, {"Content-Type": "application/json"})
            answer = client.getresponse()
            answer.read()
            assert answer.status == 200

    ask(100)  # buffers and tables grow to their size
    before = count()
    ask(500)
    each = (count() - before) / 500

    assert before > 0, "nothing was counted"
    assert each <= THRESHOLD, f"{each:.1f} allocations a request"
