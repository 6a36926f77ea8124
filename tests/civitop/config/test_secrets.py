"""A secret that somebody wrote into a configuration is refused, or at least not printed."""

from pathlib import Path

import pytest

from civitop.cli.main import run
from civitop.config.secrets import is_token, masked
from civitop.redact import without_secret

MARKED = "ghp_markedtoken0123456789abcdefghij"


@pytest.mark.parametrize(
    "line",
    [
        f'token = {{ env = "{MARKED}" }}', f'token = {{ env = ["A", "{MARKED}"] }}',
        f'token = {{ command = ["echo", "{MARKED}"] }}', f'token = {{ keyring = "{MARKED}" }}',
        f'url = "https://hub.example/?private_token={MARKED}"', f'url = "https://hub.example/#{MARKED}"',
    ],
)  # fmt: skip
def test_a_token_in_a_forge_is_refused_without_being_shown(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "" if line.startswith("url") else 'url = "https://hub.example"\n'
    (tmp_path / "c.toml").write_text(f'[forge.ours]\nkind = "gitlab"\n{url}{line}\n')
    assert run(["config", "--config", str(tmp_path / "c.toml")]) == 2
    printed = capsys.readouterr()
    assert MARKED not in printed.out + printed.err
    assert "forge.ours." in printed.err


def test_a_secret_in_the_query_of_a_source_is_refused_without_being_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.toml").write_text(
        f'[network.o]\nwatch = ["git:https://x.example/a.git?private_token={MARKED}"]\n'
    )
    assert run(["config", "--config", str(tmp_path / "c.toml")]) == 2
    printed = capsys.readouterr()
    assert MARKED not in printed.out + printed.err
    assert "holds a password or token" in printed.err
    assert without_secret("https://x.example/a.git?ref=main") is None


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (["pass", "show", "hub/token"], ["pass", "show", "hub/token"]),
        (["echo", "s3cret"], ["echo", "…"]),
        (["/usr/bin/printf", "%s", "s3cret"], ["/usr/bin/printf", "…", "…"]),
        (["vault", "--token=s3cret", "read", "kv/hub"], ["vault", "…", "read", "kv/hub"]),
        (["curl", "-H", "Authorization: x"], ["curl", "-H", "…"]),
        (["tool", "aB3dE6gH9jK2mN5pQ8sT"], ["tool", "…"]),
        ([], []),
    ],
)
def test_words_of_a_command_that_may_be_secrets_are_not_printed(command: list[str], shown: list[str]) -> None:
    assert masked(command) == shown


def test_the_printed_configuration_shows_no_word_of_echo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.toml").write_text(
        '[forge.github]\nkind = "github"\ntoken = { command = ["echo", "s3cret"] }\n'
    )
    assert run(["config", "--config", str(tmp_path / "c.toml")]) == 0
    assert "s3cret" not in capsys.readouterr().out


def test_names_and_folders_are_no_tokens() -> None:
    for word in ("GITHUB_TOKEN", "civitop", "/home/ida/.config/token", "gh", "hub.example", "show"):
        assert not is_token(word)
