"""A gateway with an upstream that behaves like OpenRouter as far as SDKs care."""

import pytest
from scenarios import Scenarios

from harness.canary import CLIENT_KEY


@pytest.fixture
def scenarios(stack):
    from harness.upstream import ScriptedUpstream

    scenarios = Scenarios()
    scenarios.upstream = stack.enter_context(ScriptedUpstream(scenarios.answer))
    return scenarios


@pytest.fixture
def keywheel(gateway, scenarios):
    return gateway(scenarios.upstream)


@pytest.fixture
def api_key():
    return CLIENT_KEY
