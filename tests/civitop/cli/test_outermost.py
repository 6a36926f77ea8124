"""How a command ends when something goes wrong that it did not foresee: one sentence, one code, no traceback."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from civitop.cli import options
from civitop.cli.encoding import in_ascii
from civitop.cli.main import run, verbosity
from tests.patience import PROCESS

WORDS = {
    "repo": ["."],
    "compare": ["one", "other"],
    "diff": ["a", "b"],
    "open": ["a.json"],
    "people": ["os2"],
    "init": ["os2"],
    "completions": ["bash"],
    "forget": ["ida"],
}


def break_command(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> list[str]:
    """Let a command meet `error`; return the words that start it."""

    def broken(arguments: Any) -> int:
        raise error

    monkeypatch.setattr(options.command(name), "run", broken)
    return [name, *WORDS.get(name, [])]


@pytest.mark.parametrize("name", options.COMMANDS)
def test_a_mistake_of_ours_is_one_sentence_and_70_in_every_command(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = break_command(monkeypatch, name, KeyError("\x1b]0;ghp_x"))
    assert run(words) == 70
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "civitop made a mistake (KeyError); please report it at https://" in said
    assert "ghp_x" not in said


def test_where_it_came_up_is_told_with_verbose_and_harms_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = break_command(monkeypatch, "networks", ValueError("\x1b]0;title\x07"))
    assert run([*words, "-v"]) == 70
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "in broken" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    "error", [RecursionError(), MemoryError(), ExceptionGroup("several", [OSError(5, "x")])]
)
def test_every_kind_of_mistake_is_caught(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(break_command(monkeypatch, "networks", error)) == 70
    assert "Traceback" not in capsys.readouterr().err


def test_what_is_logged_is_a_line_without_a_traceback_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def logging_one(arguments: Any) -> int:
        try:
            raise ValueError("inner")
        except ValueError:
            logging.getLogger("civitop.test").exception("the round broke off\x1b[2J")
        return 0

    monkeypatch.setattr(options.command("networks"), "run", logging_one)
    words = ["networks"]
    assert run(words) == 0
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "the round broke off\ufffd[2J" in said
    assert run([*words, "--verbose"]) == 0
    assert "ValueError: inner" in capsys.readouterr().err


def test_verbosity_is_seen_wherever_it_stands() -> None:
    assert verbosity(["-vv", "snapshot"]) == 2
    assert verbosity(["snapshot", "--verbose", "-v"]) == 2
    assert verbosity(["snapshot", "--version", "-x"]) == 0


# ---------------------------------------------------------------- the standard streams


def program(*words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **more.pop("env", {})}
    command = [sys.executable, "-m", "civitop", *words]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.run(command, env=environment, timeout=PROCESS, check=False, **streams)


@contextmanager
def full_device(folder: Path) -> Iterator[IO[bytes]]:
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    link = folder / "full"
    link.symlink_to("/dev/full")
    with link.open("wb") as device:
        yield device


@pytest.mark.parametrize("words", [["networks"], ["--version"], ["--help"], ["completions", "bash"]])
def test_a_full_device_on_standard_output_is_one_sentence_and_5(words: list[str], tmp_path: Path) -> None:
    with full_device(tmp_path) as device:
        done = program(*words, stdout=device)
    assert done.returncode == 5
    assert done.stderr.decode().splitlines() == [
        "civitop: Standard output cannot be written: No space left on device."
    ]


def test_a_full_or_closed_standard_error_changes_nothing(tmp_path: Path) -> None:
    with full_device(tmp_path) as device:
        assert program("networks", "nowhere", stderr=device).returncode == 2
    for closed in ("2>&-", "</dev/null 2>&-"):
        script = f'exec "{sys.executable}" -m civitop networks nowhere {closed}'
        done = subprocess.run(["sh", "-c", script], capture_output=True, timeout=PROCESS, check=False)
        assert (done.returncode, done.stdout) == (2, b"")


def test_a_closed_standard_output_is_one_sentence_and_5() -> None:
    script = f'exec "{sys.executable}" -m civitop networks >&-'
    done = subprocess.run(["sh", "-c", script], capture_output=True, timeout=PROCESS, check=False)
    assert done.returncode == 5
    assert done.stderr.decode().splitlines() == ["civitop: Standard output cannot be written: it is closed."]


def test_a_reader_that_ended_is_no_error_and_changes_no_code() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = program("networks", stdout=write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.fixture
def store(tmp_path: Path) -> list[str]:
    return ["--store", str(tmp_path / "s.db")]


@pytest.fixture
def clone(tmp_path: Path) -> str:
    """A clone whose author's name needs more than ASCII."""
    path = tmp_path / "clone"
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Søren Ærlig 𝓍"), ("EMAIL", "s@aarhus.dk"))
    }
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    subprocess.run(
        ["git", "-C", str(path), "commit", "-q", "--allow-empty", "-m", "One"],
        check=True, env={**os.environ, **identity},
    )  # fmt: skip
    return str(path)


@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "LANG": "C", "LANGUAGE": "C"}]
)
def test_without_unicode_text_has_the_signs_of_ascii(
    env: dict[str, str], clone: str, store: list[str]
) -> None:
    done = program("repo", clone, "--once", *store, env=env)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode("ascii")
    assert "Soren AErlig" in text or "Soren aerlig" in text.lower()
    json_ = program("repo", clone, "--format", "json", *store, env=env)
    people = json.loads(json_.stdout)
    assert "Søren Ærlig 𝓍" in json.dumps(people, ensure_ascii=False)


def test_signs_have_the_meaning_that_they_have_on_an_ascii_screen() -> None:
    assert [in_ascii(sign) for sign in "●▲■–→é"] == ["+", "!", "X", "-", "->", "e"]
    assert in_ascii("漢") == "?"
    assert in_ascii("\u0301") == "?"
