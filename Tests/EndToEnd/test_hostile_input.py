"""Failure case 77: no input may end the process."""

import random

import pytest

from harness.answers import CHAT, COMPLETION, EVENT_STREAM, JSON, STREAM, dumps, json_reply, words

VALID = [
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s" % (len(CHAT), CHAT),
    b'POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n',
    b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-ID: a\r\nConnection: keep-alive\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
]
ODD = [
    b"\r\n",
    b"\0",
    b"\xff" * 9,
    b"99999999999999999999",
    b"-1",
    b"\r",
    b"\n",
    b"%",
    b"%00",
    b" ",
    b":",
    b"chunked",
    b"\\u",
    b'"',
]


def mutate(dice, data):
    data = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(data) + 1)
        what = dice.randrange(5)
        if what == 0 and data:
            data[min(at, len(data) - 1)] = dice.randrange(256)
        elif what == 1:
            data[at:at] = dice.choice(ODD)
        elif what == 2:
            del data[at : at + dice.randint(1, 20)]
        elif what == 3:
            data[at:at] = data[at : at + dice.randint(1, 40)] * dice.randint(1, 5)
        else:
            data = data[: max(1, at)]
    return bytes(data)


@pytest.mark.whole_only
@pytest.mark.parametrize("seed", range(4))
def test_case_77_mutated_requests_never_end_the_process(gateway, upstream, seed):
    dice = random.Random(seed)
    keywheel = gateway(upstream(json_reply()))

    for _ in range(250):
        client = keywheel.connect()
        client.send_while_open(mutate(dice, dice.choice(VALID)))
        if dice.random() < 0.3:
            client.reset()
        else:
            client.close()

    assert keywheel.is_well()
    assert keywheel.chat(CHAT).json() == COMPLETION


SHORT_TARGETS = [
    "*",
    "/",
    "/a",
    "/h",
    "/v",
    "/%61",
    "/?",
    "/?x",
    "http://127.0.0.1",
    "http://127.0.0.1?",
    "http://127.0.0.1/",
    "//",
]
LONG_TARGETS = [
    "/api/v1/chat/completions?x=%20",
    "/api/proxy/x",
    "/v1/keys/x",
    "/health/ready",
    "/admin/api/keys",
    "/metrics/raw",
]


@pytest.mark.whole_only
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "HEAD"])
def test_case_77_every_short_target_and_every_beginning_of_a_target_gets_an_answer(gateway, upstream, method):
    keywheel = gateway(upstream(json_reply()))
    beginnings = {target[:length] for target in LONG_TARGETS for length in range(1, len(target) + 1)}

    for target in [*SHORT_TARGETS, *sorted(beginnings)]:
        response = keywheel.ask(method, target, {"Host": "127.0.0.1"}, CHAT if method == "POST" else None)
        assert response.complete and 200 <= response.status < 500, target
    assert keywheel.is_well()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
UPSTREAM = [
    HEAD % len(dumps(COMPLETION)) + dumps(COMPLETION),
    EVENTS + b"%x\r\n%s\r\n0\r\n\r\n" % (len(words("Hello")), words("Hello")),
]


@pytest.mark.whole_only
@pytest.mark.parametrize("seed", range(4))
def test_case_77_mutated_answers_of_the_upstream_never_end_the_process(gateway, upstream, seed):
    """And each still gives the client an answer that a strict reader accepts, or a visible cut."""
    dice = random.Random(seed)

    def answer(connection):
        connection.send(mutate(dice, dice.choice(UPSTREAM)))
        dice.choice([connection.close, connection.reset])()

    settings = {"retry.max_attempts": 1, "upstream.silence_timeout": "1s", "upstream.first_byte_timeout": "1s"}
    keywheel = gateway(upstream(answer), settings)

    for _ in range(150):
        with keywheel.connect() as client:
            client.request("POST", "/v1/chat/completions", body=dice.choice([CHAT, STREAM]))
            assert client.response().status >= 200
    assert keywheel.is_well()


HOSTILE_EVENTS = [
    b"data: " + b"[" * 50_000 + b"\n\n",
    b'data: {"choices":' + b"[" * 2000 + b"]" * 2000 + b"}\n\n",
    b'data: {"error":{"code":1e400}}\n\n',
    b'data: {"error":{"code":-99999999999999999999}}\n\n',
    b'data: {"error":{"code":99999}}\n\n',
    b'data: {"error":{"code":0,"message":null}}\n\n',
    b'data: {"error":{"code":"\\ud834"}}\n\n',
    b'data: {"error":"text"}\n\n',
    b'data: {"error":[]}\n\n',
    b"data: \xff\xfe\n\n",
    b"data:\n\n",
    b"\n\n\n\n\n",
    b"data\n\n",
    b"\xef\xbb\xbfdata: {}\n\n",
    b": " + b"c" * 100_000 + b"\n\n",
    b'data: {"choices":{"0":1}}\n\n',
    b'data: {"choices":[null,1,"x",[],{"delta":7,"finish_reason":{}}]}\n\n',
]


@pytest.mark.parametrize("at", range(len(HOSTILE_EVENTS)))
@pytest.mark.parametrize("kind", ["stream", "json"])
def test_case_77_hostile_events_and_bodies_get_a_proper_answer(gateway, upstream, at, kind):
    body = HOSTILE_EVENTS[at] if kind == "stream" else HOSTILE_EVENTS[at].removeprefix(b"data: ").strip()

    def answer(connection):
        connection.head(200, EVENT_STREAM if kind == "stream" else JSON)
        connection.data(body) if body else None
        connection.end()

    keywheel = gateway(upstream(answer))

    response = keywheel.chat(STREAM if kind == "stream" else CHAT)

    assert response.complete and 200 <= response.status <= 599
    assert keywheel.is_well()
