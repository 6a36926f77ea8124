"""Tokens come from where the configuration says, and never show."""

import asyncio
import logging
import os
import sys
import threading

import pytest

from civitop.config.settings import App, Forge, KeySource, TokenSource
from civitop.errors import ConfigError
from collectors.tokens import SECRET, host_of, private_key, tokens


def forge(kind="github", url="https://github.com", **source):
    return Forge(name="mine", kind=kind, url=url, token=TokenSource(**source))


def running(answers):
    """A `run` that answers for some programs; the others are not installed."""
    ran = []

    async def run(command, environ):
        ran.append(tuple(command))
        if command[0] not in answers:
            raise FileNotFoundError(command[0])
        return answers[command[0]]

    run.ran = ran
    return run


async def test_every_named_variable_that_is_set_gives_a_token():
    environ = {"A": "one", "B": "two", "C": "", "D": "one", "GITHUB_TOKEN": "not asked for"}
    assert await tokens(forge(env=("A", "B", "C", "D", "E")), environ, running({})) == ("one", "two")


async def test_without_configuration_the_usual_variables_count_for_the_public_service_only():
    environ = {"GITHUB_TOKEN": "a", "GH_TOKEN": "b", "GITLAB_TOKEN": "c"}
    assert await tokens(forge(), environ, running({})) == ("a", "b")
    assert await tokens(forge(url="https://git.city.example"), environ, running({})) == ()
    assert await tokens(forge("gitlab", "https://gitlab.com"), environ, running({})) == ("c",)
    assert await tokens(forge("gitlab", "https://gitlab.city.example"), environ, running({})) == ()


async def test_the_host_that_the_tools_are_told_gets_the_usual_variables():
    environ = {"GITLAB_TOKEN": "c", "GITLAB_HOST": "https://gitlab.city.example"}
    assert await tokens(forge("gitlab", "https://gitlab.city.example"), environ, running({})) == ("c",)
    assert await tokens(forge("gitlab", "https://gitlab.com"), environ, running({})) == ()


async def test_what_gh_and_glab_hold_for_the_host_is_used_last():
    run = running({"gh": (0, "from gh\n".replace(" ", "-"), ""), "glab": (0, "from-glab\n", "")})
    assert await tokens(forge(url="https://git.city.example"), {}, run) == ("from-gh",)
    assert await tokens(forge("gitlab", "https://gitlab.com"), {}, run) == ("from-glab",)
    assert run.ran == [
        ("gh", "auth", "token", "--hostname", "git.city.example"),
        ("glab", "config", "get", "token", "--host", "gitlab.com"),
    ]
    assert await tokens(forge(), {"GH_TOKEN": "set"}, run) == ("set",)


async def test_a_command_gives_its_first_line():
    run = running({"pass": (0, "secret\nurl: x\n", "")})
    assert await tokens(forge(command=("pass", "show", "gh")), {}, run) == ("secret",)


async def test_a_real_program_is_run_without_a_shell():
    command = (sys.executable, "-c", "print('tok;en')")
    assert await tokens(forge(command=command), {}) == ("tok;en",)


@pytest.mark.parametrize("output", ["", "Error: not logged in", "tök", "a\x1b[2J"])
async def test_what_cannot_be_a_token_is_none(output):
    assert await tokens(forge(command=("x",)), {}, running({"x": (0, output, "")})) == ()


async def test_failures_are_told_without_the_output(caplog):
    with caplog.at_level(logging.DEBUG):
        run = running({"x": (1, "half-a-secret", "secret in an error")})
        assert await tokens(forge(command=("x",)), {}, run) == ()
        assert await tokens(forge(command=("absent",)), {}, run) == ()
    assert "status 1" in caplog.text
    assert "cannot be started" in caplog.text
    assert "secret" not in caplog.text


async def test_a_command_that_hangs_is_given_up_and_ended(caplog):
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    assert await tokens(forge(command=command), {}, patience=0.2) == ()
    assert "took too long" in caplog.text


async def test_the_keyring_is_asked_by_host_and_by_name():
    kept = {("civitop", "github.com"): "k1", ("civitop", "mine"): "k2"}
    found = await tokens(forge(keyring="civitop"), {}, running({}), lambda s, name: kept.get((s, name)))
    assert found == ("k1", "k2")


async def test_a_locked_keyring_is_given_up(caplog):
    opened = threading.Event()

    def locked(service, name):
        opened.wait(10)
        return "late"

    assert await tokens(forge(keyring="x"), {}, running({}), locked, patience=0.1) == ()
    assert "locked" in caplog.text
    opened.set()
    await asyncio.sleep(0)


async def test_a_keyring_that_breaks_is_told_by_kind(caplog):
    def broken(service, name):
        raise RuntimeError("secret inside")

    assert await tokens(forge(keyring="x"), {}, running({}), broken) == ()
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIinvented\n-----END RSA PRIVATE KEY-----\n"


def app(**source):
    return App(id=1, installation=2, key=KeySource(**source))


async def test_the_key_of_an_app_comes_from_a_variable_a_command_or_a_file(tmp_path):
    (tmp_path / "app.pem").write_text(KEY, "utf-8")
    run = running({"pass": (0, f"\n{KEY}\n", "")})
    for given in (
        private_key(app(env="KEY"), {"KEY": KEY}, run),
        private_key(app(env="KEY"), {"KEY": KEY.replace("\n", "\\n")}, run),
        private_key(app(command=("pass", "app")), {}, run),
        private_key(app(file=str(tmp_path / "app.pem")), {}, run),
    ):
        assert await given == KEY


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ({"env": "KEY"}, "the variable KEY"),
        ({"command": ("pass", "app")}, "the command pass"),
        ({"command": ("absent",)}, "the command absent"),
        ({"file": "/nowhere/app.pem"}, "/nowhere/app.pem"),
    ],
)
async def test_a_key_that_is_not_there_is_said_without_what_was_there(source, place, caplog):
    run = running({"pass": (0, "a-secret-of-another-kind\n", "")})
    with pytest.raises(ConfigError) as caught:
        await private_key(app(**source), {"KEY": "a-secret-of-another-kind"}, run)
    assert f"is not in {place}:" in str(caught.value)
    assert "a-secret-of-another-kind" not in str(caught.value) + caplog.text


@pytest.mark.parametrize(
    ("name", "environ", "host"),
    [
        ("GITHUB_TOKEN", {}, "github.com"),
        ("GH_TOKEN", {"GH_HOST": "city.ghe.example"}, "city.ghe.example"),
        (
            "GITHUB_TOKEN",
            {"GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://git.city.example"},
            "git.city.example",
        ),
        ("GITHUB_TOKEN", {"GITHUB_SERVER_URL": "https://git.city.example"}, "github.com"),
        ("GH_ENTERPRISE_TOKEN", {}, ""),
        ("GH_ENTERPRISE_TOKEN", {"GH_HOST": "git.city.example"}, "git.city.example"),
        ("GITLAB_TOKEN", {}, "gitlab.com"),
        ("GITLAB_TOKEN", {"GL_HOST": "https://git.city.example:8443/"}, "git.city.example"),
        (
            "GITLAB_TOKEN",
            {"GITLAB_CI": "true", "CI_SERVER_URL": "https://git.city.example"},
            "git.city.example",
        ),
        ("OUR_TOKEN", {}, None),
    ],
)
def test_each_well_known_variable_belongs_to_one_host(name, environ, host):
    assert host_of(name, environ) == host


async def test_a_well_known_token_goes_to_no_other_host_whatever_the_configuration_names(caplog):
    environ = {"GITHUB_TOKEN": "a", "GITLAB_TOKEN": "b", "OUR_TOKEN": "c"}
    everything = tuple(environ)
    assert await tokens(forge(url="https://forge.example", env=everything), environ, running({})) == ("c",)
    assert await tokens(
        forge(url="https://github.com.forge.example", env=everything), environ, running({})
    ) == ("c",)
    assert await tokens(forge("gitlab", "https://gitlab.com", env=everything), environ, running({})) == (
        "b",
        "c",
    )
    assert await tokens(forge(env=everything), environ, running({})) == ("a", "c")
    assert "GITHUB_TOKEN holds a token of github.com and is not sent to forge.example" in caplog.text


async def test_no_child_is_given_a_token_that_is_not_its_own():
    given = {}

    async def run(command, environ):
        given[command[0]] = dict(environ)
        raise FileNotFoundError(command[0])

    environ = dict.fromkeys((*SECRET, "HOME", "VAULT_ADDR"), "x")
    await tokens(forge(url="https://forge.example", command=("pass",)), environ, run)
    await tokens(forge("gitlab", "https://forge.example"), environ, run)
    assert sorted(given) == ["gh", "glab", "pass"]
    assert all(set(each) == {"HOME", "VAULT_ADDR"} for each in given.values())


async def test_a_command_that_never_stops_printing_is_stopped_and_gives_no_token(caplog):
    async with asyncio.timeout(10):
        found = await tokens(forge(command=("yes",), keyring=""), {"PATH": os.environ["PATH"]}, patience=60)
    assert found == ()
    assert "prints more than a token" in caplog.text


async def test_what_a_command_that_took_too_long_has_started_ends_with_it(tmp_path):
    pipe = tmp_path / "pipe"  # it ends when nobody has it open any more
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    words = ("sh", "-c", 'exec 3> "$0"; sleep 60 & wait', str(pipe))
    await tokens(forge(command=words), {"PATH": os.environ["PATH"]}, patience=0.5)
    until = asyncio.get_running_loop().time() + 3
    held = True
    while held and asyncio.get_running_loop().time() < until:
        try:
            held = os.read(reader, 1) != b""
        except BlockingIOError:
            await asyncio.sleep(0.02)
    os.close(reader)
    assert not held
