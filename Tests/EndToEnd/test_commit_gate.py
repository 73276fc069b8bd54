"""Failure case 14: what is held back, and what commits an answer."""

import threading

import pytest

from harness.answers import (
    BARE_ERROR,
    CHAT,
    COMMENT,
    COMPLETION,
    DONE,
    JSON,
    MESSAGE_ERROR,
    RESPONSE_ERROR,
    ROLE,
    STOP,
    UNIFIED_ERROR,
    chunk,
    dumps,
    event,
    json_reply,
    message_event,
    message_stream,
    reply,
    response_stream,
    stream,
    wait_for,
    words,
)
from harness.asking import ask_stream, open_stream


@pytest.mark.parametrize("status", [400, 402, 403, 404, 429, 500, 502, 503])
@pytest.mark.parametrize("form", ["unified", "bare"])
def test_case_14_error_in_the_first_event_becomes_the_real_status(gateway, upstream, status, form):
    error = {"error": {"code": status, "message": "told in the stream"}}
    first = chunk({"content": ""}, finish="error", **error) if form == "unified" else event(error)

    response = ask_stream(gateway(upstream(stream(COMMENT, first, DONE))))

    assert response.status == status and response.get("content-type").startswith("application/json")
    assert "told in the stream" in response.error["message"]
    assert b"data:" not in response.body


def test_case_14_error_of_our_key_in_the_first_event_is_never_a_401(gateway, upstream):
    first = event({"error": {"code": 401, "message": "User not found."}})
    response = ask_stream(gateway(upstream(stream(first))))

    assert response.status == 503 and response.error["code"] == "no_key_ready"


def test_case_14_error_with_a_word_for_a_code_is_a_server_error(gateway, upstream):
    first = event({"error": {"code": "server_error", "message": "told in the stream"}})
    response = ask_stream(gateway(upstream(stream(first))))

    assert response.status >= 500


HELD = {
    "comment": ("/v1/chat/completions", [COMMENT, COMMENT], BARE_ERROR),
    "role_only": ("/v1/chat/completions", [ROLE], UNIFIED_ERROR),
    "role_and_empty_content": ("/v1/chat/completions", [chunk({"role": "assistant"}), ROLE], UNIFIED_ERROR),
    "empty_choices": (
        "/v1/chat/completions",
        [event({"choices": [], "debug": {"echo_upstream_body": {}}})],
        BARE_ERROR,
    ),
    "message_start": ("/v1/messages", message_stream()[:1], MESSAGE_ERROR),
    "ping": ("/v1/messages", [*message_stream()[:1], message_event("ping")], MESSAGE_ERROR),
    "response_created": ("/v1/responses", response_stream()[:1], RESPONSE_ERROR),
    "response_in_progress": ("/v1/responses", response_stream()[:2], RESPONSE_ERROR),
}
CONTENT = {
    "/v1/chat/completions": [words("Hello"), STOP, DONE],
    "/v1/messages": message_stream()[1:],
    "/v1/responses": response_stream()[2:],
}


@pytest.mark.parametrize("kind", HELD)
def test_case_14_what_begins_no_content_is_held_so_that_an_error_keeps_its_status(gateway, upstream, kind):
    target, held, error = HELD[kind]

    response = ask_stream(gateway(upstream(stream(*held, error))), target)

    assert response.status == 429
    assert response.complete and "Rate limit exceeded upstream" in response.error["message"]


@pytest.mark.parametrize("kind", HELD)
def test_case_14_what_was_held_comes_first_once_content_begins(gateway, upstream, kind):
    target, held, _ = HELD[kind]
    parts = [*held, *CONTENT[target]]

    response = ask_stream(gateway(upstream(stream(*parts))), target)

    kept = b"".join(part for part in parts if part != COMMENT)
    assert response.status == 200
    assert response.body.replace(COMMENT, b"") == kept


BEGINS = {
    "content": ("/v1/chat/completions", words("Hel")),
    "reasoning": ("/v1/chat/completions", chunk({"reasoning": "Hmm"})),
    "reasoning_details": (
        "/v1/chat/completions",
        chunk({"reasoning_details": [{"type": "reasoning.text", "text": "Hmm"}]}),
    ),
    "tool_call": ("/v1/chat/completions", chunk({"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f"}}]})),
    "refusal": ("/v1/chat/completions", chunk({"refusal": "No."})),
    "finish_reason": ("/v1/chat/completions", chunk({}, finish="length")),
    "completions_text": ("/v1/completions", event({"choices": [{"index": 0, "text": "Hel", "finish_reason": None}]})),
    "content_block_delta": ("/v1/messages", message_stream()[2]),
    "output_text_delta": ("/v1/responses", response_stream()[2]),
}


@pytest.mark.parametrize("kind", BEGINS)
def test_case_14_content_commits_and_reaches_the_client_at_once(gateway, upstream, kind):
    """The upstream stalls after it, so only a commit can bring it to the client."""
    target, first = BEGINS[kind]
    release = threading.Event()
    client = open_stream(gateway(upstream(stream(first, wait_for(release)))), target)

    client.body_containing(first, timeout=4)

    release.set()
    assert client.response().status == 200


def test_case_14_error_after_commit_passes_unchanged_and_alone(gateway, upstream):
    parts = [words("Hel"), UNIFIED_ERROR]
    response = ask_stream(gateway(upstream(stream(*parts))))

    assert response.status == 200 and response.complete
    assert bytes(response.body) == b"".join(parts)


def test_case_14_benign_error_on_the_usage_event_passes_unchanged(gateway, upstream):
    parts = [
        words("Hel"),
        chunk({}, finish="length"),
        chunk(error={"code": 400, "message": "Token limit reached"}),
        DONE,
    ]
    response = ask_stream(gateway(upstream(stream(*parts))))

    assert response.status == 200 and bytes(response.body) == b"".join(parts)


@pytest.mark.parametrize("status", [400, 402, 403, 404, 429, 502, 503])
def test_case_14_error_inside_200_json_becomes_the_real_status(gateway, upstream, status):
    value = {"id": "gen-1", "error": {"message": "Upstream error from Nvidia", "code": status}}
    response = gateway(upstream(json_reply(value))).chat(CHAT)

    assert response.status == status
    assert "Upstream error from Nvidia" in response.error["message"]


def test_case_14_padding_before_an_error_inside_200_json_is_held_too(gateway, upstream):
    body = b"   \n" * 100 + dumps({"error": {"message": "late", "code": 402}})
    response = gateway(upstream(reply(200, JSON, body))).chat(CHAT)

    assert response.status == 402 and "late" in response.error["message"]


@pytest.mark.parametrize(
    "value",
    [
        {
            **COMPLETION,
            "choices": [{**COMPLETION["choices"][0], "finish_reason": "error", "error": {"code": 502, "message": "x"}}],
        },
        {**COMPLETION, "error": None},
        {
            **COMPLETION,
            "choices": [{"index": 0, "message": {"content": '{"error":{"code":500}}'}, "finish_reason": "stop"}],
        },
    ],
    ids=["error_of_a_choice", "error_null", "error_in_a_string"],
)
def test_case_14_json_without_a_top_level_error_stays_200(gateway, upstream, value):
    response = gateway(upstream(json_reply(value))).chat(CHAT)

    assert response.status == 200 and response.body == dumps(value)


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("status", [402, 429, 502])
@pytest.mark.parametrize("place", ["first", "second", "behind_nesting"])
def test_case_14_error_near_the_start_of_json_beyond_what_is_held_keeps_its_status(
    gateway, upstream, place, status, framing
):
    """Case 35 too: more than a mebibyte is not held, but its beginning is looked at."""
    error = {"error": {"message": "Upstream error from Nvidia", "code": status}}
    before = {"first": {}, "second": {"id": "gen-1"}, "behind_nesting": {"x": [{"error": 1}, 'q"}', {}], "n": -1.5e3}}
    body = dumps({**before[place], **error, "padding": "x" * (2 << 20)})

    response = gateway(upstream(reply(200, JSON, body, framing=len(body) if framing == "length" else framing))).chat(
        CHAT
    )

    assert response.status == status and response.complete
    assert b"Upstream error from Nvidia" in response.body


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_case_14_error_near_the_start_of_json_beyond_what_is_held_is_told_as_whole_json(gateway, upstream, framing):
    body = dumps({"error": {"message": "Upstream error from Nvidia", "code": 402}, "padding": "x" * (2 << 20)})

    response = gateway(upstream(reply(200, JSON, body, framing=len(body) if framing == "length" else framing))).chat(
        CHAT
    )

    assert response.status == 402 and response.error["message"] == "Upstream error from Nvidia"


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize(
    "before",
    [{"error": None}, {"choices": [{"error": {"code": 500, "message": "x"}}]}, {"text": '"error":{"code":500}'}],
    ids=["error_null", "error_of_a_choice", "error_in_a_string"],
)
def test_case_14_json_beyond_what_is_held_without_a_top_level_error_stays_200(gateway, upstream, before, framing):
    body = dumps({**before, "padding": "x" * (2 << 20)})

    response = gateway(upstream(reply(200, JSON, body, framing=len(body) if framing == "length" else framing))).chat(
        CHAT
    )

    assert response.status == 200 and response.body == body
