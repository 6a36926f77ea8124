"""docs/signals says what the signals' own files say."""

from pathlib import Path

import pytest

from civitop.signals import SIGNALS
from tools import signal_docs

DOCS = Path(__file__).parents[2] / "docs" / "signals"
PAGES = signal_docs.pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_what_its_signal_says(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name], "run `make signal-docs`"


def test_there_is_a_page_for_each_signal_and_no_other() -> None:
    assert {file.name for file in DOCS.iterdir()} == set(PAGES)


@pytest.mark.parametrize("definition", SIGNALS, ids=lambda each: each.id)
def test_a_page_says_what_a_reader_has_to_know(definition) -> None:
    page = PAGES[f"{definition.id}.md"]
    for heading in (
        "**Value.**",
        "**Level.**",
        "**Source.**",
        "**Weakness.**",
        "## Figures",
        "## In filters",
    ):
        assert heading in page


def test_pages_of_signals_that_are_gone_go_too(tmp_path: Path) -> None:
    (tmp_path / "phase_of_the_moon.md").write_text("full")
    signal_docs.main(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(PAGES)
