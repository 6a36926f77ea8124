"""The one door for strings from outside."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.sanitise import document, plain

HOSTILE = [
    "\x1b]52;c;aGVsbG8=\x07",  # writes the clipboard
    "\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "\x9b2J",  # C1: clear the screen
    "safe\u202egnp.exe",
    "zero\u200bwidth",
    "tag\U000e0041s",
    "null\x00byte",
    "line\u2028separator",
    "\ud800 lone surrogate",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_terminal_obeys_gets_through(text: str) -> None:
    shown = plain(text)
    assert "\ufffd" in shown
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in shown)


def test_markup_stays_as_it_was_written() -> None:
    assert plain("[@click=app.quit]x[/foo]") == "[@click=app.quit]x[/foo]"


def test_a_title_is_one_line_in_nfc() -> None:
    assert plain("A\r\nB\tC e\u0301") == "A B C é"


def test_a_long_text_is_capped_and_says_so() -> None:
    assert plain("x" * 1000, limit=10) == "xxxxxxxxx…"


def test_nothing_is_the_empty_string() -> None:
    assert plain(None) == plain("") == ""


@given(st.text(max_size=400))
def test_plain_is_idempotent_and_printable(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert len(once) <= 300
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in once)


def test_a_document_keeps_its_lines_and_tabs_but_no_control_characters() -> None:
    assert document("a:\r\n\t- b\x1b[31m\n") == "a:\n\t- b\ufffd[31m\n"
