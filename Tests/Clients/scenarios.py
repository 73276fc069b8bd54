"""What the upstream answers to real clients: chosen by the request itself, as a real one does."""

import json

from harness.answers import (
    COMMENT,
    COMPLETION,
    DONE,
    MODEL,
    ROLE,
    STOP,
    chunk,
    json_reply,
    message_stream,
    reply,
    response_stream,
    stream,
    words,
)

TOOL_CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Zürich"}'}}
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "anthropic/claude-sonnet-4",
    "content": [{"type": "text", "text": "Hello"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 3, "output_tokens": 1},
}
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1786465029,
    "status": "completed",
    "model": MODEL,
    "output": [
        {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "Hello", "annotations": []}],
        }
    ],
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
}
MODELS = {"data": [{"id": MODEL, "object": "model", "created": 1, "owned_by": "openai", "name": "GPT"}]}
EMBEDDING = {
    "object": "list",
    "model": "openai/embedding",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.25, -0.5]}],
    "usage": {"prompt_tokens": 1, "total_tokens": 1},
}
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5, "cost": 0.01}
SOUND = b"ID3" + bytes(range(256)) * 64


def tool_call_parts():
    first = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "weather", "arguments": ""}}
    pieces = [{"index": 0, "function": {"arguments": piece}} for piece in ('{"ci', 'ty":"Zü', 'rich"}')]
    deltas = [chunk({"tool_calls": [call]}) for call in (first, *pieces)]
    return [ROLE, *deltas, chunk({}, finish="tool_calls"), DONE]


class Scenarios:
    """Set `override` to an answer to take the place of the usual ones."""

    def __init__(self):
        self.override = None

    def answer(self, connection):
        (self.override or self.usual(connection.request))(connection)

    def usual(self, request):
        path = request.target.removeprefix("/api/v1").partition("?")[0]
        if path == "/models":
            return json_reply(MODELS)
        if path == "/embeddings":
            return json_reply(EMBEDDING)
        if path == "/audio/speech":
            return reply(200, [("Content-Type", "audio/mpeg")], SOUND, "chunked")
        if path == "/audio/transcriptions":
            return json_reply({"text": f"{len(request.body)} bytes"})
        body = json.loads(request.body)
        if path == "/messages":
            return stream(*message_stream()) if body.get("stream") else json_reply(MESSAGE)
        if path == "/responses":
            return stream(*response_stream()) if body.get("stream") else json_reply(RESPONSE)
        if body.get("tools"):
            return stream(*tool_call_parts()) if body.get("stream") else json_reply(with_tool_call())
        if body.get("stream"):
            return stream(COMMENT, ROLE, words("Hel"), words("lo"), STOP, chunk({}, usage=USAGE), DONE)
        return json_reply(COMPLETION)


def with_tool_call():
    message = {"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}
    return {**COMPLETION, "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}
