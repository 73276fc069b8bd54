"""Failure cases 13 and 14, complaint 8: comments, and the stream that is opened because it took long."""

import threading

import pytest

from harness import sse
from harness.answers import (
    BARE_ERROR,
    CHAT,
    COMMENT,
    COMPLETION,
    DONE,
    MESSAGE_ERROR,
    RESPONSE_ERROR,
    STOP,
    STREAM,
    json_reply,
    message_stream,
    response_stream,
    stream,
    until_gone,
    wait_for,
    words,
)
from harness.asking import ask_stream, open_stream


def test_case_13_comments_are_swallowed_while_the_stream_is_held(gateway, upstream):
    release = threading.Event()
    server = upstream(stream(*[COMMENT] * 20, wait_for(release), words("Hello"), DONE))
    client = open_stream(gateway(server, {"relay.open_after": "20s"}))
    server.wait_for_requests(1)

    assert client.silent_for(0.3)
    release.set()
    response = client.response()

    assert response.status == 200 and response.body.endswith(words("Hello") + DONE)


def test_case_13_comments_pass_at_once_after_opening(gateway, upstream):
    opened = threading.Event()
    server = upstream(stream(b": first\n\n", wait_for(opened), b": second\n\n", until_gone))
    client = open_stream(gateway(server, {"relay.open_after": "200ms"}))
    client.head()

    opened.set()

    client.body_containing(b": second\n\n", timeout=3)


def test_case_13_comments_pass_at_once_after_commit(gateway, upstream):
    release = threading.Event()
    server = upstream(stream(words("Hel"), COMMENT, wait_for(release), words("lo"), DONE))
    client = open_stream(gateway(server, {"relay.open_after": "20s"}))

    client.body_containing(words("Hel") + COMMENT, timeout=4)

    release.set()
    assert bytes(client.response().body) == words("Hel") + COMMENT + words("lo") + DONE


@pytest.mark.parametrize("opened", [True, False])
def test_case_13_comments_for_ever_end_at_the_total_timeout(gateway, upstream, opened):
    def comment(connection):
        while connection.data(COMMENT) and not connection.gone.wait(0.05):
            pass

    timeouts = {"upstream.silence_timeout": "500ms", "upstream.total_timeout": "1500ms"}
    keywheel = gateway(upstream(stream(comment)), {**timeouts, "relay.open_after": "200ms" if opened else "20s"})

    response = ask_stream(keywheel)

    if opened:
        assert response.status == 200 and response.complete
        sse.assert_ends_with_chat_error(response.body, codes=(502, 504))
    else:
        assert response.status == 504 and response.error["code"] == "upstream_timeout"


OPENED = [
    ("/v1/chat/completions", [words("Hello"), STOP, DONE], sse.assert_ends_with_chat_error, BARE_ERROR),
    ("/v1/messages", message_stream(), sse.assert_ends_with_message_error, MESSAGE_ERROR),
    ("/v1/responses", response_stream(), sse.assert_ends_with_response_error, RESPONSE_ERROR),
]
EACH_OPENED = pytest.mark.parametrize(
    "target, parts, assert_error, error", OPENED, ids=["chat", "messages", "responses"]
)


@EACH_OPENED
def test_case_14_opened_stream_is_200_with_a_comment_and_then_the_answer(
    gateway, upstream, target, parts, assert_error, error
):
    release = threading.Event()
    server = upstream(
        lambda c: (c.wait(release), stream(*parts, fields=[("Content-Type", "text/event-stream"), ("X-Up", "1")])(c))
    )
    client = open_stream(gateway(server, {"relay.open_after": "200ms"}), target)

    head = client.read_until(lambda r: r.body)
    assert head.status == 200 and head.get("content-type").startswith("text/event-stream")
    assert head.get("x-accel-buffering") == "no" and head.get("cache-control") == "no-cache"
    assert head.get("x-request-id") and sse.comments(head.body) and sse.events(head.body) == []
    release.set()
    response = client.response()

    assert response.complete and bytes(response.body).endswith(b"".join(parts))
    assert response.get("x-up") is None, "upstream's fields cannot come after the head has gone"


@EACH_OPENED
@pytest.mark.parametrize("failure", ["status", "json_error", "event", "reset"])
def test_case_14_failure_after_opening_is_one_error_event(
    gateway, upstream, target, parts, assert_error, error, failure
):
    release = threading.Event()
    answer = {
        "status": json_reply({"error": {"code": 402, "message": "Insufficient credits"}}, status=402),
        "json_error": json_reply({"error": {"code": 402, "message": "Insufficient credits"}}),
        "event": stream(error),
        "reset": lambda c: c.reset(),
    }[failure]
    server = upstream(lambda c: (c.wait(release), answer(c)))
    client = open_stream(gateway(server, {"relay.open_after": "200ms", "retry.max_attempts": 1}), target)
    client.read_until(lambda r: r.body)

    release.set()
    response = client.response()

    assert response.status == 200 and response.complete
    assert len(sse.events(response.body)) == 1, sse.events(response.body)
    if assert_error is sse.assert_ends_with_chat_error:
        assert sse.events(response.body)[0].json()["error"]["message"] and b"[DONE]" not in response.body
    else:
        assert_error(response.body)


def test_case_14_open_after_zero_never_opens(gateway, upstream):
    release = threading.Event()
    server = upstream(lambda c: (c.wait(release), json_reply({"error": {"code": 402, "message": "m"}}, status=402)(c)))
    client = open_stream(gateway(server, {"relay.open_after": "0"}))

    assert client.silent_for(0.5)
    release.set()
    assert client.response().status == 402


def test_case_14_answer_that_is_no_stream_is_never_opened(gateway, upstream):
    release = threading.Event()
    server = upstream(lambda c: (c.wait(release), json_reply()(c)))
    client = gateway(server, {"relay.open_after": "50ms"}).connect()
    client.request("POST", "/v1/chat/completions", body=CHAT)

    assert client.silent_for(0.4)
    release.set()
    response = client.response()

    assert response.get("content-type") == "application/json" and response.json() == COMPLETION


@pytest.mark.slow
@pytest.mark.whole_only
def test_complaint_08_opened_stream_is_kept_alive_by_a_comment_every_ten_seconds(gateway, upstream, connect):
    client = connect(gateway(upstream(until_gone), {"relay.open_after": "100ms"}))
    client.request("POST", "/v1/chat/completions", body=STREAM)

    client.read_until(lambda r: len(sse.comments(r.body)) >= 2, timeout=14)


def test_complaint_08_silent_first_token_shows_life_after_open_after(gateway, upstream, connect):
    client = connect(gateway(upstream(until_gone), {"relay.open_after": "200ms"}))
    client.request("POST", "/v1/chat/completions", body=STREAM)

    assert sse.comments(client.read_until(lambda r: r.body, timeout=3).body)
