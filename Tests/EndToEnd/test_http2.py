"""Failure case 25: an HTTP/2 upstream that sends clients away before it has done anything."""

import threading

import pytest

from harness import http2, sse
from harness.answers import CHAT, COMPLETION, DONE, words
from harness.asking import ask_stream
from harness.certificates import Authority

pytestmark = pytest.mark.whole_only


@pytest.fixture
def http2_upstream(stack, tmp_path):
    def start(*script):
        authority = Authority(tmp_path)
        context = authority.context("127.0.0.1", protocols=["h2", "http/1.1"])
        server = stack.enter_context(http2.HTTP2Upstream(context, *script))
        server.settings = {"upstream.http2": "true", "upstream.ca_file": authority.file, "server.loops": 1}
        return server

    return start


def test_case_25_http2_is_spoken_where_it_is_allowed(gateway, http2_upstream):
    server = http2_upstream(http2.answer)
    keywheel = gateway(server.url, server.settings)

    assert [keywheel.chat(CHAT).json() for _ in range(3)] == [COMPLETION] * 3
    assert [connection.protocol for connection in server.connections] == ["h2"]
    request = server.requests[0]
    assert request["body"] == CHAT and request["headers"][":path"] == "/api/v1/chat/completions"
    assert request["headers"]["accept-encoding"] == "identity"


def test_case_25_http1_is_spoken_where_http2_is_not_allowed(gateway, upstream, tmp_path):
    from harness.answers import json_reply

    authority = Authority(tmp_path)
    server = upstream(json_reply(), tls=authority.context("127.0.0.1", protocols=["h2", "http/1.1"]))

    assert gateway(server, {"upstream.ca_file": authority.file}).chat(CHAT).json() == COMPLETION
    assert server.connections[0].socket.selected_alpn_protocol() in (None, "http/1.1")


@pytest.mark.parametrize("refusal", [http2.refuse_stream, http2.go_away])
@pytest.mark.parametrize("warm", [False, True], ids=["fresh", "reused"])
def test_case_25_refused_stream_and_goaway_are_repeated_safely(gateway, http2_upstream, refusal, warm):
    server = http2_upstream(*([http2.answer] if warm else []), refusal, http2.answer)
    keywheel = gateway(server.url, server.settings)
    if warm:
        assert keywheel.chat(CHAT).status == 200

    response = keywheel.chat(CHAT)

    assert response.status == 200 and response.json() == COMPLETION
    assert len(server.requests) == (3 if warm else 2)


def test_case_25_goaway_after_each_answer_costs_nobody_an_error(gateway, http2_upstream):
    server = http2_upstream(http2.go_away_after)
    keywheel = gateway(server.url, server.settings)

    assert [keywheel.chat(CHAT).json() for _ in range(20)] == [COMPLETION] * 20


def test_case_25_stream_reset_after_commit_is_an_error_event(gateway, http2_upstream):
    server = http2_upstream(http2.events(words("Hel"), reset=2))
    response = ask_stream(gateway(server.url, server.settings))

    if response.status == 502:  # the reset overtook the event
        return
    assert response.status == 200 and response.complete
    sse.assert_ends_with_chat_error(response.body)


def test_case_25_stream_over_http2_passes_unchanged(gateway, http2_upstream):
    parts = [words("Hel"), words("lo"), DONE]
    server = http2_upstream(http2.events(*parts))

    response = ask_stream(gateway(server.url, server.settings))

    assert bytes(response.body) == b"".join(parts)


def test_case_25_many_requests_share_a_connection(gateway, http2_upstream):
    server = http2_upstream(http2.answer)
    keywheel = gateway(server.url, server.settings)
    assert keywheel.chat(CHAT).status == 200
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(keywheel.chat(CHAT).status)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 10 and len(server.connections) <= 3
