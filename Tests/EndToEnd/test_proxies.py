"""Outgoing proxies: what `requestProxy` says, and never what the environment says."""

import signal
import threading

import pytest

from harness.answers import CHAT, COMPLETION, JSON, json_reply
from harness.canary import PROXY_PASSWORD, PROXY_USER
from harness.certificates import Authority
from harness.gateway import yaml_of
from harness.proxies import HTTPProxy, SOCKS5Proxy

CREDENTIALS = f"{PROXY_USER}:{PROXY_PASSWORD}"
pytestmark = pytest.mark.whole_only


def through(url):
    return yaml_of({"requestProxy": {"enabled": True, "url": url}})


@pytest.mark.parametrize("credentials", ["", f"{CREDENTIALS}@"], ids=["open", "with_credentials"])
@pytest.mark.parametrize("kind", [HTTPProxy, SOCKS5Proxy])
def test_proxy_of_the_settings_is_used(gateway, upstream, stack, kind, credentials):
    proxy, server = stack.enter_context(kind()), upstream(json_reply())
    keywheel = gateway(server, config=through(f"{kind.url_scheme}://{credentials}127.0.0.1:{proxy.port}"))

    assert keywheel.chat(CHAT).json() == COMPLETION
    assert proxy.asked
    assert proxy.credentials == ([CREDENTIALS] if credentials else [])
    assert server.requests[0].get("proxy-authorization") is None


@pytest.mark.parametrize("kind", [HTTPProxy, SOCKS5Proxy])
def test_tls_to_the_upstream_goes_through_the_proxy_end_to_end(gateway, upstream, stack, tmp_path, kind):
    authority = Authority(tmp_path)
    server = upstream(json_reply(), tls=authority.context("127.0.0.1"))
    proxy = stack.enter_context(kind())
    config = through(f"{kind.url_scheme}://{CREDENTIALS}@127.0.0.1:{proxy.port}")
    keywheel = gateway(server, {"upstream.ca_file": authority.file}, config=config)

    assert keywheel.chat(CHAT).json() == COMPLETION
    assert proxy.credentials == [CREDENTIALS]
    if kind is HTTPProxy:
        assert proxy.asked[0] == ("CONNECT", f"127.0.0.1:{server.port}")


def test_socks5h_leaves_the_name_to_the_proxy(gateway, upstream, stack):
    server = upstream(json_reply())
    proxy = stack.enter_context(SOCKS5Proxy(names={"only-the-proxy-knows.invalid": "127.0.0.1"}))
    keywheel = gateway(
        f"http://only-the-proxy-knows.invalid:{server.port}/api/v1", config=through(f"socks5h://127.0.0.1:{proxy.port}")
    )

    assert keywheel.chat(CHAT).json() == COMPLETION
    assert proxy.asked == [(3, "only-the-proxy-knows.invalid")]


def test_proxy_is_not_used_while_it_is_not_enabled(gateway, upstream, stack):
    proxy = stack.enter_context(HTTPProxy())
    config = yaml_of({"requestProxy": {"enabled": False, "url": f"http://127.0.0.1:{proxy.port}"}})

    assert gateway(upstream(json_reply()), config=config).chat(CHAT).status == 200
    assert proxy.asked == []


def test_proxy_that_is_down_is_502_upstream_unreachable_without_its_credentials(gateway, upstream):
    server = upstream(json_reply())
    response = gateway(server, config=through(f"http://{CREDENTIALS}@127.0.0.1:1")).chat(CHAT)

    assert response.status == 502 and response.error["code"] == "upstream_unreachable"
    assert server.connections == [], "gone round the proxy"


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
def test_proxies_of_the_environment_are_ignored(gateway, upstream, stack, tmp_path, name):
    proxy = stack.enter_context(HTTPProxy())
    authority = Authority(tmp_path)
    tls = authority.context("127.0.0.1") if "https" in name.lower() else None
    server = upstream(json_reply(), tls=tls)
    keywheel = gateway(server, {"upstream.ca_file": authority.file}, env={name: f"http://127.0.0.1:{proxy.port}"})

    assert keywheel.chat(CHAT).json() == COMPLETION
    assert proxy.asked == []


def test_requests_after_a_reload_that_switches_a_dead_proxy_on_never_go_round_it(gateway, upstream, connect):
    """Not on a connection kept from before, nor on the handle of a request that was under way at the reload."""
    release = threading.Event()

    def answer(connection):
        if "slow" in connection.request.target:
            connection.head(200, JSON, 2)
            connection.wait(release)
            connection.data(b"{}")
        else:
            json_reply()(connection)

    server = upstream(answer)
    settings = {"server.loops": 1, "retry.max_attempts": 1}
    keywheel = gateway(server, settings, config=yaml_of({"requestProxy": {"enabled": False}}))
    assert keywheel.chat(CHAT).status == 200
    slow = [connect(keywheel) for _ in range(2)]
    for client in slow:
        client.request("GET", "/v1/models/slow")
    server.wait_for_requests(3)

    at = len(keywheel.errors)
    keywheel.config.write_text(through("http://127.0.0.1:1"))
    keywheel.signal(signal.SIGHUP)
    keywheel.wait_for_error_line("configuration.reloaded", after=at)

    during = [keywheel.chat(CHAT) for _ in range(2)]
    release.set()
    assert [client.response().body for client in slow] == [b"{}", b"{}"]
    later = [keywheel.chat(CHAT) for _ in range(4)]

    assert {(r.status, r.error["code"]) for r in during + later} == {(502, "upstream_unreachable")}
    assert len(server.requests) == 3, "gone round the proxy"
