"""The contract's header rules, up and down, and failure case 58."""

import re

import pytest

from harness.answers import CHAT, COMPLETION, DONE, JSON, STREAM, dumps, echo, json_reply, reply, stream, words
from harness.canary import CLIENT_KEY, UPSTREAM_KEY

TARGET = "/v1/chat/completions"

NEVER_UP = {
    "Authorization": f"Bearer {CLIENT_KEY}",
    "Cookie": "session=1",
    "x-api-key": CLIENT_KEY,
    "api-key": CLIENT_KEY,
    "Origin": "http://localhost:3000",
    "X-Max-Wait": "5",
    "X-Keywheel-Anything": "1",
    "x-keywheel-priority": "1",
    "Connection": "keep-alive, X-Named",
    "X-Named": "1",
    "Keep-Alive": "timeout=5",
    "Proxy-Authorization": "Basic eA==",
    "Proxy-Connection": "keep-alive",
    "TE": "trailers",
    "Trailer": "X-Sum",
    "Upgrade": "h2c",
    "HTTP2-Settings": "AAMAAABk",
}
# These make the request one that came through a proxy, which needs a key first.
FORWARDING = {
    "Forwarded": "for=1.2.3.4",
    "X-Forwarded-For": "1.2.3.4",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "gw.example",
    "X-Forwarded-Port": "443",
    "X-Real-IP": "1.2.3.4",
    "Via": "1.1 edge",
}
GO_UP = {
    "User-Agent": "openai-python/2.0",
    "HTTP-Referer": "https://app.example",
    "X-Title": "App",
    "X-OpenRouter-Title": "App",
    "X-OpenRouter-Categories": "cli-agent",
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "a,b",
    "x-session-id": "conversation-1",
    "X-Stainless-Lang": "python",
    "OpenAI-Beta": "assistants=v2",
    "Idempotency-Key": "abc",
    "Content-Type": "application/json; charset=utf-8",
    "Accept": "application/json",
    "Accept-Language": "de",
    "X-Unknown": "kept  with  spaces",
}


def go_up(gateway, server, headers, **options):
    assert gateway(server, **options).chat(CHAT, headers).status == 200
    return server.requests[0]


def test_up_end_to_end_fields_pass_unchanged(gateway, upstream):
    request = go_up(gateway, upstream(json_reply()), GO_UP)

    assert {name: request.get(name) for name in GO_UP} == GO_UP


def test_up_fields_sent_twice_arrive_twice_in_order(gateway, upstream):
    request = go_up(gateway, upstream(json_reply()), [("X-Twice", "one"), ("X-Other", "x"), ("X-Twice", "two")])

    assert request.all("x-twice") == ["one", "two"]


def test_up_what_belongs_to_us_or_to_the_hop_never_passes(gateway, upstream):
    request = go_up(gateway, upstream(json_reply()), NEVER_UP)

    assert request.get("authorization") == f"Bearer {UPSTREAM_KEY}"
    ours = {"authorization", "connection"}
    assert [name for name in NEVER_UP if name.lower() not in ours and request.all(name)] == []
    assert "named" not in (request.get("connection") or "").lower()


def test_up_what_a_proxy_wrote_never_passes(gateway, upstream):
    settings = {"server.access_key": CLIENT_KEY}
    request = go_up(gateway, upstream(json_reply()), FORWARDING, settings=settings)

    assert [name for name in FORWARDING if request.all(name)] == []


def test_up_nothing_is_added_by_the_http_library(gateway, upstream):
    request = go_up(gateway, upstream(json_reply()), {}, keys=UPSTREAM_KEY)

    allowed = {"host", "authorization", "accept-encoding", "content-length", "content-type", "connection"}
    assert {name for name, _ in request.fields} <= allowed | {"http-referer", "x-title", "x-openrouter-title"}, (
        request.fields
    )
    assert request.get("accept-encoding") == "identity" and request.get("content-length") == str(len(CHAT))
    assert request.get("host") == f"127.0.0.1:{request_port(request)}"


def request_port(request):
    return request.get("host").rpartition(":")[2]


def test_up_get_carries_no_body_framing(gateway, upstream):
    server = upstream(json_reply())
    gateway(server).ask("GET", "/v1/models", {"Accept-Encoding": "gzip"})

    request = server.requests[0]
    assert request.get("content-type") is None and request.get("content-length") in (None, "0")
    assert request.get("accept-encoding") == "identity"


def test_up_expect_is_answered_here(gateway, upstream):
    assert go_up(gateway, upstream(json_reply()), {"Expect": "100-continue"}).get("expect") is None


def test_up_referer_and_title_are_filled_in_only_where_absent(gateway, upstream):
    server = upstream(json_reply())
    settings = {"openrouter.http_referer": "https://ours.example", "openrouter.title": "Ours"}
    keywheel = gateway(server, settings)

    keywheel.chat(CHAT)
    keywheel.chat(CHAT, {"HTTP-Referer": "https://theirs.example", "X-Title": "Theirs"})

    first, second = server.requests
    assert first.get("http-referer") == "https://ours.example"
    assert "Ours" in [first.get("x-title"), first.get("x-openrouter-title")]
    assert second.get("http-referer") == "https://theirs.example" and second.get("x-title") == "Theirs"
    assert second.get("x-openrouter-title") is None


NEVER_DOWN = {
    "Set-Cookie": "__cf_bm=1",
    "Alt-Svc": 'h3=":443"',
    "Strict-Transport-Security": "max-age=1",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "X-Generation-Id",
    "Access-Control-Allow-Credentials": "true",
    "Server": "cloudflare",
}
GO_DOWN = {
    "X-Generation-Id": "gen-1-abc",
    "X-Provider-Name": "OpenAI",
    "cf-ray": "8f-FRA",
    "X-RateLimit-Remaining": "3",
    "Retry-After": "7",
    "ETag": '"x"',
    "Last-Modified": "Fri, 20 Nov 2026 11:00:00 GMT",
    "Content-Language": "de",
    "X-OpenRouter-Cache-Status": "HIT",
    "X-Unknown": "kept  with  spaces",
    "Referrer-Policy": "no-referrer, strict-origin-when-cross-origin",
}


def test_down_end_to_end_fields_pass_unchanged(gateway, upstream):
    response = gateway(upstream(json_reply(fields=list(GO_DOWN.items())))).chat(CHAT)

    assert {name: response.get(name) for name in GO_DOWN} == GO_DOWN


def test_down_fields_of_the_upstreams_own_edge_never_pass(gateway, upstream):
    dates = [("Date", "Thu, 01 Jan 1970 00:00:00 GMT"), ("X-Twice", "one"), ("X-Twice", "two")]
    response = gateway(upstream(json_reply(fields=[*NEVER_DOWN.items(), *dates]))).chat(CHAT)

    assert response.all("x-twice") == ["one", "two"]
    assert [name for name in NEVER_DOWN if NEVER_DOWN[name] in response.all(name)] == []
    assert "1970" not in response.get("date"), "the Date is ours"


@pytest.mark.parametrize("status", [200, 201, 202, 400, 402, 404, 418, 422, 451])
def test_down_status_and_error_body_pass_as_they_are(gateway, upstream, status):
    body = dumps(
        {"error": {"message": "acme/x is not a valid model ID", "code": status}} if status >= 400 else COMPLETION
    )
    response = gateway(upstream(reply(status, JSON, body))).chat(CHAT)

    assert response.status == status and response.body == body


@pytest.mark.parametrize("status", [204, 304])
def test_down_answers_without_a_body(gateway, upstream, connect, status):
    def answer(connection):
        connection.send(b'HTTP/1.1 %d X\r\nETag: "x"\r\n\r\n' % status)

    client = connect(gateway(upstream(answer)))

    assert client.ask("GET", "/v1/models").status == status
    assert client.ask("GET", "/health").status == 200, "the framing of the first answer was wrong"


@pytest.mark.parametrize("framing", [None, "chunked", "close"])
def test_down_framing_is_one_and_right_whatever_the_upstream_chose(gateway, upstream, connect, framing):
    client = connect(gateway(upstream(json_reply(framing=framing))))

    for _ in range(2):
        response = client.ask("POST", TARGET, body=CHAT)
        assert response.json() == COMPLETION and response.framing in ("length", "chunked")


def test_down_empty_body_is_framed(gateway, upstream, connect):
    client = connect(gateway(upstream(reply(200, JSON, b""))))

    assert client.ask("GET", "/v1/models").body == b"" and client.ask("GET", "/health").status == 200


@pytest.mark.parametrize("name", ["abc", "A.b_c-9", "x" * 128, "550e8400-e29b-41d4-a716-446655440000"])
def test_case_58_request_id_of_the_client_is_echoed_where_it_is_proper(gateway, upstream, name):
    keywheel = gateway(upstream(json_reply()))

    assert keywheel.chat(CHAT, {"X-Request-ID": name}).get("x-request-id") == name
    assert keywheel.ask("GET", "/nowhere", {"X-Request-ID": name}).get("x-request-id") == name


@pytest.mark.parametrize("name", ["", "x" * 129, "a b", "<script>", "a;b", "a/b", "ä", '"a"', "a,b", "x" * 7000])
def test_case_58_request_id_of_another_form_is_replaced_and_never_goes_up(gateway, upstream, name):
    server = upstream(json_reply())
    response = gateway(server).chat(CHAT, {"X-Request-ID": name})

    assert response.status == 200
    ours = response.get("x-request-id")
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,128}", ours) and ours != name
    assert name == "" or name not in str(server.requests[0].fields)


@pytest.mark.whole_only
def test_case_58_line_break_in_a_request_id_is_400(gateway, upstream, connect):
    server = upstream(json_reply())
    for evil in (b"a\rSet-Cookie: x", b"a\nSet-Cookie: x", b"a\0"):
        client = connect(gateway(server))
        client.send(b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-ID: " + evil + b"\r\n\r\n")
        response = client.response()
        assert response.status == 400 and response.all("set-cookie") == []
    assert server.requests == []


def test_every_answer_has_a_request_id_of_its_own_and_a_process_time(gateway, upstream):
    keywheel = gateway(
        upstream(json_reply(), stream(words("x"), DONE), json_reply({"error": {"code": 404}}, status=404))
    )

    answers = [keywheel.chat(CHAT), keywheel.chat(STREAM), keywheel.chat(CHAT)]
    answers += [keywheel.ask("GET", target) for target in ("/health", "/nowhere", "/v1/keys", "/")]

    assert len({answer.get("x-request-id") for answer in answers}) == len(answers)
    assert all(0 <= float(answer.get("x-process-time")) < 10 for answer in answers)


@pytest.mark.whole_only
def test_date_is_now(gateway, upstream):
    from email.utils import parsedate_to_datetime
    from time import time

    date = gateway(upstream(echo)).ask("GET", "/health").get("date")

    assert abs(parsedate_to_datetime(date).timestamp() - time()) < 3
