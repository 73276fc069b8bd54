"""Which paths go where (contract: Paths), and failure case 59."""

import pytest

from harness.answers import CHAT, COMPLETION, json_reply

PREFIXES = ["/api/v1", "/v1", "/api/proxy"]
BARE = [
    "/chat/completions",
    "/completions",
    "/responses",
    "/messages",
    "/embeddings",
    "/rerank",
    "/models",
    "/models/openai/gpt-4o/endpoints",
    "/images/generations",
    "/audio/speech",
    "/videos",
    "/videos/job-1",
    "/files",
    "/files/file-1/content",
    "/providers",
    "/generation?id=gen-1",
]
REFUSED = [
    "key",
    "keys",
    "credits",
    "auth",
    "byok",
    "guardrails",
    "workspaces",
    "organization",
    "activity",
    "observability",
    "scim",
    "analytics",
]


@pytest.mark.whole_only
@pytest.mark.parametrize("prefix", PREFIXES)
def test_everything_under_the_upstream_prefixes_goes_to_the_same_path(gateway, upstream, prefix):
    server = upstream(json_reply())
    keywheel = gateway(server)
    paths = [*BARE, "/anything/else?x=1&y=%20b", "/models/~x:free"]

    for path in paths:
        assert keywheel.ask("POST", prefix + path, body=CHAT).status == 200, path

    assert [request.target for request in server.requests] == ["/api/v1" + path for path in paths]


@pytest.mark.whole_only
@pytest.mark.parametrize("path", BARE)
def test_bare_paths_of_the_api_go_up_too(gateway, upstream, path):
    server = upstream(json_reply())

    assert gateway(server).ask("POST", path, body=CHAT).json() == COMPLETION
    assert server.requests[0].target == "/api/v1" + path


@pytest.mark.whole_only
def test_base_url_may_end_with_a_slash_and_have_any_path(gateway, upstream):
    server = upstream(json_reply())
    for base, expected in [("/api/v1/", "/api/v1/models"), ("/", "/models"), ("", "/models"), ("/a/b", "/a/b/models")]:
        gateway(f"http://127.0.0.1:{server.port}{base}").ask("GET", "/v1/models")
        assert server.requests[-1].target == expected


@pytest.mark.whole_only
@pytest.mark.parametrize("prefix", PREFIXES)
def test_case_59_paths_that_manage_credentials_are_403_endpoint_disabled(gateway, upstream, prefix):
    server = upstream(json_reply())
    keywheel = gateway(server)

    for name in REFUSED:
        for path in (f"{prefix}/{name}", f"{prefix}/{name}/", f"{prefix}/{name}/x", f"{prefix}/{name}?a=b"):
            response = keywheel.ask("GET", path)
            assert (response.status, response.error["code"]) == (403, "endpoint_disabled"), path
    assert server.requests == []


@pytest.mark.whole_only
def test_case_59_refused_paths_are_told_by_whole_segments(gateway, upstream):
    server = upstream(json_reply())
    keywheel = gateway(server)

    for path in ("/v1/keyshapes", "/v1/authors", "/v1/models/keys", "/v1/chat/credits"):
        assert keywheel.ask("GET", path).status == 200, path
    assert len(server.requests) == 4


@pytest.mark.whole_only
def test_case_59_allow_paths_opens_what_it_names(gateway, upstream):
    server = upstream(json_reply())
    keywheel = gateway(server, config='openrouter:\n  allow_paths: ["credits", "activity"]\n')

    assert keywheel.ask("GET", "/v1/credits").status == 200
    assert keywheel.ask("GET", "/v1/activity").status == 200
    assert keywheel.ask("GET", "/v1/keys").status == 403


TRICKS = [
    "/api/v1/../../admin",
    "/api/v1/../v1/keys",
    "/api/v1/./keys",
    "/api/v1/x/../keys",
    "/api/v1/%2e%2e/admin",
    "/api/v1/%2E%2E/%2e%2e/admin",
    "/api/v1/%2e/keys",
    "/api/v1/models/%2e%2e/keys",
    "/api/v1/models/..%2fkeys",
    "/api/v1/models/%2e%2e%2fkeys",
    "/api/v1/.%2e/keys",
    "/api/v1//keys",
    "/api/v1///keys",
    "/api/v1/models//../keys",
    "/api/v1/%2fkeys",
    "/api/v1/%6beys",
    "/api/v1/%6B%65%79%73",
    "/api/v1/keys%2f",
    "/api/v1/keys%2fabc",
    "/api/v1/keys;x=1",
    "/api/v1/keys%3bx",
    "/api/v1/keys%00",
    "/api/v1/keys%3f",
    "/api/v1/models/..;/keys",
    "/api/v1/..;/admin",
    "/api/v1/models\\..\\keys",
    "/api/v1/models%5c..%5ckeys",
    "/api/v1/%5c..%5ckeys",
    "/api/v1/..",
    "/api/v1/%2e%2e",
    "/api/proxy/../admin",
    "/v1/../admin",
    "/chat/completions/../../keys",
    "/models/../keys",
    "/models/%2e%2e/keys",
    "//api/v1/keys",
    "//evil.example/api/v1/models",
    "/%61pi/v1/keys",
    "/api%2fv1%2fkeys",
]


@pytest.mark.whole_only
@pytest.mark.parametrize("path", TRICKS)
def test_case_59_path_tricks_never_reach_the_upstream(gateway, upstream, connect, path):
    server = upstream(json_reply())
    client = connect(gateway(server))

    response = client.ask("GET", path)

    assert response.status in (400, 403, 404), response
    assert server.requests == []
    assert "code" in response.error


@pytest.mark.whole_only
def test_case_59_host_never_comes_from_the_path(gateway, upstream, connect):
    thief, server = upstream(json_reply()), upstream(json_reply())
    keywheel = gateway(server)

    with keywheel.connect() as client:
        own = f"127.0.0.1:{keywheel.port}"
        assert client.ask("GET", f"http://{own}/v1/models").status == 200
    for target in (
        f"http://127.0.0.1:{thief.port}/api/v1/models",
        f"/v1/http://127.0.0.1:{thief.port}/",
        "/v1/@evil.example/",
        f"/v1/models?base_url=http://127.0.0.1:{thief.port}",
    ):
        keywheel.ask("GET", target, {"X-Base-Url": thief.url, "X-Forwarded-Host": "x"} if "?" not in target else None)

    assert thief.connections == []
    assert {request.get("host") for request in server.requests} == {f"127.0.0.1:{server.port}"}


@pytest.mark.whole_only
def test_case_59_question_mark_ends_the_path(gateway, upstream):
    server = upstream(json_reply())
    keywheel = gateway(server)

    assert keywheel.ask("GET", "/v1/keys?/../models").status == 403
    assert keywheel.ask("GET", "/v1/models?x=/../keys&y=%2e%2e").status == 200
    assert server.requests[0].target == "/api/v1/models?x=/../keys&y=%2e%2e"


@pytest.mark.whole_only
@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/v2/chat/completions",
        "/chat",
        "/modelsx",
        "/api/v2/models",
        "/healthy",
        "/.env",
        "/v1x/models",
        "/favicon.ico",
    ],
)
def test_unknown_path_is_404_not_found(gateway, upstream, path):
    server = upstream(json_reply())
    response = gateway(server).ask("GET", path)

    assert (response.status, response.error["code"]) == (404, "not_found")
    assert server.requests == []


@pytest.mark.whole_only
def test_root_names_the_server_and_its_version(gateway, upstream):
    response = gateway(upstream(json_reply())).ask("GET", "/", {"Accept": "*/*"})

    assert response.status == 200 and b"keywheel" in response.body.lower()
