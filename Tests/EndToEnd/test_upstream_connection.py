"""Failure cases 1 to 6, 19 and 20: the connection to the upstream, before it has answered."""

import random
import select
import socket
import threading
import time

import pytest

from harness.answers import CHAT, COMPLETION, json_reply
from harness.certificates import Authority
from harness.upstream import ScriptedUpstream

UNANSWERED = {"upstream_incomplete", "upstream_unreachable"}


def reset(connection):
    connection.reset()


def close(connection):
    connection.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_case_01_unknown_host_name_is_502_upstream_dns_and_blocks_nothing_else(gateway, connect):
    keywheel = gateway("http://no-such-host.invalid/api/v1")
    waiting = connect(keywheel)

    waiting.request("POST", "/v1/chat/completions", body=CHAT)

    assert keywheel.ask("GET", "/health").status == 200
    response = waiting.response()
    assert response.status == 502 and response.error["code"] == "upstream_dns"
    assert "no-such-host.invalid" not in response.body.decode() or response.complete
    assert keywheel.chat(CHAT).error["code"] == "upstream_dns", "the key was blamed for the name"


@pytest.mark.whole_only
def test_case_03_refused_connection_is_502_upstream_unreachable(gateway):
    keywheel = gateway(f"http://127.0.0.1:{free_port()}/api/v1")

    for _ in range(3):
        response = keywheel.chat(CHAT)

        assert response.status == 502 and response.error["code"] == "upstream_unreachable"
    assert keywheel.is_well()


@pytest.mark.whole_only
def test_case_03_refused_connection_is_tried_again_and_served_once_the_upstream_listens(gateway, stack, connect):
    port = free_port()
    patient = {"retry.max_attempts": 10, "retry.base_delay": "200ms", "retry.max_delay": "400ms"}
    client = connect(gateway(f"http://127.0.0.1:{port}/api/v1", patient))

    client.request("POST", "/v1/chat/completions", body=CHAT)
    assert client.silent_for(0.1)
    upstream = stack.enter_context(ScriptedUpstream(json_reply(), port=port))

    assert client.response().json() == COMPLETION
    assert len(upstream.requests) == 1


@pytest.mark.whole_only
def test_case_03_blackhole_is_given_up_after_connect_timeout(gateway, stack):
    """A listener whose queue is full lets further SYNs fall silently."""
    listener = stack.enter_context(socket.socket())
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    for _ in range(4):
        filler = stack.enter_context(socket.socket())
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
    port = listener.getsockname()[1]
    keywheel = gateway(
        f"http://127.0.0.1:{port}/api/v1", {"upstream.connect_timeout": "200ms", "retry.max_attempts": 2}
    )

    response = keywheel.chat(CHAT)

    assert (response.status, response.error["code"]) in [(502, "upstream_unreachable"), (504, "upstream_timeout")]


@pytest.mark.whole_only
@pytest.mark.parametrize("fault", ["unknown_authority", "wrong_host", "expired"])
def test_case_04_certificate_fault_is_502_upstream_tls_without_retry_or_plain_text(gateway, upstream, tmp_path, fault):
    trusted = Authority(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    context = {
        "unknown_authority": lambda: Authority(other).context("127.0.0.1"),
        "wrong_host": lambda: trusted.context("openrouter.example"),
        "expired": lambda: trusted.context("127.0.0.1", expired=True),
    }[fault]()
    server = upstream(json_reply(), tls=context)
    keywheel = gateway(server, {"upstream.ca_file": trusted.file})

    response = keywheel.chat(CHAT)

    assert response.status == 502 and response.error["code"] == "upstream_tls"
    assert server.requests == []
    assert len(server.connections) == 1, "a certificate does not get better by trying again"


def test_case_04_good_certificate_of_ca_file_is_accepted(gateway, upstream, tmp_path):
    trusted = Authority(tmp_path)
    server = upstream(json_reply(), tls=trusted.context("127.0.0.1"))
    keywheel = gateway(server, {"upstream.ca_file": trusted.file})

    assert keywheel.chat(CHAT).json() == COMPLETION


@pytest.mark.whole_only
def test_case_04_plain_text_upstream_behind_https_is_502_upstream_tls(gateway, upstream):
    server = upstream(
        per_connection=lambda c: (c.send(b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n"), c.wait_gone(5))
    )
    keywheel = gateway(server.url.replace("http:", "https:"))

    response = keywheel.chat(CHAT)

    assert response.status == 502 and response.error["code"] == "upstream_tls"
    assert server.requests == []


@pytest.mark.parametrize("leave", [reset, close])
def test_case_05_reset_after_request_before_any_byte_is_retried_once_and_told(gateway, upstream, leave):
    server = upstream(leave, json_reply())
    keywheel = gateway(server)

    response = keywheel.chat(CHAT)

    assert response.status == 200 and response.json() == COMPLETION
    assert [request.body for request in server.requests] == [CHAT, CHAT]
    assert response.get("X-Keywheel-Attempts") == "2"


@pytest.mark.parametrize("leave", [reset, close])
def test_case_05_second_reset_is_a_retryable_502(gateway, upstream, leave):
    server = upstream(leave)
    keywheel = gateway(server)

    response = keywheel.chat(CHAT)

    assert response.status == 502 and response.error["code"] in UNANSWERED
    assert response.error["metadata"]["retryable"] is True
    assert len(server.requests) == 2


def test_case_05_unanswered_never_sends_a_request_once_only(gateway, upstream):
    server = upstream(reset, json_reply())
    keywheel = gateway(server, {"retry.unanswered": "never"})

    response = keywheel.chat(CHAT)

    assert response.status == 502 and response.error["code"] in UNANSWERED
    assert len(server.requests) == 1


@pytest.mark.parametrize("leave", [reset, close])
@pytest.mark.parametrize("unanswered", ["once", "never"])
def test_case_06_reset_on_reused_connection_is_repeated_on_a_fresh_one_unseen(
    gateway, upstream, connect, leave, unanswered
):
    server = upstream(json_reply(), leave, json_reply())
    client = connect(gateway(server, {"server.loops": 1, "retry.unanswered": unanswered}))
    assert client.ask("POST", "/v1/chat/completions", body=CHAT).status == 200

    response = client.ask("POST", "/v1/chat/completions", body=CHAT)

    assert response.status == 200 and response.json() == COMPLETION
    assert len(server.requests) == 3
    assert [connection.count for connection in server.connections] == [2, 1]


def pool_of_six(gateway, server, all_in, settings):
    """Six requests at once leave six connections in the pool."""
    keywheel = gateway(server, settings)
    threads = [threading.Thread(target=keywheel.chat, args=(CHAT,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    server.wait_for_requests(6)
    all_in.set()
    for thread in threads:
        thread.join()
    assert len(server.connections) == 6
    return keywheel


@pytest.mark.parametrize("leave", ["close", "reset"])
@pytest.mark.parametrize("loops", [1, 2])
def test_case_19_six_idle_connections_closed_by_upstream_cost_the_next_request_nothing(gateway, upstream, leave, loops):
    all_in = threading.Event()

    def held(connection):
        connection.wait(all_in)
        json_reply()(connection)

    server = upstream(*[held] * 6, json_reply())
    keywheel = pool_of_six(gateway, server, all_in, {"server.loops": loops})
    for connection in list(server.connections):
        connection.leave_while_idle(leave)

    response = keywheel.chat(CHAT)

    assert response.status == 200 and response.json() == COMPLETION
    assert len(server.requests) == 7 and server.connections[-1].count == 1


@pytest.mark.parametrize("leave", [close, reset])
def test_case_19_six_connections_that_each_die_when_used_again_cost_the_next_request_nothing(gateway, upstream, leave):
    all_in = threading.Event()

    def held_once(connection):
        if connection.count > 1:
            leave(connection)
        elif len(server.connections) <= 6:
            connection.wait(all_in)
            json_reply()(connection)
        else:
            json_reply()(connection)

    server = upstream(held_once)
    keywheel = pool_of_six(gateway, server, all_in, {"server.loops": 1, "retry.unanswered": "never"})

    response = keywheel.chat(CHAT)

    assert response.status == 200 and response.json() == COMPLETION


@pytest.mark.parametrize("leave", ["close", "reset"])
def test_case_20_upstream_that_closes_just_as_we_send_never_costs_a_client_an_error(gateway, upstream, connect, leave):
    """300 times: every answer promises keep-alive and the connection dies within the next millisecond."""
    moments = random.Random(20)
    answer = json_reply()

    def answer_and_leave(connection):
        if connection.count == 1:
            answer(connection)
            select.select([connection.socket], [], [], moments.choice([0, 0, 0.0002, 0.0005, 0.001]))
        getattr(connection, leave)()

    client = connect(gateway(upstream(answer_and_leave), {"server.loops": 1}))

    for _ in range(300):
        assert client.ask("POST", "/v1/chat/completions", body=CHAT).json() == COMPLETION


@pytest.mark.whole_only
@pytest.mark.parametrize("most", ["500ms", "0.5", "0.5s"])
def test_case_03_max_wait_of_the_client_bounds_the_repeats_on_a_refused_connection(gateway, most):
    slow = {"retry.max_attempts": 8, "retry.base_delay": "8s", "retry.max_delay": "8s"}
    keywheel = gateway(f"http://127.0.0.1:{free_port()}/api/v1", slow)
    began = time.monotonic()

    response = keywheel.chat(CHAT, {"X-Max-Wait": most})

    assert time.monotonic() - began < 1.5
    assert response.status == 502 and response.error["code"] == "upstream_unreachable"
    assert 1 <= int(response.get("X-Keywheel-Attempts")) <= 8


@pytest.mark.whole_only
@pytest.mark.parametrize("attempts", [1, 3])
def test_case_03_our_own_502_tells_the_attempts(gateway, attempts):
    keywheel = gateway(f"http://127.0.0.1:{free_port()}/api/v1", {"retry.max_attempts": attempts})

    response = keywheel.chat(CHAT)

    assert response.status == 502 and response.get("X-Keywheel-Attempts") == str(attempts)


@pytest.mark.parametrize("leave", [reset, close])
def test_case_05_our_own_502_tells_the_attempts(gateway, upstream, leave):
    response = gateway(upstream(leave)).chat(CHAT)

    assert response.status == 502 and response.get("X-Keywheel-Attempts") == "2"
