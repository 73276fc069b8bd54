"""httpx and curl as readers of our framing. (h11 checks every answer of Tests/EndToEnd, in harness/wire.py.)"""

import json
import os
import shutil
import subprocess

import httpx
import pytest
from scenarios import SOUND

from harness.answers import CHAT, COMPLETION, DONE, ROLE, STREAM, stream, words

pytestmark = pytest.mark.whole_only
CURL = shutil.which("curl")
needs_curl = pytest.mark.skipif(CURL is None, reason="needs curl")


@pytest.fixture
def client(keywheel):
    with httpx.Client(base_url=f"http://127.0.0.1:{keywheel.port}", trust_env=False) as client:
        yield client


def test_httpx_reads_every_framing(client):
    assert client.post("/v1/chat/completions", content=CHAT).json() == COMPLETION
    assert client.post("/v1/audio/speech", content=CHAT).content == SOUND
    assert client.post("/v1/chat/completions", content=STREAM).content.endswith(DONE)
    assert client.head("/health").content == b"" and client.get("/health").json()["healthy"]
    assert client.get("/nowhere").status_code == 404


def test_httpx_keeps_its_connection_over_all_kinds_of_answers(client):
    for _ in range(5):
        for method, target, body in [
            ("POST", "/v1/chat/completions", CHAT),
            ("GET", "/nowhere", None),
            ("HEAD", "/health", None),
            ("POST", "/v1/chat/completions", STREAM),
            ("GET", "/v1/keys", None),
        ]:
            assert client.request(method, target, content=body).status_code in (200, 403, 404)

    assert len(client._transport._pool.connections) == 1


def test_httpx_sends_chunks_upwards(client, scenarios):
    pieces = (CHAT[at : at + 7] for at in range(0, len(CHAT), 7))

    assert client.post("/v1/chat/completions", content=pieces).json() == COMPLETION
    assert scenarios.upstream.requests[0].body == CHAT


def test_httpx_sees_a_cut_body(client, scenarios):
    scenarios.override = stream(os.urandom(100_000), fields=[("Content-Type", "audio/mpeg")], cut="close")

    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/v1/audio/speech", content=CHAT)


def test_httpx_lines_of_a_stream(client, scenarios):
    scenarios.override = stream(ROLE, words("Hello"), DONE)
    with client.stream("POST", "/v1/chat/completions", content=STREAM) as response:
        lines = [line for line in response.iter_lines() if line]

    assert len(lines) == 3 and lines[-1] == "data: [DONE]"


def curl(keywheel, target, *options, data=None):
    """curl with no settings of anybody's; fails on any fault of the transfer."""
    command = [
        CURL,
        "-q",
        "-sS",
        "--noproxy",
        "*",
        "--max-time",
        "10",
        *options,
        f"http://127.0.0.1:{keywheel.port}{target}",
    ]
    if data is not None:
        command += ["--data-binary", "@-", "-H", "Content-Type: application/json"]
    return subprocess.run(command, input=data, capture_output=True, timeout=20)


@needs_curl
def test_curl_completion_stream_and_head(keywheel):
    assert json.loads(curl(keywheel, "/v1/chat/completions", data=CHAT).stdout) == COMPLETION
    streamed = curl(keywheel, "/v1/chat/completions", "-N", data=STREAM)
    assert streamed.returncode == 0 and streamed.stdout.endswith(DONE)
    assert curl(keywheel, "/v1/models", "-I").stdout.startswith(b"HTTP/1.1 200 ")
    assert curl(keywheel, "/health", "--http1.0").returncode == 0


@needs_curl
def test_curl_sends_a_large_body_with_expect(keywheel, scenarios):
    body = b'{"model":"a/b","x":"' + b"x" * 2_000_000 + b'"}'

    done = curl(keywheel, "/v1/chat/completions", "-H", "Expect: 100-continue", data=body)

    assert done.returncode == 0 and json.loads(done.stdout) == COMPLETION
    assert scenarios.upstream.requests[0].body == body


@needs_curl
def test_curl_sends_chunks_and_forms(keywheel, scenarios, tmp_path):
    done = curl(keywheel, "/v1/chat/completions", "-H", "Transfer-Encoding: chunked", data=CHAT)
    assert json.loads(done.stdout) == COMPLETION
    sound = tmp_path / "a.mp3"
    sound.write_bytes(SOUND)
    done = curl(keywheel, "/v1/audio/transcriptions", "-F", f"file=@{sound}", "-F", "model=m/stt")
    assert SOUND in scenarios.upstream.requests[-1].body and done.returncode == 0


@needs_curl
def test_curl_sees_a_cut_body(keywheel, scenarios):
    scenarios.override = stream(os.urandom(100_000), fields=[("Content-Type", "audio/mpeg")], cut="close")

    assert curl(keywheel, "/v1/audio/speech", data=CHAT).returncode == 18  # transfer closed with data outstanding


@needs_curl
@pytest.mark.parametrize("version", ["--http1.0", "--http1.1"])
def test_curl_over_a_kept_connection(keywheel, version):
    url = f"http://127.0.0.1:{keywheel.port}/health"
    done = subprocess.run(
        [CURL, "-q", "-sSv", "--noproxy", "*", version, url, url, url], capture_output=True, timeout=20
    )

    assert done.returncode == 0 and done.stdout.count(b'"status"') == 3
    assert version == "--http1.0" or done.stderr.count(b"Re-using existing connection") == 2
