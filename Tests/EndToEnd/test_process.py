"""The process: starting, health, failure case 73 (SIGTERM), and what stands in its way."""

import json
import signal
import socket
import threading

import pytest

from harness import sse
from harness.answers import CHAT, COMPLETION, DONE, STREAM, json_reply, stream, until_gone, wait_for, words
from harness.asking import open_stream
from harness.canary import UPSTREAM_KEY
from harness.gateway import Keywheel, run

pytestmark = pytest.mark.whole_only


def test_one_ready_line_and_nothing_else_on_standard_output(gateway, upstream):
    """The harness checks the rest of standard output at every test's end."""
    keywheel = gateway(upstream(json_reply()))

    assert keywheel.ready_line == f"keywheel listening on http://127.0.0.1:{keywheel.port}\n".encode()


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
def test_health_answers_from_the_first_moment(gateway, upstream, path):
    server = upstream(json_reply())
    response = gateway(server).ask("GET", path, authorization=False)

    assert response.status == 200 and response.get("content-type").startswith("application/json")
    assert response.json()["status"] == "ok"
    assert server.connections == [], "health is about us"


def test_health_has_the_fields_of_the_predecessors(gateway, upstream):
    value = gateway(upstream(json_reply())).ask("GET", "/health").json()

    assert value["status"] == "ok" and value["healthy"] is True


def test_case_73_sigterm_without_requests_ends_at_once_with_0(gateway, upstream, connect):
    keywheel = gateway(upstream(json_reply()), {"server.grace": "30s"})
    idle = connect(keywheel)
    idle.ask("GET", "/health")

    keywheel.signal(signal.SIGTERM)

    assert keywheel.wait(3) == 0
    assert idle.closed_by_peer()


def test_case_73_sigint_ends_it_like_sigterm(gateway, upstream):
    keywheel = gateway(upstream(json_reply()))

    keywheel.signal(signal.SIGINT)

    assert keywheel.wait(3) == 0


def test_case_73_sigterm_lets_live_streams_finish(gateway, upstream):
    release = threading.Event()
    server = upstream(stream(words("Hel"), wait_for(release), words("lo"), DONE))
    keywheel = gateway(server, {"server.grace": "20s"})
    client = open_stream(keywheel)
    client.body_containing(words("Hel"))

    keywheel.signal(signal.SIGTERM)
    wait_until(lambda: refused(keywheel))
    release.set()
    response = client.response()

    assert response.complete and bytes(response.body) == words("Hel") + words("lo") + DONE
    assert keywheel.wait(3) == 0


def refused(keywheel):
    try:
        with socket.create_connection(("127.0.0.1", keywheel.port), 1) as client:
            client.settimeout(1)
            client.sendall(b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " not in client.recv(100)
    except OSError:
        return True


def wait_until(condition, seconds=3):
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("never became true")


def test_case_73_sigterm_lets_an_answer_that_is_no_stream_finish(gateway, upstream, connect):
    release = threading.Event()
    server = upstream(lambda c: (c.wait(release), json_reply()(c)))
    keywheel = gateway(server, {"server.grace": "20s"})
    client = connect(keywheel)
    client.request("POST", "/v1/chat/completions", body=CHAT)
    server.wait_for_requests(1)

    keywheel.signal(signal.SIGTERM)
    wait_until(lambda: refused(keywheel))
    release.set()

    assert client.response().json() == COMPLETION
    assert client.closed_by_peer() and keywheel.wait(3) == 0


def test_case_73_readiness_is_false_at_once_on_a_connection_that_is_still_open(gateway, upstream, connect):
    server = upstream(stream(words("Hel"), until_gone))
    keywheel = gateway(server, {"server.grace": "2s"})
    held, probe = open_stream(keywheel), connect(keywheel)
    held.body_containing(words("Hel"))
    probe.ask("GET", "/health/ready")

    keywheel.signal(signal.SIGTERM)
    wait_until(lambda: refused(keywheel))
    try:
        probe.request("GET", "/health/ready")
        data = probe.receive(timeout=3)
    except OSError:
        data = b""

    assert data == b"" or data.startswith(b"HTTP/1.1 503 ")


@pytest.mark.parametrize("opened", [True, False], ids=["streaming", "pending"])
def test_case_73_what_outlasts_the_grace_gets_an_error_and_the_exit_is_0(gateway, upstream, opened):
    server = upstream(stream(words("Hel"), until_gone) if opened else until_gone)
    keywheel = gateway(server, {"server.grace": "500ms"})
    client = open_stream(keywheel)
    client.body_containing(words("Hel")) if opened else server.wait_for_requests(1)

    keywheel.signal(signal.SIGTERM)
    response = client.response()

    if opened:
        assert response.complete
        sse.assert_ends_with_chat_error(response.body, codes=(502, 503))
    else:
        assert response.status == 503 and response.error["code"] == "shutting_down"
    assert keywheel.wait(3) == 0
    assert server.connections[0].gone.wait(1)


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_case_73_second_signal_ends_at_once(gateway, upstream, second):
    server = upstream(stream(words("Hel"), until_gone))
    keywheel = gateway(server, {"server.grace": "30s"})
    client = open_stream(keywheel)
    client.body_containing(words("Hel"))

    keywheel.signal(signal.SIGTERM)
    wait_until(lambda: refused(keywheel))
    keywheel.signal(second)

    assert keywheel.wait(2) == 0
    client.response()
    assert client.at_end


def refuses_to_start(folder, *words_of_the_answer, **options):
    keywheel = Keywheel(folder, **options).launch()
    keywheel._stopped = True
    assert keywheel.wait() == 1
    told = keywheel.errors.decode()
    assert all(word in told.lower() for word in words_of_the_answer), told
    assert keywheel.process.stdout.read() == b""
    assert UPSTREAM_KEY not in told


def test_port_in_use_is_exit_1_and_named(gateway, upstream, tmp_path):
    first = gateway(upstream(json_reply()))

    refuses_to_start(tmp_path / "second", str(first.port), port=first.port)


def test_data_folder_in_use_is_exit_1_and_names_the_first_ones_pid(gateway, upstream, tmp_path):
    first = gateway(upstream(json_reply()))

    refuses_to_start(tmp_path / "second", str(first.process.pid), data=first.data)


@pytest.mark.parametrize(
    "setting, value",
    [
        ("server.max_body", "many"),
        ("retry.base_delay", "soon"),
        ("server.loops", "-1"),
        ("server.half_close", "maybe"),
        ("retry.unanswered", "twice"),
        ("openrouter.base_url", "ftp://x"),
    ],
)
def test_bad_setting_is_exit_1_and_named(tmp_path, setting, value):
    refuses_to_start(tmp_path / "bad", setting.partition(".")[2].lower(), settings={setting: value}, port=0)


def test_key_of_a_wrong_form_is_named_by_place_never_by_text(gateway, upstream):
    keywheel = gateway(upstream(json_reply()), keys=f"not-a-key-CANARY,{UPSTREAM_KEY}")

    assert keywheel.chat(CHAT).status == 200
    keywheel.wait_for_error_line("OPENROUTER_API_KEYS")


def test_files_of_the_data_folder_are_private(gateway, upstream):
    keywheel = gateway(upstream(json_reply()))
    keywheel.chat(STREAM)

    assert keywheel.data.stat().st_mode & 0o777 == 0o700
    assert [path for path in keywheel.data.rglob("*") if path.is_file() and path.stat().st_mode & 0o077] == []


def test_subcommands_tell_version_help_and_wrong_use(tmp_path):
    version = run("version", folder=tmp_path)
    assert version.returncode == 0 and "keywheel" in version.stdout.lower()
    assert json.loads(run("version", "--json", folder=tmp_path).stdout)
    assert "serve" in run("help", folder=tmp_path).stdout
    wrong = run("serv", folder=tmp_path)
    assert wrong.returncode == 2 and "serve" in wrong.stderr, "did you mean"
    assert run("serve", "--no-such-flag", folder=tmp_path).returncode == 2
