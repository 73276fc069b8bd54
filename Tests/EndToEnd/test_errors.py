"""Our own answers: envelope, codes and fields, in the three dialects; keys that are ours to mend."""

import contextlib
import threading

import pytest

from harness.answers import CHAT, JSON, STREAM, dumps, json_reply, reply, stream
from harness.canary import ACCESS_KEY, CLIENT_KEY
from harness.client import RawClient

OPENAI_FIELDS = {"message", "type", "code", "param"}


def assert_openai(response, code):
    error = response.error
    assert OPENAI_FIELDS <= set(error) and error["code"] == code and isinstance(error["message"], str)
    assert isinstance(error["type"], str)


def assert_anthropic(response, kind):
    value = response.json()
    assert value["type"] == "error" and value["error"]["type"] == kind and value["error"]["message"]


def assert_responses(response, code):
    value = response.json()
    assert value["error"]["code"] == code and value["error"]["message"]


REFUSALS = {
    401: ("invalid_api_key", "authentication_error"),
    413: ("body_too_large", "request_too_large"),
    502: ("upstream_unreachable", "api_error"),
}


@pytest.mark.whole_only
@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize("prefix", ["/api/v1", "/v1", "/api/proxy", ""])
def test_each_dialect_gets_its_own_envelope(gateway, status, prefix):
    code, kind = REFUSALS[status]
    settings = {
        401: {"server.access_key": ACCESS_KEY},
        413: {"server.max_body": "10"},
        502: {"retry.max_attempts": 1},
    }[status]
    keywheel = gateway("http://127.0.0.1:1/api/v1", settings)

    answers = {
        dialect: keywheel.chat(CHAT, target=f"{prefix}/{dialect}")
        for dialect in ("chat/completions", "embeddings", "messages", "responses")
    }

    assert {answer.status for answer in answers.values()} == {status}
    assert all(answer.get("content-type").startswith("application/json") for answer in answers.values())
    assert_openai(answers["chat/completions"], code)
    assert_openai(answers["embeddings"], code)
    assert_anthropic(answers["messages"], kind)
    assert_responses(answers["responses"], code)


@pytest.mark.whole_only
def test_error_of_our_own_paths_is_openai_shaped(gateway, upstream):
    keywheel = gateway(upstream(json_reply()))

    assert_openai(keywheel.ask("GET", "/nowhere"), "not_found")
    assert_openai(keywheel.ask("GET", "/v1/keys"), "endpoint_disabled")
    assert_openai(keywheel.ask("PUT", "/health"), "method_not_allowed")


@pytest.mark.parametrize("body", [CHAT, STREAM], ids=["no_stream", "stream"])
@pytest.mark.parametrize("message", ["User not found.", "No auth credentials found"])
def test_401_for_a_key_of_ours_is_503_no_key_ready_for_the_client(gateway, upstream, body, message):
    server = upstream(json_reply({"error": {"message": message, "code": 401}}, status=401))
    response = gateway(server).chat(body)

    assert response.status == 503 and response.error["code"] == "no_key_ready"
    assert int(response.get("retry-after")) >= 1


def test_401_inside_200_json_is_503_no_key_ready_too(gateway, upstream):
    response = gateway(upstream(json_reply({"error": {"message": "User not found.", "code": 401}}))).chat(CHAT)

    assert response.status == 503 and response.error["code"] == "no_key_ready"


@pytest.mark.whole_only
def test_without_any_key_it_starts_says_so_and_answers_503_no_key_ready(gateway, upstream):
    server = upstream(json_reply())
    keywheel = gateway(server, keys=None)

    response = keywheel.chat(CHAT)

    assert response.status == 503 and response.error["code"] == "no_key_ready"
    assert int(response.get("retry-after")) >= 1
    assert server.requests == []
    keywheel.wait_for_error_line("key")


@pytest.mark.parametrize("status", [400, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503])
def test_error_of_the_upstream_passes_with_its_status_and_body(gateway, upstream, status):
    body = {"error": {"message": "Provider returned error", "code": status, "metadata": {"provider_name": "X"}}}
    server = upstream(json_reply(body, status=status, fields=[("X-Generation-Id", "gen-1")]))

    response = gateway(server).chat(CHAT)

    assert response.status == status
    assert "Provider returned error" in response.body.decode()


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=UTF-8"])
@pytest.mark.parametrize("status", [403, 502, 520, 522])
def test_page_of_the_upstreams_edge_is_not_taken_for_a_good_answer(gateway, upstream, kind, status):
    page = b"<html><title>Temporarily unavailable | openrouter.ai | Cloudflare</title></html>"
    from harness.answers import reply

    response = gateway(upstream(reply(status, [("Content-Type", kind)], page))).chat(CHAT)

    assert response.status >= 400


LEAK = "sk-or-v1-CANARY"


@pytest.mark.parametrize("form", ["error", "answer", "field"])
def test_leased_key_in_a_held_answer_is_masked_at_equal_length(gateway, upstream, form):
    """Upstreams echo keys in errors; the harness looks for the key in everything that comes out."""
    seen = {}

    def tell(connection):
        key = connection.request.get("authorization").removeprefix("Bearer ")
        value = (
            {"error": {"message": f"key {key} is bad", "code": 400}}
            if form == "error"
            else {"echo": key, "again": [key]}
        )
        seen["body"], seen["key"] = dumps(value), key
        fields = [("X-Echo", key)] if form == "field" else []
        json_reply(value, status=400 if form == "error" else 200, fields=fields)(connection)

    response = gateway(upstream(tell)).chat(CHAT)

    assert response.status == (400 if form == "error" else 200)
    assert len(response.body) == len(seen["body"]) and seen["key"].encode() not in response.body
    before, _, after = seen["body"].partition(seen["key"].encode())
    assert response.body.startswith(before) and (form != "error" or response.body.endswith(after))


def test_key_of_the_client_is_not_repeated_in_errors(gateway, upstream):
    keywheel = gateway(upstream(json_reply()), {"server.access_key": ACCESS_KEY})
    for headers in (
        {"Authorization": f"Bearer {CLIENT_KEY}"},
        {"x-api-key": CLIENT_KEY},
        {"Authorization": CLIENT_KEY},
    ):
        response = keywheel.chat(CHAT, headers)
        assert response.status == 401 and CLIENT_KEY.encode() not in response.raw
    keywheel.ask("GET", f"/v1/models?api_key={CLIENT_KEY}")
    keywheel.ask("GET", f"/nowhere?%61pi_key={CLIENT_KEY}")


@pytest.mark.whole_only
@pytest.mark.parametrize("field", ["model", "stream"])
def test_policy_field_told_twice_is_400_ambiguous_body(gateway, upstream, field):
    server = upstream(json_reply())
    value = '"a/b"' if field == "model" else "true"
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in field)

    for second in (field, escaped):
        response = gateway(server).chat(
            b'{"%s":%s,"x":{"%s":1},"%s":%s}' % tuple(part.encode() for part in (field, value, field, second, value))
        )
        assert (response.status, response.error["code"]) == (400, "ambiguous_body")
    assert server.requests == []


def tell_key_escaped(before, after, reply_with):
    """The leased key within a JSON text, its hyphens written as escapes."""

    def answer(connection):
        key = connection.request.get("authorization").removeprefix("Bearer ")
        text = before + "key " + key.replace("-", "\\u002d") + " is bad" + after
        reply_with(text.encode())(connection)

    return answer


FAILED = (
    'event: response.failed\ndata: {"type":"response.failed","sequence_number":3,"response":{"id":"r","status":"failed",'
    '"error":{"code":"server_error","message":"',
    '"}}}\n\n',
)
CHUNK = ('data: {"id":"g","choices":[],"error":{"code":502,"message":"', '"}}\n\n')
ERROR = ('{"error":{"code":502,"message":"', '"}}')
MESSAGES_ERROR = ('event: error\ndata: {"type":"error","error":{"type":"api_error","message":"', '"}}\n\n')
ESCAPED = {
    "responses_failed_event": ("/v1/responses", FAILED, lambda body: stream(body)),
    "responses_error_inside_200": ("/v1/responses", ERROR, lambda body: reply(200, JSON, body)),
    "responses_status": ("/v1/responses", ERROR, lambda body: reply(502, JSON, body)),
    "chat_error_event": ("/v1/chat/completions", CHUNK, lambda body: stream(body)),
    "chat_error_inside_200": ("/v1/chat/completions", ERROR, lambda body: reply(200, JSON, body)),
    "chat_status": ("/v1/chat/completions", ERROR, lambda body: reply(400, JSON, body)),
    "messages_error_event": ("/v1/messages", MESSAGES_ERROR, lambda body: stream(body)),
}


@pytest.mark.parametrize("moment", ["before_open", "opened"])
@pytest.mark.parametrize("kind", ESCAPED)
def test_leased_key_behind_json_escapes_in_an_error_is_not_shown(gateway, upstream, kind, moment):
    target, (before, after), answer = ESCAPED[kind]
    release, told = threading.Event(), tell_key_escaped(before, after, answer)
    server = upstream(lambda c: (c.wait(release), told(c)))
    opens = {"before_open": "20s", "opened": "100ms"}[moment]
    keywheel = gateway(server, {"relay.open_after": opens, "retry.max_attempts": 1})
    client = RawClient(keywheel.port)  # not the harness's watched one: what it shows is this test's own assertion
    with contextlib.closing(client):
        client.request("POST", target, body=STREAM)
        if moment == "opened":
            client.body_containing(b":")
        server.wait_for_requests(1)
        release.set()
        response = client.response()

    assert response.complete and b"is bad" in response.body, "the words around the key are the client's"
    assert b"CANARY" not in response.body
