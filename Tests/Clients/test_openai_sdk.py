"""The OpenAI Python SDK against the real binary."""

import asyncio

import openai
import pytest
from scenarios import MODEL, SOUND, USAGE

from harness.answers import ROLE, event, json_reply, stream, words

pytestmark = pytest.mark.whole_only

MESSAGES = [{"role": "user", "content": "hi"}]
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}]


@pytest.fixture(params=["/v1", "/api/v1", "/api/proxy"])
def client(keywheel, api_key, request):
    with openai.OpenAI(
        base_url=f"http://127.0.0.1:{keywheel.port}{request.param}", api_key=api_key, max_retries=0
    ) as client:
        yield client


@pytest.fixture
def one_client(keywheel, api_key):
    with openai.OpenAI(base_url=f"http://localhost:{keywheel.port}/v1", api_key=api_key, max_retries=0) as client:
        yield client


def test_completion(client):
    completion = client.chat.completions.create(model=MODEL, messages=MESSAGES)

    assert completion.choices[0].message.content == "Hello" and completion.usage.total_tokens == 4


def test_stream(client):
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))

    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "Hello"
    assert chunks[-1].usage.total_tokens == USAGE["total_tokens"]


def test_headers_that_the_sdk_shows(one_client):
    raw = one_client.chat.completions.with_raw_response.create(model=MODEL, messages=MESSAGES)

    assert raw.headers["x-request-id"] and raw.parse().id == "gen-1-abc"


def test_tool_call(client):
    completion = client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=TOOLS)

    assert completion.choices[0].message.tool_calls[0].function.arguments == '{"city":"Zürich"}'


def test_tool_call_streamed(client):
    chunks = client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=TOOLS, stream=True)
    calls = [call for c in chunks for call in c.choices[0].delta.tool_calls or []]

    assert calls[0].function.name == "weather"
    assert "".join(call.function.arguments for call in calls) == '{"city":"Zürich"}'


def test_models_embeddings_and_responses(one_client):
    assert [model.id for model in one_client.models.list()] == [MODEL]
    embedding = one_client.embeddings.create(model="openai/embedding", input="x", encoding_format="float")
    assert embedding.data[0].embedding == [0.25, -0.5]
    assert one_client.responses.create(model=MODEL, input="hi").output_text == "Hello"


def test_responses_stream(one_client):
    kinds = [each.type for each in one_client.responses.create(model=MODEL, input="hi", stream=True)]

    assert kinds[0] == "response.created" and kinds[-1] == "response.completed"


def test_speech_and_transcription(one_client):
    with one_client.audio.speech.with_streaming_response.create(model="m/tts", voice="alloy", input="hi") as spoken:
        assert b"".join(spoken.iter_bytes()) == SOUND
    heard = one_client.audio.transcriptions.create(model="m/stt", file=("a.mp3", SOUND))
    assert int(heard.text.partition(" ")[0]) > len(SOUND)


def test_connection_is_kept_between_requests(one_client, scenarios):
    for _ in range(5):
        one_client.chat.completions.create(model=MODEL, messages=MESSAGES)

    assert len(scenarios.upstream.requests) == 5 and len(scenarios.upstream.connections) <= 2


@pytest.mark.parametrize(
    "status, kind",
    [
        (400, openai.BadRequestError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (422, openai.UnprocessableEntityError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (502, openai.InternalServerError),
        (401, openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("inside", [False, True], ids=["by_status", "inside_200"])
def test_error_classes(one_client, scenarios, status, kind, streamed, inside):
    """An upstream's 401 is ours to mend: clients must not drop their own key for it."""
    error = {"error": {"message": "told by the upstream", "code": status}}
    if inside and streamed:
        scenarios.override = stream(ROLE, event(error))
    else:
        scenarios.override = json_reply(error, status=200 if inside else status)

    with pytest.raises(kind) as caught:
        one_client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=streamed)

    assert caught.value.status_code == (503 if status == 401 else status)
    assert status == 401 or "told by the upstream" in str(caught.value)


def test_error_in_the_middle_of_a_stream_is_raised(one_client, scenarios):
    scenarios.override = stream(ROLE, words("Hel"), cut="close")
    seen = []

    with pytest.raises(openai.APIError):
        for each in one_client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True):
            seen.append(each.choices[0].delta.content)

    assert "Hel" in seen


def test_our_own_errors_are_understood(one_client, gateway, api_key):
    unreachable = gateway("http://127.0.0.1:1/api/v1", {"retry.max_attempts": 1})
    with openai.OpenAI(base_url=f"http://127.0.0.1:{unreachable.port}/v1", api_key=api_key, max_retries=0) as client:
        with pytest.raises(openai.InternalServerError) as caught:
            client.chat.completions.create(model=MODEL, messages=MESSAGES)

    assert caught.value.code == "upstream_unreachable" and caught.value.request_id


def test_wrong_client_key_is_an_authentication_error(gateway, scenarios):
    guarded = gateway(scenarios.upstream, {"server.access_key": "sk-access-CANARY"})
    with openai.OpenAI(base_url=f"http://127.0.0.1:{guarded.port}/v1", api_key="sk-wrong", max_retries=0) as client:
        with pytest.raises(openai.AuthenticationError) as caught:
            client.models.list()

    assert caught.value.code == "invalid_api_key"


def test_leaving_a_stream_early_cancels_upstream(one_client, scenarios):
    def talk(connection):
        while connection.data(words("and ")) and not connection.gone.wait(0.02):
            pass

    scenarios.override = stream(talk)
    with one_client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True) as chunks:
        next(iter(chunks))

    assert scenarios.upstream.connections[0].gone.wait(1)


def test_async(keywheel, api_key, scenarios):
    async def talk():
        base_url = f"http://127.0.0.1:{keywheel.port}/v1"
        async with openai.AsyncOpenAI(base_url=base_url, api_key=api_key, max_retries=0) as client:
            whole = await asyncio.gather(
                *[client.chat.completions.create(model=MODEL, messages=MESSAGES) for _ in range(10)]
            )
            assert {each.choices[0].message.content for each in whole} == {"Hello"}
            text = ""
            async for each in await client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True):
                text += each.choices[0].delta.content or ""
            assert text == "Hello"
            scenarios.override = json_reply({"error": {"message": "no such model", "code": 404}}, status=404)
            with pytest.raises(openai.NotFoundError):
                await client.chat.completions.create(model="no/such", messages=MESSAGES)

    asyncio.run(talk())
