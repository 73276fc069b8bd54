"""Reading an event stream strictly (WHATWG), for looking at what a client would be told."""

import json
import re

BLANK_LINE = re.compile(r"(?:\r\n|\n|\r(?!\n)){2}")


class Event:
    def __init__(self, block):
        self.name, self.comments, data = "message", [], []
        for line in re.split(r"\r\n|\n|\r", block):
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if line.startswith(":"):
                self.comments.append(value)
            elif field == "event":
                self.name = value
            elif field == "data":
                data.append(value)
            elif field not in ("id", "retry", ""):
                raise AssertionError(f"not a line of an event stream: {line!r}")
        self.data = "\n".join(data) if data else None

    def json(self):
        return json.loads(self.data)

    def __repr__(self):
        return f"<{self.name} {self.data!r} {self.comments or ''}>"


def blocks(body):
    """Every block of the stream; it must be UTF-8 and end with a blank line."""
    text = bytes(body).decode("utf-8")
    parts = BLANK_LINE.split(text)
    assert parts[-1] == "", f"the stream ends inside an event: {parts[-1][-200:]!r}"
    return [Event(part) for part in parts[:-1]]


def events(body):
    return [block for block in blocks(body) if block.data is not None]


def comments(body):
    return [comment for block in blocks(body) for comment in block.comments]


def chat_errors(body):
    return [e.json() for e in events(body) if e.data != "[DONE]" and "error" in e.json()]


def assert_ends_with_chat_error(body, codes=(502,)):
    """One error event, in the shape of openrouter-api.md 3.4, and nothing after it, no [DONE] least of all."""
    last = events(body)[-1]
    assert b"[DONE]" not in body
    assert len(chat_errors(body)) == 1 and last.data != "[DONE]", events(body)
    value = last.json()
    assert value["error"]["code"] in codes and value["error"]["message"]
    assert value["choices"] == [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]
    return value["error"]


def assert_ends_with_message_error(body):
    last = events(body)[-1]
    assert last.name == "error", last
    value = last.json()
    assert value["type"] == "error" and value["error"]["type"].endswith("_error") and value["error"]["message"]
    assert not [e for e in events(body) if e.name == "message_stop"]
    return value["error"]


def assert_ends_with_response_error(body):
    last = events(body)[-1]
    assert last.name in ("response.failed", "error", "response.error"), last
    assert last.json()["type"] == last.name and "message" in last.data
    assert b"[DONE]" not in body and b"response.completed" not in body
    return last.json()
