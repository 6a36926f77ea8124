"""No screen shows a piece of a word: what has no room is left out between words, or goes on in the next line."""

import html
import re
from pathlib import Path

import pytest

GOLDENS = sorted((Path(__file__).parent / "goldens").glob("*.txt"))
PICTURES = sorted((Path(__file__).parents[2] / "docs" / "screens").glob("*.svg"))
OVERLAYS = ("alerts", "columns", "help", "name", "palette", "export")
"""Screens with something over them, which may stand on half a word of what is behind."""
CUT = re.compile(r"(\w+)…")
WORD = re.compile(r"\w+(?![\w…])")
DRAWN = re.compile(r"<text[^>]*>([^<]*)</text>")


def of_text(path: Path) -> str:
    return path.read_text("utf-8")


def of_picture(path: Path) -> str:
    return html.unescape("\n".join(DRAWN.findall(path.read_text("utf-8"))))


@pytest.mark.parametrize(
    ("paths", "read"), [(GOLDENS, of_text), (PICTURES, of_picture)], ids=["goldens", "pictures"]
)
def test_what_stands_before_an_ellipsis_is_a_whole_word(paths, read):
    shown = {path.name: read(path) for path in paths}
    assert len(shown) > 50
    words = {
        word
        for name, text in shown.items()
        if not name.startswith(OVERLAYS)
        for word in WORD.findall(text)
        if len(word) > 1
    }
    cut = {(name, word) for name, text in shown.items() for word in CUT.findall(text) if word not in words}
    assert not cut
