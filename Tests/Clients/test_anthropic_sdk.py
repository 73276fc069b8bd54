"""The Anthropic Python SDK on /messages against the real binary."""

import asyncio

import anthropic
import pytest

from harness.answers import json_reply, message_event, message_stream, stream

pytestmark = pytest.mark.whole_only

ASK = {"model": "anthropic/claude-sonnet-4", "max_tokens": 10, "messages": [{"role": "user", "content": "hi"}]}


@pytest.fixture(params=["", "/api"])
def client(keywheel, api_key, request):
    """The SDK adds /v1 itself."""
    base_url = f"http://127.0.0.1:{keywheel.port}{request.param}"
    with anthropic.Anthropic(base_url=base_url, api_key=api_key, max_retries=0) as client:
        yield client


def test_message(client, scenarios):
    message = client.messages.create(**ASK)

    assert message.content[0].text == "Hello" and message.stop_reason == "end_turn"
    request = scenarios.upstream.requests[0]
    assert request.target == "/api/v1/messages" and request.get("anthropic-version")


def test_stream(client):
    with client.messages.stream(**ASK) as stream_of_events:
        assert "".join(stream_of_events.text_stream) == "Hello"
        assert stream_of_events.get_final_message().stop_reason == "end_turn"


def test_raw_events(client):
    kinds = [each.type for each in client.messages.create(**ASK, stream=True)]

    assert kinds[0] == "message_start" and kinds[-1] == "message_stop"


def test_token_as_bearer(keywheel, api_key):
    base_url = f"http://127.0.0.1:{keywheel.port}"
    with anthropic.Anthropic(base_url=base_url, auth_token=api_key, max_retries=0) as client:
        assert client.messages.create(**ASK).id == "msg_1"


@pytest.mark.parametrize(
    "status, kind, word",
    [
        (400, anthropic.BadRequestError, "invalid_request_error"),
        (403, anthropic.PermissionDeniedError, "permission_error"),
        (404, anthropic.NotFoundError, "not_found_error"),
        (429, anthropic.RateLimitError, "rate_limit_error"),
        (502, anthropic.InternalServerError, "api_error"),
        (401, anthropic.InternalServerError, "authentication_error"),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_error_classes(client, scenarios, status, kind, word, streamed):
    error = {"type": "error", "error": {"type": word, "message": "told by the upstream"}, "request_id": None}
    scenarios.override = json_reply(error, status=status)

    with pytest.raises(kind) as caught:
        client.messages.create(**ASK, stream=streamed)

    assert caught.value.status_code == (503 if status == 401 else status)


def test_error_in_the_first_event_is_raised_with_its_status(client, scenarios):
    error = message_event("error", error={"type": "overloaded_error", "message": "told by the upstream"})
    scenarios.override = stream(message_stream()[0], error)

    with pytest.raises(anthropic.APIStatusError) as caught:
        client.messages.create(**ASK, stream=True)

    assert caught.value.status_code >= 500


def test_cut_stream_is_raised(client, scenarios):
    scenarios.override = stream(*message_stream(end=False), cut="close")

    with pytest.raises(anthropic.APIError):
        list(client.messages.create(**ASK, stream=True))


def test_our_own_errors_are_understood(gateway, api_key):
    unreachable = gateway("http://127.0.0.1:1/api/v1", {"retry.max_attempts": 1})
    base_url = f"http://127.0.0.1:{unreachable.port}"
    with anthropic.Anthropic(base_url=base_url, api_key=api_key, max_retries=0) as client:
        with pytest.raises(anthropic.InternalServerError) as caught:
            client.messages.create(**ASK)

    assert caught.value.body["type"] == "error" and caught.value.body["error"]["type"] == "api_error"


def test_async(keywheel, api_key):
    async def talk():
        base_url = f"http://127.0.0.1:{keywheel.port}"
        async with anthropic.AsyncAnthropic(base_url=base_url, api_key=api_key, max_retries=0) as client:
            assert (await client.messages.create(**ASK)).content[0].text == "Hello"
            async with client.messages.stream(**ASK) as events:
                assert "".join([text async for text in events.text_stream]) == "Hello"

    asyncio.run(talk())
