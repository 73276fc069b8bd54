"""Failure case 72: a broken configuration never replaces a working one."""

import signal
import threading

import pytest

from harness.answers import CHAT, DONE, STREAM, json_reply, stream, wait_for, words
from harness.canary import ACCESS_KEY
from harness.gateway import run, yaml_of

pytestmark = pytest.mark.whole_only

OLD, NEW = ACCESS_KEY, ACCESS_KEY + "-new"


def with_key(key, **more):
    return yaml_of({"server": {"access_key": key, **more}})


def answers(keywheel, key):
    return keywheel.chat(CHAT, {"x-api-key": key}).status


def reload(keywheel):
    """SIGHUP; returns where in standard error its words begin."""
    at = len(keywheel.errors)
    keywheel.signal(signal.SIGHUP)
    return at


def changes_to_the_new_key(keywheel):
    pause = threading.Event()
    for _ in range(200):
        if answers(keywheel, NEW) == 200:
            assert answers(keywheel, OLD) == 401
            return
        pause.wait(0.02)
    raise AssertionError(f"never reloaded:\n{keywheel.errors.decode()}")


BROKEN = {
    "syntax_error": "server:\n  access_key: [unclosed\n",
    "tab_indent": f"server:\n\taccess_key: {NEW}\n",
    "unknown_setting": with_key(NEW, acess_log=True),
    "unknown_section": yaml_of({"server": {"access_key": NEW}, "sever": {}}),
    "bad_duration": with_key(NEW, idle_timeout="soon"),
    "bad_size": with_key(NEW, max_body="many"),
    "bad_type": with_key(NEW, max_fields=["x"]),
    "half_written": with_key(NEW, idle_timeout="5s")[:-20],
    "not_utf8": b"server:\n  access_key: \xff\xfe\n",
    "a_list": "- server\n",
}


@pytest.mark.parametrize("kind", [*BROKEN, "missing"])
def test_case_72_broken_configuration_leaves_everything_as_it_was_and_says_so(gateway, upstream, kind):
    keywheel = gateway(upstream(json_reply()), config=with_key(OLD))
    if kind == "missing":
        keywheel.config.unlink()
    else:
        text = BROKEN[kind]
        keywheel.config.write_bytes(text if isinstance(text, bytes) else text.encode())

    at = reload(keywheel)

    keywheel.wait_for_error_line(keywheel.config.name, after=at)
    assert (answers(keywheel, OLD), answers(keywheel, NEW)) == (200, 401)
    keywheel.config.write_text(with_key(NEW))
    reload(keywheel)
    changes_to_the_new_key(keywheel)


def test_case_72_error_names_file_line_and_setting(gateway, upstream):
    keywheel = gateway(upstream(json_reply()), config=with_key(OLD))
    keywheel.config.write_text(f"server:\n  access_key: {NEW}\n  idle_timeout: soon\n")

    at = reload(keywheel)

    line = keywheel.wait_for_error_line("idle_timeout", after=at)
    assert keywheel.config.name in line and "3" in line


def test_case_72_reload_changes_what_it_can_and_says_what_needs_a_restart(gateway, upstream):
    keywheel = gateway(upstream(json_reply()), config=with_key(OLD))
    keywheel.config.write_text(with_key(NEW, loops=1))

    at = reload(keywheel)

    keywheel.wait_for_error_line("loops", "restart", after=at)
    changes_to_the_new_key(keywheel)


@pytest.mark.parametrize("way", ["written", "replaced"])
def test_changed_file_is_read_again_without_a_signal(gateway, upstream, way):
    keywheel = gateway(upstream(json_reply()), config=with_key(OLD))

    if way == "written":
        keywheel.config.write_text(with_key(NEW))
    else:
        other = keywheel.config.with_suffix(".new")
        other.write_text(with_key(NEW))
        other.rename(keywheel.config)

    changes_to_the_new_key(keywheel)


def test_case_72_reload_leaves_live_streams_alone(gateway, upstream, connect):
    release = threading.Event()
    server = upstream(stream(words("Hel"), wait_for(release), DONE), json_reply())
    keywheel = gateway(server, config=with_key(OLD))
    client = connect(keywheel)
    client.request("POST", "/v1/chat/completions", {"x-api-key": OLD}, STREAM)
    client.body_containing(words("Hel"))

    keywheel.config.write_text(with_key(NEW))
    reload(keywheel)
    changes_to_the_new_key(keywheel)
    release.set()

    assert client.response().body.endswith(DONE)


@pytest.mark.parametrize("kind", [*BROKEN, "missing"])
def test_case_72_config_check_of_a_broken_file_is_exit_1_and_names_it(tmp_path, kind):
    file = tmp_path / "gateway.yml"
    if kind != "missing":
        text = BROKEN[kind]
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    checked = run("config", "check", "--config", str(file), folder=tmp_path)

    assert checked.returncode == 1 and "gateway.yml" in checked.stdout + checked.stderr
    assert NEW not in checked.stdout + checked.stderr


def test_case_72_config_check_of_a_good_file_is_exit_0(tmp_path):
    file = tmp_path / "gateway.yml"
    file.write_text(with_key(NEW))

    checked = run("config", "check", "--config", str(file), folder=tmp_path)

    assert checked.returncode == 0 and NEW not in checked.stdout + checked.stderr


def test_config_example_is_a_good_configuration(tmp_path):
    example = run("config", "example", folder=tmp_path)
    file = tmp_path / "gateway.yml"
    file.write_text(example.stdout)

    assert example.returncode == 0
    assert run("config", "check", "--config", str(file), folder=tmp_path).returncode == 0


def test_file_named_config_yml_only_warns_about_unknown_settings(gateway, upstream):
    """B's users start in their old folder."""
    config = yaml_of({"server": {"access_key": OLD}, "of_another_program": {"x": 1}})
    keywheel = gateway(upstream(json_reply()), config=config, config_name="config.yml")

    assert answers(keywheel, OLD) == 200
    keywheel.wait_for_error_line("of_another_program")


def test_env_file_of_the_working_directory_is_read_with_quotes_export_crlf_and_comments(gateway, upstream, tmp_path):
    from harness.gateway import Keywheel, variable

    lines = f"# keys\r\nexport {variable('server.access_key')}=\"{OLD}\"  # ours\r\nSITE_NAME='My site'\r\n"
    server = upstream(json_reply())
    keywheel = Keywheel(tmp_path / "env", server.url)
    (keywheel.work / ".env").write_text(lines)
    with keywheel:
        keywheel.start()
        assert (answers(keywheel, OLD), answers(keywheel, NEW)) == (200, 401)
        assert "My site" in [server.requests[0].get("x-title"), server.requests[0].get("x-openrouter-title")]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", None])
@pytest.mark.parametrize("way", ["signal", "saved"])
def test_case_72_reload_never_opens_what_is_bound_off_loopback(gateway, upstream, host, way):
    """A new host needs a restart: until then everybody can reach the old one, and is asked for the key."""
    keywheel = gateway(upstream(json_reply()), config=with_key(OLD, host="0.0.0.0"))
    at = len(keywheel.errors)
    keywheel.config.write_text(yaml_of({"server": {"host": host} if host else {"log_level": "INFO"}}))
    if way == "signal":
        keywheel.signal(signal.SIGHUP)

    keywheel.wait_for_error_line("configuration.rejected", "access_key", after=at)

    assert keywheel.chat(CHAT, {"X-Forwarded-For": "192.0.2.1"}).status == 401
    assert keywheel.chat(CHAT).status == 401
    assert answers(keywheel, OLD) == 200
