"""Which language a command speaks: pages for persons in the one that was chosen, machines always in English."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from civitop.cli.language import language_of, speak
from civitop.cli.main import run
from civitop.config.settings import Config
from civitop.errors import ConfigError
from civitop.i18n.language import current, load
from civitop.library.reload import Reloader
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.store import Store


@pytest.fixture
def ours(maker: Any, tmp_path: Path) -> Any:
    """Run a snapshot of one measured repository with a language in the configuration."""
    facts = maker.facts(maker.repository(forge="github"))
    with Store(tmp_path / "s.db") as store:
        store.save_membership("ours", "github", {"github:bakkeby": [facts.repository]}, {}, maker.now)
        store.save_facts(facts, "print")
        measurer = Measurer(maker.network(), store, maker.registry, Stated())
        store.save_health([measurer.measure(measurer.project(facts), maker.now)], maker.now)

    def snapshot(language: str, *arguments: str) -> int:
        config = tmp_path / "config.toml"
        config.write_text(f'[screen]\nlanguage = "{language}"\n[network.ours]\nwatch = ["github:bakkeby"]\n')
        place = ["--config", str(config), "--store", str(tmp_path / "s.db")]
        return run(["snapshot", "--offline", "--at", "2026-11-22T10:00", *place, *arguments])

    return snapshot


@pytest.mark.parametrize("name", ["md", "txt"])
def test_pages_for_persons_speak_the_language_of_the_configuration(
    ours: Any, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert ours("da", "--format", name) == 0
    assert "22. nov. 2026 kl. 10:00" in capsys.readouterr().out
    assert ours("en", "--format", name) == 0
    assert "2026-11-22 10:00" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["json", "csv"])
def test_machines_get_the_same_whatever_the_reader_speaks(
    ours: Any, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    written = []
    for language in ("da", "nl", "en"):
        assert ours(language, "--format", name) == 0
        written.append(capsys.readouterr().out)
    assert len(set(written)) == 1
    if name == "json":
        (repository,) = json.loads(written[0])["repositories"]
        assert repository["signals"]["bus_factor"]["reason"].endswith("365 days.")


def test_auto_is_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "LANGUAGE", "nl_NL")
    assert language_of(Config()) is language_of(Config(language="auto")) is load("nl")
    speak(Config(language="da"))
    assert current() is load("da")


def test_a_language_that_is_not_there_is_refused_with_those_that_are(
    ours: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ours("klingon") == 2
    said = capsys.readouterr().err
    assert "screen.language.klingon: there is no such language; known are auto, da, en, nl." in said


def test_a_language_that_changes_is_taken_up_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("da")
    codes = iter(("da", "xx"))

    def again() -> Any:
        code = next(codes)
        if code == "xx":
            raise ConfigError("There is no such language.")
        speak(Config(language=code))
        return "setup"

    reloader = Reloader([file], again)
    file.write_text("da!")
    assert (reloader(), current(), reloader.error) == ("setup", load("da"), None)
    file.write_text("xx!!")
    assert (reloader(), current()) == (None, load("da"))
    assert reloader.error is not None
    assert reloader.error.english == "There is no such language."
