"""Who is asked for a key, and what browsers may do (contract: the last section, and Browsers)."""

import pytest

from harness.answers import CHAT, COMPLETION, json_reply
from harness.canary import ACCESS_KEY
from harness.gateway import Keywheel

WRONG = "sk-wrong"
NO_KEY = {"authorization": False}


def ask(keywheel, headers=None, target="/v1/chat/completions", **options):
    return keywheel.ask("POST", target, headers or {}, CHAT, authorization=False, **options)


@pytest.fixture
def guarded(gateway, upstream):
    return gateway(upstream(json_reply()), {"server.access_key": ACCESS_KEY})


pytestmark = pytest.mark.whole_only


def assert_401(response):
    assert response.status == 401 and response.error["code"] == "invalid_api_key", response
    assert "retry-after" not in [name for name, _ in response.fields]


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {ACCESS_KEY}"},
        {"Authorization": f"bearer {ACCESS_KEY}"},
        {"x-api-key": ACCESS_KEY},
        {"api-key": ACCESS_KEY},
        {"x-api-key": "", "Authorization": f"Bearer {ACCESS_KEY}"},
        {"x-api-key": ACCESS_KEY, "Authorization": f"Bearer {WRONG}"},
        {"api-key": ACCESS_KEY, "Authorization": f"Bearer {WRONG}"},
        {"x-api-key": ACCESS_KEY, "api-key": WRONG},
    ],
)
def test_access_key_is_taken_from_the_first_field_that_is_not_empty(guarded, headers):
    assert ask(guarded, headers).json() == COMPLETION


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": f"Bearer {WRONG}"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Basic {ACCESS_KEY}"},
        {"x-api-key": WRONG, "Authorization": f"Bearer {ACCESS_KEY}"},
        {"api-key": WRONG, "Authorization": f"Bearer {ACCESS_KEY}"},
        {"x-api-key": WRONG, "api-key": ACCESS_KEY},
        {"x-api-key": ACCESS_KEY[:-1]},
        {"x-api-key": ACCESS_KEY + "x"},
    ],
)
def test_missing_or_wrong_key_is_401(guarded, headers):
    assert_401(ask(guarded, headers))


def test_key_in_the_query_counts_only_where_switched_on(guarded):
    assert_401(ask(guarded, target=f"/v1/chat/completions?api_key={ACCESS_KEY}"))


def test_health_is_open_without_a_key(guarded):
    for path in ("/health", "/health/live", "/health/ready"):
        assert guarded.ask("GET", path, authorization=False).status == 200


def test_public_endpoints_are_open_without_a_key_and_matched_exactly(gateway, upstream):
    config = 'openrouter:\n  public_endpoints: ["/api/v1/models"]\n'
    keywheel = gateway(upstream(json_reply()), {"server.access_key": ACCESS_KEY}, config=config)

    assert keywheel.ask("GET", "/api/v1/models", authorization=False).status == 200
    assert keywheel.ask("GET", "/api/v1/models?x=1", authorization=False).status == 200
    for path in ("/api/v1/models/", "/api/v1/models/x", "/api/v1/chat/completions"):
        assert keywheel.ask("GET", path, authorization=False).status == 401, path


def test_without_access_key_loopback_is_asked_for_nothing(gateway, upstream):
    keywheel = gateway(upstream(json_reply()))

    assert ask(keywheel).json() == COMPLETION
    assert ask(keywheel, {"Authorization": "Bearer anything"}).json() == COMPLETION
    assert ask(keywheel, {"Host": "gw.example"}).status == 200, "only browsers' Host counts"


@pytest.mark.parametrize(
    "name, value",
    [
        ("Forwarded", "for=192.0.2.1"),
        ("X-Forwarded-For", "192.0.2.1"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "gw.example"),
        ("X-Real-IP", "192.0.2.1"),
        ("Via", "1.1 caddy"),
    ],
)
def test_request_that_came_through_a_proxy_is_asked_for_a_key(gateway, upstream, name, value):
    server = upstream(json_reply())

    assert_401(ask(gateway(server), {name: value}))
    assert server.requests == []
    guarded = gateway(server, {"server.access_key": ACCESS_KEY})
    assert ask(guarded, {name: value, "x-api-key": ACCESS_KEY}).status == 200


def test_api_key_auth_enabled_asks_on_loopback_too(gateway, upstream):
    settings = {"server.access_key": ACCESS_KEY}
    keywheel = gateway(upstream(json_reply()), settings, env={"API_KEY_AUTH_ENABLED": "true"})

    assert_401(ask(keywheel))
    assert ask(keywheel, {"x-api-key": ACCESS_KEY}).status == 200


def test_api_key_auth_enabled_without_any_key_never_serves(tmp_path, upstream):
    """Refusing to start and refusing everybody are both right."""
    keywheel = Keywheel(tmp_path / "asks", upstream(json_reply()).url, env={"API_KEY_AUTH_ENABLED": "true"})
    try:
        keywheel.start()
    except AssertionError:
        assert keywheel.process.returncode == 1 and b"API_KEY_AUTH_ENABLED" in keywheel.errors
    else:
        with keywheel:
            assert_401(ask(keywheel))


@pytest.mark.parametrize("host", ["gw.example", "192.0.2.1:3000", "localhost.evil.example"])
def test_browser_that_names_a_foreign_host_is_asked_for_a_key(gateway, upstream, host):
    """DNS rebinding: the page's own name leads to 127.0.0.1."""
    server = upstream(json_reply())
    response = ask(gateway(server), {"Host": host, "Sec-Fetch-Site": "same-origin", "Origin": f"http://{host}"})

    assert response.status in (401, 403) and server.requests == []


def test_browser_without_an_origin_that_names_a_foreign_host_is_401(gateway, upstream):
    assert_401(ask(gateway(upstream(json_reply())), {"Host": "gw.example", "Sec-Fetch-Site": "same-origin"}))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Origin": "http://evil.example:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost:5173", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_foreign_web_page_gets_403_origin_not_allowed(gateway, upstream, headers):
    server = upstream(json_reply())
    response = ask(gateway(server), headers)

    assert (response.status, response.error["code"]) == (403, "origin_not_allowed")
    assert server.requests == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost:5173"},
        {"Origin": "http://127.0.0.1:8080"},
        {"Origin": "http://[::1]:3000"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost:5173", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_web_page_of_this_machine_is_served(gateway, upstream, headers):
    assert ask(gateway(upstream(json_reply())), headers).json() == COMPLETION


def test_foreign_web_page_with_the_access_key_is_served(guarded):
    """The rule is for where no key is asked for."""
    assert ask(guarded, {"Origin": "https://app.example", "x-api-key": ACCESS_KEY}).json() == COMPLETION


PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}


def test_case_54_preflight_of_a_local_page_is_answered_here_without_a_key(gateway, upstream):
    server = upstream(json_reply())
    keywheel = gateway(server)
    origin = "http://localhost:5173"

    response = keywheel.ask("OPTIONS", "/v1/chat/completions", {"Origin": origin, **PREFLIGHT}, authorization=False)

    assert response.status in (200, 204) and server.requests == []
    assert response.get("access-control-allow-origin") in (None, origin, "*")
    assert "POST" in (response.get("access-control-allow-methods") or response.get("allow"))


def test_case_54_preflight_of_a_foreign_page_is_told_no(gateway, upstream):
    server = upstream(json_reply())
    headers = {"Origin": "https://evil.example", **PREFLIGHT}
    response = gateway(server).ask("OPTIONS", "/v1/chat/completions", headers, authorization=False)

    assert response.get("access-control-allow-origin") is None and server.requests == []


def test_server_off_loopback_without_access_key_refuses_to_start(gateway, upstream, tmp_path):
    keywheel = Keywheel(tmp_path / "off", args=["--host", "0.0.0.0"]).launch()

    assert keywheel.wait() == 1
    assert "access_key" in keywheel.errors.decode()
    keywheel._stopped = True


def test_server_off_loopback_with_access_key_asks_everybody(gateway, upstream):
    settings = {"server.access_key": ACCESS_KEY, "server.host": "0.0.0.0"}
    keywheel = gateway(upstream(json_reply()), settings)

    assert_401(ask(keywheel))
    assert ask(keywheel, {"x-api-key": ACCESS_KEY}).status == 200


def test_both_loopbacks_are_served_by_default(gateway, upstream):
    keywheel = gateway(upstream(json_reply()))

    for host in ("127.0.0.1", "::1"):
        with keywheel.connect(host=host) as client:
            assert client.ask("POST", "/v1/chat/completions", body=CHAT).json() == COMPLETION


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize("host", ["gw.example", "evil.example:3000", "192.0.2.1"])
@pytest.mark.parametrize(
    "headers",
    [{"User-Agent": FIREFOX}, {"Referer": "http://gw.example/"}, {"User-Agent": FIREFOX, "Referer": "http://x/"}],
    ids=["user_agent", "referer", "both"],
)
def test_get_of_a_browser_that_names_a_foreign_host_is_401(gateway, upstream, headers, host):
    """DNS rebinding once more: a plain GET of the same origin carries neither Origin nor, on http, Sec-Fetch-Site."""
    server = upstream(json_reply())
    response = gateway(server).ask("GET", "/v1/models", {"Host": host, **headers}, authorization=False)

    assert_401(response)
    assert server.requests == []


@pytest.mark.parametrize("agent", ["curl/8.14.1", "OpenAI/Python 1.99.1", None])
def test_get_of_a_program_that_names_a_foreign_host_is_served(gateway, upstream, agent):
    headers = {"Host": "gw.example", **({"User-Agent": agent} if agent else {})}

    assert gateway(upstream(json_reply())).ask("GET", "/v1/models", headers, authorization=False).status == 200


@pytest.mark.parametrize("host", ["localhost:3000", "127.0.0.1", "[::1]:3000"])
def test_get_of_a_browser_that_names_loopback_is_served(gateway, upstream, host):
    headers = {"Host": host, "User-Agent": FIREFOX, "Referer": f"http://{host}/"}

    assert gateway(upstream(json_reply())).ask("GET", "/v1/models", headers, authorization=False).status == 200
