"""The command line speaks the language of whoever reads it: help, mistakes and findings."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from civitop.cli.argparse_language import WORDS, argparse_speaks
from civitop.cli.main import run
from civitop.cli.options import COMMANDS
from civitop.cli.progress.faces import Lines
from civitop.i18n.language import current, load, use
from civitop.polling.collector import Spent
from civitop.polling.events import RoundFinished

SECRET = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
COMMAND_LINES = [[], *([name] for name in COMMANDS)]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody's configuration is found, and no line is broken."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("CIVITOP_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "1000")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command for a reader of a language; return what it printed, and its code."""

    def said(code: str, *arguments: str) -> tuple[str, int]:
        monkeypatch.setenv("LANGUAGE", code)
        try:
            ended = run(arguments)
        except SystemExit as exit:
            ended = int(exit.code or 0)
        printed = capsys.readouterr()
        return printed.out + printed.err, ended

    return said


def texts(page: str) -> set[str]:
    """Return what a page of help says in two words or more; command lines and options are nobody's language."""
    parts = {part.strip() for part in re.split(r"\s{2,}|\n", page)}
    return {part for part in parts if " " in part and not re.match(r"(civitop|\w+:) (civitop)?|[-\[{]", part)}


@pytest.mark.parametrize("command", COMMAND_LINES, ids=" ".join)
@pytest.mark.parametrize("code", ["da", "nl"])
def test_no_sentence_of_the_help_is_left_in_english(said: Any, code: str, command: list[str]) -> None:
    english, _ = said("en", *command, "--help")
    page, ended = said(code, *command, "--help")
    assert ended == 0
    assert texts(english) & texts(page) == set()
    assert len(page.splitlines()) > 10
    headings = re.findall(r"(?m)^(\w[\w ]+):", english)
    assert {"usage", "options"} <= set(headings)
    assert not set(headings) & set(re.findall(r"(?m)^(\w[\w ]+):", page))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["snapshot", "--format", "exe"], "argument --format: ugyldigt valg: 'exe' (vælg mellem 'json'"),
        (["snapshot", "--at", "i går"], "argument --at: 'i går' er ikke en dato; skriv 2026-06-30"),
        (["snapshot", "--offlime"], "ukendte argumenter: --offlime; se civitop"),
        (["snapshot", "--o"], "uklart tilvalg: --o kan være --o"),
        (["snapshot", "--offline=ja"], "argument --offline: tager ingen værdi, men 'ja' er angivet"),
        (["top", "--rotate"], "argument --rotate: én værdi forventes; se civitop top --help."),
        (["compare"], "disse argumenter er påkrævet: TARGET"),
        (["init"], "disse argumenter er påkrævet: NETWORK|SOURCE"),
        (["watch", "--every", "1s"], "'1s' er ikke et tidsrum fra 10 s til et år"),
        (["networks", "intet"], "Der er intet færdigt netværk 'intet'; mulighederne er "),
        (["snapshot", "--demo", "os2"], "--demo har sit eget netværk; udelad navnene og --offline."),
        (["snapshot", "--config", "nej.toml"], "Konfigurationsfilen nej.toml findes ikke"),
    ],
)
def test_a_mistake_is_told_in_danish(said: Any, arguments: list[str], words: str) -> None:
    text, ended = said("da", *arguments)
    assert ended == 2
    assert text.startswith(f"civitop: {words}") or words in text
    assert len(text.splitlines()) == 1


def test_every_word_of_argparse_that_is_marked_is_one_of_argparse() -> None:
    import argparse
    import inspect

    source = inspect.getsource(argparse)
    assert [word for word in WORDS if repr(word)[1:-1] not in source and word not in source] == []


def test_a_mistake_in_danish_shows_no_address_and_no_token(
    said: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    people = tmp_path / "people.toml"
    people.write_text('people = [{ login = "ida@bakkeby.example", organisation = "Aarhus" }]\n', "utf-8")
    config = tmp_path / "ours.toml"
    config.write_text('[network.ours]\nwatch = ["github:a"]\naffiliations = "people.toml"\n', "utf-8")
    text, ended = said("da", "snapshot", "--offline", "--config", str(config), "--store", "s.db")
    assert (ended, "er ikke en konto" in text) == (2, True)
    address = f"https://ida:{SECRET}@forge.example/a/b"
    more, ended = said("da", "repo", address, "--once", "--store", "s.db")
    assert (ended, "https://forge.example/a/b indeholder en adgangskode eller et token" in more) == (2, True)
    config.write_text(f'[network.ours]\nwatch = ["git:{address}"]\n', "utf-8")
    again, ended = said("da", "snapshot", "--config", str(config), "--store", "s.db")
    assert (ended, "https://forge.example/a/b indeholder" in again) == (2, True)
    assert not [secret for secret in (SECRET, "bakkeby.example") if secret in text + more + again]


def test_the_language_of_the_configuration_stands_above_that_of_the_environment(
    said: Any, tmp_path: Path
) -> None:
    config = tmp_path / "ours.toml"
    config.write_text('[screen]\nlanguage = "nl"\n[network.ours]\nwatch = ["github:a"]\n', "utf-8")
    assert "deze argumenten zijn verplicht" in said("da", "compare", "--config", str(config))[0]
    assert said("da", "--config", str(config), "--help")[0].startswith("gebruik: civitop")
    assert "regel" not in said("da", "doctor", "--offline", "--config", str(config), "--store", "s.db")[0]
    config.write_text("[screen\n", "utf-8")
    assert said("da", "--config", str(config), "--help")[0].startswith("brug: civitop")


def test_the_doctor_s_findings_are_said_in_the_language_of_the_reader(said: Any) -> None:
    text, _ = said("da", "doctor", "--offline", "--store", "s.db")
    assert re.search(r"● konfiguration +\S+: 0 netværk, 3 forges", text)
    assert "● lager          s.db" in text


def test_speaking_argparse_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for before in ({"LANGUAGE": "fr:da"}, {}):
        monkeypatch.delenv("LANGUAGE", raising=False)
        for name, value in before.items():
            monkeypatch.setenv(name, value)
        with argparse_speaks():
            assert os.environ["LANGUAGE"] == current().code
        assert os.environ.get("LANGUAGE") == before.get("LANGUAGE")


def test_a_language_without_a_catalogue_is_answered_in_english(said: Any) -> None:
    assert said("fr", "--help")[0] == said("en", "--help")[0]
    assert current() is load("en")


def test_help_loads_no_babel_whatever_the_language() -> None:
    probe = (
        "import sys, civitop.cli.main\n"
        "try: civitop.cli.main.run(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit('babel' in sys.modules)"
    )
    for code in ("en", "da"):
        environment = {**os.environ, "LANGUAGE": code, "PYTHONPATH": str(Path(__file__).parents[3])}
        subprocess.run([sys.executable, "-c", probe], env=environment, check=True, capture_output=True)


def test_the_progress_of_a_round_is_told_in_the_language_of_the_reader(maker: Any) -> None:
    finished = RoundFinished(maker.now, 1.5, 1, 1200, 0, spent={"github": Spent(requests=1, points=2)})
    told = {}
    for code in ("en", "da"):
        use(load(code))
        out = io.StringIO()
        Lines(out).take(finished)
        told[code] = out.getvalue()
    assert told["en"] == "1 collected, 1,200 unchanged, 0 failed in 1.5 s (github: 1 request, 2 points)\n"
    assert told["da"] == "1 hentet, 1.200 uændret, 0 mislykket på 1,5 s (github: 1 forespørgsel, 2 point)\n"
