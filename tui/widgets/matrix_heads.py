"""The heads of the matrix: projects' names in few cells, broken between their words or standing upright."""

import re
from collections.abc import Sequence

from tui.text import ELLIPSIS, Line, Span, fit

_WORDS = re.compile(r"[^-_./ ]+[-_./ ]*|[-_./ ]+")


def lying(names: Sequence[str], width: int, most: int) -> list[Line]:
    """Return names broken into lines of `width - 1` cells, at most `most`, all equally high, at the bottom."""
    broken = [_broken(name, width - 1) for name in names]
    tall = min(max(map(len, broken), default=1), most)
    heads: list[Line] = []
    for lines in broken:
        if len(lines) > tall:
            lines = [*lines[: tall - 1], lines[tall - 1][: width - 2] + ELLIPSIS]
        lines = [""] * (tall - len(lines)) + lines
        heads.append(tuple(Span(fit(each, width - 1)) for each in lines))
    return heads


def standing(names: Sequence[str], tall: int, width: int) -> list[Line]:
    """Return names that read from top to bottom in `tall` lines, each line `width - 1` cells."""
    heads: list[Line] = []
    for name in names:
        text = fit(name, tall) if len(name) > tall else name.rjust(tall)
        heads.append(tuple(Span(fit(fit(letter, 1), width - 1)) for letter in text[:tall].ljust(tall)))
    return heads


def _broken(name: str, width: int) -> list[str]:
    lines = [""]
    for word in _WORDS.findall(name) or [name]:
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append("")
        while len(word) > width:
            lines[-1] = word[: width - 1] + "-"
            word = word[width - 1 :]
            lines.append("")
        lines[-1] += word
    return lines
