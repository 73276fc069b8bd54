"""Answers for a ScriptedUpstream, and the pieces of the three dialects' streams."""

import json

MODEL = "openai/gpt-4.1-mini"
DONE = b"data: [DONE]\n\n"
COMMENT = b": OPENROUTER PROCESSING\n\n"
EVENT_STREAM = [("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache")]
JSON = [("Content-Type", "application/json")]


def dumps(value):
    return json.dumps(value, ensure_ascii=False).encode()


CHAT = dumps({"model": MODEL, "messages": [{"role": "user", "content": "hi"}]})
STREAM = dumps({"model": MODEL, "stream": True, "messages": [{"role": "user", "content": "hi"}]})
COMPLETION = {
    "id": "gen-1-abc",
    "object": "chat.completion",
    "created": 1786465029,
    "model": MODEL,
    "provider": "OpenAI",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
}


# Events


def event(value, name=None):
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + dumps(value) + b"\n\n"


def chunk(delta=None, finish=None, **more):
    """One event of a chat completion's stream."""
    choice = {"index": 0, "delta": {} if delta is None else delta, "finish_reason": finish}
    base = {"id": "gen-1-abc", "object": "chat.completion.chunk", "created": 1786465029, "model": MODEL}
    return event({**base, "choices": [choice], **more})


def words(text):
    return chunk({"content": text})


ROLE = chunk({"role": "assistant", "content": ""})
STOP = chunk({}, finish="stop")


def message_event(kind, **more):
    return event({"type": kind, **more}, name=kind)


def message_stream(text="Hello", end=True):
    """A stream of /messages."""
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "anthropic/claude", "content": []}
    usage = {"input_tokens": 3, "output_tokens": 0}
    parts = [
        message_event("message_start", message={**message, "stop_reason": None, "stop_sequence": None, "usage": usage}),
        message_event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        message_event("content_block_delta", index=0, delta={"type": "text_delta", "text": text}),
    ]
    if end:
        parts += [
            message_event("content_block_stop", index=0),
            message_event(
                "message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage={"output_tokens": 1}
            ),
            message_event("message_stop"),
        ]
    return parts


def response_stream(text="Hello", end="response.completed"):
    """A stream of /responses."""
    response = {"id": "resp_1", "object": "response", "status": "in_progress", "model": MODEL, "output": []}
    parts = [
        message_event("response.created", sequence_number=0, response=response),
        message_event("response.in_progress", sequence_number=1, response=response),
        message_event(
            "response.output_text.delta", sequence_number=2, item_id="m", output_index=0, content_index=0, delta=text
        ),
    ]
    if end:
        parts.append(message_event(end, sequence_number=3, response={**response, "status": end.partition(".")[2]}))
    return parts


# Errors as the upstream tells them inside a stream

RATE_LIMITED = {"error": {"code": 429, "message": "Rate limit exceeded upstream", "metadata": {"provider_code": "x"}}}
UNIFIED_ERROR = chunk({"content": ""}, finish="error", **RATE_LIMITED)
BARE_ERROR = event({**RATE_LIMITED, "user_id": None})
MESSAGE_ERROR = message_event("error", error={"type": "rate_limit_error", "message": "Rate limit exceeded upstream"})
RESPONSE_ERROR = message_event(
    "response.failed",
    sequence_number=3,
    response={
        "id": "r",
        "status": "failed",
        "error": {"code": "rate_limit_exceeded", "message": "Rate limit exceeded upstream"},
    },
)


# Answers


def reply(status=200, fields=(), body=b"", framing=None, close=False):
    """A whole answer with its length, or framed as said."""

    def answer(connection):
        head = list(fields) + ([("Connection", "close")] if close else [])
        connection.head(status, head, len(body) if framing is None else framing)
        if connection.request.method != "HEAD":
            connection.data(body)
            connection.end()
        if close:
            connection.close()

    return answer


def json_reply(value=COMPLETION, status=200, fields=(), **options):
    return reply(status, JSON + list(fields), dumps(value), **options)


def raw(data, then="close"):
    """Bytes as they are, then `close`, `reset` or None (keep the connection)."""

    def answer(connection):
        connection.send(data)
        if then:
            getattr(connection, then)()

    return answer


def stream(*parts, fields=EVENT_STREAM, framing="chunked", cut=None):
    """A stream part by part; `cut` ends it with `close` or `reset` instead of the framing's own end."""

    def answer(connection):
        connection.head(200, fields, framing)
        for part in parts:
            if callable(part):
                part(connection)
            elif not connection.data(part):
                return
        if cut:
            getattr(connection, cut)()
        else:
            connection.end()

    return answer


def wait_for(release):
    """A stall inside a stream until the event is set."""
    return lambda connection: connection.wait(release)


def until_gone(connection):
    """Silence until the gateway hangs up."""
    connection.wait_gone()


def at_head(answer):
    """An answer given before the request's body is read."""

    def early(connection):
        answer(connection)

    early.at_head = True
    return early


def echo(connection):
    """The request as it came, for tests of transparency: body as body, target and field names as fields."""
    request = connection.request
    fields = [
        ("Content-Type", request.get("content-type") or "application/octet-stream"),
        ("X-Echo-Target", request.target),
    ]
    connection.head(200, fields, len(request.body))
    connection.data(request.body)
