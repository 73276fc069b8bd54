"""Failure cases 8, 9, 10 and 12: how streams end, well and badly, in each dialect."""

import threading

import pytest

from harness import sse
from harness.answers import (
    COMMENT,
    DONE,
    EVENT_STREAM,
    ROLE,
    STOP,
    STREAM,
    chunk,
    event,
    message_event,
    message_stream,
    reply,
    response_stream,
    stream,
    until_gone,
    words,
)
from harness.asking import ask_stream, open_stream

CHAT = ("/v1/chat/completions", [ROLE, words("Hel"), words("lo")], sse.assert_ends_with_chat_error)
TEXT = ("/v1/completions", [words("Hel"), words("lo")], sse.assert_ends_with_chat_error)
MESSAGES = ("/v1/messages", message_stream(end=False), sse.assert_ends_with_message_error)
RESPONSES = ("/v1/responses", response_stream(end=None), sse.assert_ends_with_response_error)
DIALECTS = pytest.mark.parametrize(
    "target, parts, assert_error",
    [CHAT, TEXT, MESSAGES, RESPONSES],
    ids=["chat", "completions", "messages", "responses"],
)


def assert_error_follows(response, parts, assert_error):
    """All that came, then one error event, then the last chunk and the end."""
    assert response.status == 200 and response.complete
    assert bytes(response.body).startswith(b"".join(parts))
    assert_error(response.body)


@DIALECTS
def test_case_08_reset_inside_a_stream_becomes_one_error_event(gateway, upstream, target, parts, assert_error):
    come, server = threading.Event(), None
    server = upstream(stream(*parts, lambda c: c.wait(come), cut="reset"))
    client = open_stream(gateway(server), target)
    client.body_containing(parts[-1])

    come.set()
    response = client.response()

    assert_error_follows(response, parts, assert_error)
    assert len(server.requests) == 1, "tried again after commit"
    assert client.closed_by_peer()


@pytest.mark.parametrize("leave", ["close", "reset"])
def test_case_08_cut_after_the_end_of_the_stream_is_no_error(gateway, upstream, leave):
    come, parts = threading.Event(), [words("Hello"), STOP, DONE]
    client = open_stream(gateway(upstream(stream(*parts, lambda c: c.wait(come), cut=leave))))
    client.body_containing(DONE)

    come.set()
    response = client.response()

    assert response.complete and bytes(response.body) == b"".join(parts)


@pytest.mark.parametrize("framing", ["chunked", "close"])
@DIALECTS
def test_case_09_stream_without_its_end_by_a_clean_fin_is_an_error(
    gateway, upstream, target, parts, assert_error, framing
):
    cut = "close" if framing == "chunked" else None
    response = ask_stream(gateway(upstream(stream(*parts, framing=framing, cut=cut))), target)

    assert_error_follows(response, parts, assert_error)


@DIALECTS
def test_case_09_stream_without_its_end_by_the_last_chunk_is_an_error(gateway, upstream, target, parts, assert_error):
    response = ask_stream(gateway(upstream(stream(*parts))), target)

    assert_error_follows(response, parts, assert_error)


GOOD_ENDS = {
    "chat_done": ("/v1/chat/completions", [ROLE, words("Hello"), STOP, DONE]),
    "chat_done_without_finish_reason": ("/v1/chat/completions", [words("Hello"), DONE]),
    "chat_finish_reason_without_done": ("/v1/chat/completions", [ROLE, words("Hello"), STOP]),
    "chat_finish_reason_and_usage": (
        "/api/v1/chat/completions",
        [words("Hello"), STOP, chunk(usage={"total_tokens": 4})],
    ),
    "chat_length": ("/chat/completions", [words("Hello"), chunk({}, finish="length"), DONE]),
    "chat_tool_calls": (
        "/v1/chat/completions",
        [chunk({"tool_calls": [{"index": 0}]}), chunk({}, finish="tool_calls")],
    ),
    "completions_done": ("/v1/completions", [words("Hello"), STOP, DONE]),
    "messages_stop": ("/v1/messages", message_stream()),
    "responses_completed": ("/v1/responses", response_stream()),
    "responses_incomplete": ("/v1/responses", response_stream(end="response.incomplete")),
    "responses_failed": ("/v1/responses", response_stream(end="response.failed")),
    "responses_done_marker": ("/v1/responses", [*response_stream(), DONE]),
    "elsewhere_framing_alone_decides": ("/v1/audio/speech", [b"data: {}\n\n", b"data: x\n\n"]),
}


@pytest.mark.parametrize("framing", ["chunked", "close"])
@pytest.mark.parametrize("kind", GOOD_ENDS)
def test_case_09_stream_with_its_end_passes_unchanged(gateway, upstream, kind, framing):
    target, parts = GOOD_ENDS[kind]

    response = ask_stream(gateway(upstream(stream(*parts, framing=framing))), target)

    assert response.status == 200 and response.complete
    assert bytes(response.body) == b"".join(parts)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_case_09_every_line_end_of_event_streams_is_understood(gateway, upstream, line_end):
    good = [part.replace(b"\n", line_end) for part in [COMMENT, ROLE, words("Hello"), STOP, DONE]]

    response = ask_stream(gateway(upstream(stream(*good))))

    assert bytes(response.body).endswith(b"".join(good[1:])) and sse.chat_errors(response.body) == []


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_case_09_cut_stream_of_every_line_end_gets_its_error_event(gateway, upstream, line_end):
    parts = [part.replace(b"\n", line_end) for part in [ROLE, words("Hello")]]

    come = threading.Event()
    client = open_stream(gateway(upstream(stream(*parts, lambda c: c.wait(come), cut="reset"))))
    client.body_containing(parts[-1])

    come.set()
    response = client.response()

    assert_error_follows(response, parts, sse.assert_ends_with_chat_error)


@pytest.mark.parametrize("leave", ["close", "reset"])
@pytest.mark.parametrize(
    "tail",
    [
        b'data: {"choices":[{"index":0,"del',
        words("Zürich").partition("ü".encode())[0] + "ü".encode()[:1],
        words("lo")[:-1],
        words("lo")[:-2],
        b"data",
        b"event: x\ndata: {}\n",
    ],
    ids=["half_json", "half_character", "one_line_end", "no_line_end", "field_name", "two_lines"],
)
def test_case_10_half_an_event_at_the_cut_is_dropped(gateway, upstream, tail, leave):
    come = threading.Event()
    parts = [ROLE, words("Hel")]
    server = upstream(stream(*parts, tail, lambda c: c.wait(come), cut=leave))
    client = open_stream(gateway(server))
    client.body_containing(parts[-1])

    come.set()
    response = client.response()

    assert_error_follows(response, parts, sse.assert_ends_with_chat_error)
    assert len(sse.events(response.body)) == len(parts) + 1, "something of the unfinished event is left"


def test_case_10_half_an_event_at_a_clean_end_is_dropped_too(gateway, upstream):
    parts = [ROLE, words("Hel")]
    response = ask_stream(gateway(upstream(stream(*parts, b'data: {"choi'))))

    assert_error_follows(response, parts, sse.assert_ends_with_chat_error)


@DIALECTS
def test_case_12_stall_between_events_becomes_an_error_event_and_cancels_upstream(
    gateway, upstream, target, parts, assert_error
):
    server = upstream(stream(*parts, until_gone))
    keywheel = gateway(server, {"upstream.silence_timeout": "400ms"})

    response = ask_stream(keywheel, target)

    assert response.status == 200 and response.complete and bytes(response.body).startswith(b"".join(parts))
    assert_error(response.body, codes=(502, 504)) if assert_error is sse.assert_ends_with_chat_error else assert_error(
        response.body
    )
    assert server.connections[0].gone.wait(1)


def test_case_12_comments_count_as_life(gateway, upstream):
    def dribble(connection):
        for _ in range(8):
            connection.data(COMMENT)
            connection.gone.wait(0.15)

    server = upstream(stream(ROLE, words("Hel"), dribble, words("lo"), STOP, DONE))
    keywheel = gateway(server, {"upstream.silence_timeout": "600ms"})

    response = ask_stream(keywheel)

    assert sse.chat_errors(response.body) == [] and response.body.endswith(DONE)
    assert response.body.count(COMMENT) == 8


def test_case_12_ping_of_messages_passes(gateway, upstream):
    start, *rest = message_stream()
    parts = [start, message_event("ping"), *rest]

    response = ask_stream(gateway(upstream(stream(*parts))), "/v1/messages")

    assert bytes(response.body) == b"".join(parts)


def test_stream_headers_reach_the_client(gateway, upstream):
    server = upstream(
        stream(words("x"), DONE, fields=[("Content-Type", "text/event-stream"), ("X-Generation-Id", "gen-1")])
    )
    response = ask_stream(gateway(server))

    assert response.get("content-type") == "text/event-stream"
    assert response.get("x-accel-buffering") == "no"
    assert response.get("cache-control") == "no-cache"
    assert response.get("x-generation-id") == "gen-1"


def test_stream_keeps_the_cache_control_of_the_upstream(gateway, upstream):
    fields = [("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-store")]
    response = ask_stream(gateway(upstream(stream(words("x"), DONE, fields=fields))))

    assert response.get("cache-control") == "no-store"
    assert response.get("content-type") == "text/event-stream; charset=utf-8"
    assert response.get("x-accel-buffering") == "no"


def test_stream_connection_is_used_again_after_a_good_end(gateway, upstream, connect):
    server = upstream(stream(words("x"), STOP, DONE, fields=EVENT_STREAM))
    client = connect(gateway(server, {"server.loops": 1}))

    for _ in range(3):
        assert client.ask("POST", "/v1/chat/completions", body=STREAM).body.endswith(DONE)
    assert len(server.connections) == 1


def block_text(text):
    return event({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})


def output_text(text):
    return event({"type": "response.output_text.delta", "sequence_number": 2, "item_id": "m", "delta": text})


def completion_text(text):
    return event({"choices": [{"index": 0, "text": text, "finish_reason": None}]})


# Each dialect's own words for an end, as tokens of the model.
NAMED_LIKE_AN_END = [
    ("/v1/chat/completions", [ROLE, words("an "), words("error")], sse.assert_ends_with_chat_error),
    ("/v1/chat/completions", [ROLE, words("a "), words("finish_reason")], sse.assert_ends_with_chat_error),
    ("/v1/chat/completions", [ROLE, words("error")], sse.assert_ends_with_chat_error),
    ("/v1/chat/completions", [ROLE, words("error"), words("s")], sse.assert_ends_with_chat_error),
    ("/v1/completions", [completion_text("an "), completion_text("error")], sse.assert_ends_with_chat_error),
    ("/v1/messages", [block_text("a "), block_text("message_stop")], sse.assert_ends_with_message_error),
    ("/v1/messages", [block_text("an "), block_text("error")], sse.assert_ends_with_message_error),
    ("/v1/responses", [output_text("a "), output_text("response.completed")], None),
    ("/v1/responses", [output_text("an "), output_text("error")], None),
]


@pytest.mark.parametrize("leave", ["close", "reset"])
@pytest.mark.parametrize(
    "target, parts, assert_error",
    NAMED_LIKE_AN_END,
    ids=[
        "chat_error",
        "chat_finish_reason",
        "chat_first_error",
        "chat_error_in_the_middle",
        "completions_error",
        "messages_message_stop",
        "messages_error",
        "responses_completed",
        "responses_error",
    ],
)
def test_case_08_token_that_reads_like_an_end_ends_no_stream(gateway, upstream, target, parts, assert_error, leave):
    """Cut behind a delta whose whole content is `error` (case 8), or left there by a clean FIN (case 9)."""
    come = threading.Event()
    client = open_stream(gateway(upstream(stream(*parts, lambda c: c.wait(come), cut=leave))), target)
    client.body_containing(parts[-1])

    come.set()
    response = client.response()

    if assert_error:
        assert_error_follows(response, parts, assert_error)
    else:
        # assert_ends_with_response_error, without the name of the completed event among the tokens
        assert response.complete and bytes(response.body).startswith(b"".join(parts))
        assert sse.events(response.body)[-1].name in ("response.failed", "error", "response.error")


@pytest.mark.parametrize("token", ["error", "finish_reason"])
def test_case_09_token_that_reads_like_an_end_at_the_last_chunk_is_an_error(gateway, upstream, token):
    parts = [ROLE, words("the "), words(token)]

    response = ask_stream(gateway(upstream(stream(*parts))))

    assert_error_follows(response, parts, sse.assert_ends_with_chat_error)


@pytest.mark.parametrize("token", ["error", "finish_reason", "[DONE]"])
def test_case_09_token_that_reads_like_an_end_changes_nothing_in_a_good_stream(gateway, upstream, token):
    parts = [ROLE, words(token), words(" and more"), STOP, DONE]

    response = ask_stream(gateway(upstream(stream(*parts))))

    assert response.complete and bytes(response.body) == b"".join(parts)


ELSEWHERE = "/v1/images/generations"
PICTURES = [
    event({"type": "image_generation.partial_image", "b64_json": "aGVs"}),
    event({"type": "image_generation.partial_image", "b64_json": "bG8="}),
]


@pytest.mark.parametrize(
    "framing, leave", [("chunked", "reset"), ("chunked", "close"), ("close", "reset"), (9999, "close")]
)
def test_case_08_cut_of_a_stream_of_no_dialect_is_no_clean_end(gateway, upstream, framing, leave):
    """What ends it is not known, so framing decides: a cut must be seen as one."""
    come = threading.Event()
    server = upstream(stream(*PICTURES, lambda c: c.wait(come), framing=framing, cut=leave))
    client = open_stream(gateway(server), ELSEWHERE)
    client.body_containing(PICTURES[-1])

    come.set()
    response = client.response()

    assert response.status == 200 and bytes(response.body).startswith(b"".join(PICTURES))
    assert not response.complete or "error" in sse.events(response.body)[-1].json(), "a cut that looks like the end"
    assert client.at_end or client.closed_by_peer()


@pytest.mark.parametrize("framing", ["chunked", "close", sum(map(len, PICTURES))])
def test_case_08_good_end_of_a_stream_of_no_dialect_passes(gateway, upstream, framing):
    response = ask_stream(gateway(upstream(stream(*PICTURES, framing=framing))), ELSEWHERE)

    assert response.complete and bytes(response.body) == b"".join(PICTURES)


@pytest.mark.parametrize("value", ["yes", "no"])
def test_stream_never_leaves_with_the_upstreams_word_about_buffering(gateway, upstream, value):
    fields = [*EVENT_STREAM, ("X-Accel-Buffering", value)]

    response = ask_stream(gateway(upstream(stream(words("x"), STOP, DONE, fields=fields))))

    assert response.all("x-accel-buffering") == ["no"]


@pytest.mark.parametrize("framing", ["chunked", None])
def test_case_54_head_of_a_path_that_streams_is_200_without_a_body(gateway, upstream, connect, framing):
    server = upstream(reply(200, EVENT_STREAM, framing=framing), stream(words("x"), STOP, DONE))
    client = connect(gateway(server))

    head = client.ask("HEAD", "/v1/chat/completions")
    after = client.ask("POST", "/v1/chat/completions", body=STREAM)

    assert head.status == 200 and head.get("content-type") == "text/event-stream"
    assert server.requests[0].method == "HEAD" and after.body.endswith(DONE)
