"""Fixtures of the tests that go through the built binary and a socket."""

import contextlib

import pytest

from harness.gateway import Keywheel
from harness.upstream import ScriptedUpstream


def pytest_generate_tests(metafunc):
    """Whatever relays, relays for an upstream that writes a byte at a time too."""
    if "pace" in metafunc.fixturenames:
        once = metafunc.definition.get_closest_marker("whole_only")
        metafunc.parametrize("pace", ["whole"] if once else ["whole", "bytes"], scope="function")


@pytest.fixture
def stack():
    """Ends everything in the reverse order of its start: clients, gateway, upstream."""
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture
def upstream(pace, stack):
    """Starts an upstream that follows a script: `upstream(json_reply(), …)`."""

    def start(*script, **options):
        return stack.enter_context(ScriptedUpstream(*script, **{"pace": pace, **options}))

    return start


@pytest.fixture
def gateway(stack, tmp_path):
    """Starts the binary before an upstream (or a base URL), with settings by their names in the contract."""

    def start(upstream=None, settings=None, **options):
        url = upstream.url if isinstance(upstream, ScriptedUpstream) else upstream
        folder = tmp_path / f"gateway{len(list(tmp_path.iterdir()))}"
        keywheel = Keywheel(folder, url, settings, **options)
        stack.callback(lambda: keywheel.process and keywheel.kill())
        stack.enter_context(keywheel)
        return keywheel.start()

    return start


@pytest.fixture
def connect(stack):
    """Opens a raw connection to a gateway."""

    def open_connection(gateway, **options):
        return stack.enter_context(gateway.connect(**options))

    return open_connection
