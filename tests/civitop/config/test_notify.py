"""`[notify]`: where it goes, what is refused, and that it is printed without its secrets."""

from pathlib import Path

import pytest

from civitop.cli.commands.config import as_toml
from civitop.config import parse
from civitop.config.settings import NOTICE_KINDS, Config, Notify, TokenSource
from civitop.errors import ConfigError
from collectors.forges import KINDS


def read(text: str, base: Config | None = None) -> Notify:
    return parse(text, "c.toml", Path(), KINDS, base).notify


def test_nobody_is_told_unless_asked() -> None:
    assert read("") == Notify()
    assert Notify().on == NOTICE_KINDS


def test_a_webhook_its_secret_and_a_command() -> None:
    found = read(
        '[notify]\nwebhook = "https://hooks.example/x"\nsecret = { env = "KEY" }\n'
        'command = ["tell", "us"]\non = ["threshold"]\n'
    )
    assert found == Notify(
        webhook="https://hooks.example/x",
        secret=TokenSource(env=("KEY",)),
        command=("tell", "us"),
        on=("threshold",),
    )
    assert read('[notify]\nwebhook = { command = ["pass", "hook"] }').webhook_from.command == ("pass", "hook")
    assert read('[notify]\nwebhook = "http://127.0.0.1:8080/x"').webhook


def test_another_address_is_not_signed_with_the_secret_of_the_first() -> None:
    base = Config(notify=Notify(webhook="https://hooks.example/x", secret=TokenSource(env=("KEY",))))
    assert read('[notify]\nwebhook = "https://other.example/"', base).secret == TokenSource()
    assert read('[notify]\non = ["threshold"]', base).secret == TokenSource(env=("KEY",))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('webhook = "http://hooks.example/x"', "c.toml:2: notify.webhook: write an https:// address"),
        ('webhook = "https://ida:pw@hooks.example/x"', "notify.webhook: write an https://"),
        ('webhook = "hooks"', "notify.webhook: write an https://"),
        ("webhook = {}", "notify.webhook: one of"),
        ('secret = { env = "A", command = ["b"] }', "notify.secret: one of"),
        ('secret = { env = "ghp_0123456789abcdef0123456789" }', "notify.secret: a secret is never written"),
        ('command = ["post", "xoxb-0123456789-abcdef"]', "notify.command: a secret is never written"),
        ('on = ["treshold"]', "did you mean 'threshold'?"),
        ('secret = "abc"', "notify.secret: expected"),
        ('address = "https://hooks.example"', "notify.address"),
    ],
)
def test_each_mistake_is_named(table: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(f"[notify]\n{table}\n")
    assert said in str(error.value)
    assert "ghp_" not in str(error.value)


def test_what_is_printed_is_read_back_the_same() -> None:
    text = (
        '[notify]\nwebhook = { env = "HOOK" }\nsecret = { command = ["pass", "key"] }\ncommand = ["tell"]\n'
    )
    text += '[screen]\ntheme = "civitop-dark"\nlanguage = "en"\n'
    config = parse(text, "c.toml", Path(), KINDS)
    assert parse(as_toml(config), "c.toml", Path(), KINDS).notify == config.notify


def test_a_folder_that_is_not_trusted_tells_nobody() -> None:
    config = parse('[notify]\ncommand = ["call", "home"]\n', "c.toml", Path(), KINDS, trusted=False)
    assert config.notify == Notify()
    assert config.notice is not None
    assert "notify" in str(config.notice)
