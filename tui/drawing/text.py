"""How text gets onto the screen: lines of spans with a role each, never markup.

Everything that is drawn is made of `Span`s; a role (`bad`, `muted`, `accent`) becomes a colour in
`tui.drawing.theme`. Strings pass `civitop.sanitise.plain` once more when they are fitted, because a terminal
obeys whatever control character gets as far as this.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from civitop.i18n import language
from civitop.sanitise import plain
from tui.drawing.glyphs import Glyphs
from tui.drawing.theme import STYLES

Align = Literal["left", "right", "centre"]
ELLIPSIS = "…"
_UPTO_JOINT = re.compile(r".*[\W_]", re.DOTALL)
_PIECES = re.compile(r"[^-_./ ]+[-_./ ]*|[-_./ ]+")
LEAST_KEPT = 4
"""A cut between words leaves at least one in so many cells; a longer word is cut where the room ends."""


class Span(NamedTuple):
    """A piece of a line with what it stands for; roles are listed in `tui.drawing.theme.STYLES`."""

    text: str
    role: str = ""


class Linked(Span):
    """A piece of a line that stands for something with an address."""

    url = ""


def linked(piece: Span, url: str) -> Span:
    """Return a piece that leads to `url`, or the piece as it is where that is empty."""
    if not url:
        return piece
    made = Linked(*piece)
    made.url = url
    return made


Line = tuple[Span, ...]


def fit(text: str, width: int, align: Align = "left") -> str:
    """Return `text` in exactly `width` terminal cells, `shortened` where it is longer."""
    if width <= 0:
        return ""
    if not (text.isascii() and text.isprintable()):
        text = plain(text, 1000)
    size = cell_len(text)
    if size > width:
        text = shortened(text, width)
        return text + " " * (width - cell_len(text))
    blank = width - size
    if align == "right":
        return " " * blank + text
    if align == "centre":
        return " " * (blank // 2) + text + " " * (blank - blank // 2)
    return text + " " * blank


def shortened(text: str, width: int) -> str:
    """Return the first words of `text` that fit in `width` cells, with an ellipsis for the others.

    A word ends at a blank, a hyphen or any other sign that is no letter: half a word would read as another
    one. Only a word that alone is longer than the room is cut itself.
    """
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    room = width - cell_len(ELLIPSIS)
    kept = _start(text, room)
    if kept and kept[-1].isalnum() and text[len(kept)].isalnum():
        whole = _UPTO_JOINT.match(kept)
        if whole and LEAST_KEPT * cell_len(whole[0].strip()) >= width:
            kept = whole[0]
    bare = kept.rstrip()
    blank = " " if len(bare) < len(kept) or text[len(kept)].isspace() else ""
    return (bare + blank if cell_len(bare + blank) <= room else bare) + ELLIPSIS


def ending(text: str, width: int) -> str:
    """Return as many whole words of the end of `text` as fit in `width` cells behind an ellipsis.

    For what lies in folders, of which the last part tells one from another; `shortened` where no word fits.
    """
    if cell_len(text) <= width:
        return text
    pieces = _PIECES.findall(text)
    kept = ""
    while pieces and cell_len(ELLIPSIS + pieces[-1] + kept) <= width:
        kept = pieces.pop() + kept
    return ELLIPSIS + kept if kept else shortened(text, width)


def _start(text: str, width: int) -> str:
    """Return the longest start of `text` in at most `width` cells."""
    kept = set_cell_size(text, width)
    while not text.startswith(kept):  # half a wide letter became a blank, and blanks fill what is short
        kept = kept[:-1]
    return kept


def span(text: str, role: str = "", width: int | None = None, align: Align = "left") -> Span:
    """Return a span of harmless text, fitted to `width` cells where one is given."""
    return Span(plain(text, 1000) if width is None else fit(text, width, align), role)


def line(*parts: Span | str) -> Line:
    """Return a line of spans; bare strings are our own words, without a role."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts if part)


def length(spans: Line) -> int:
    """Return the width of a line in terminal cells."""
    return sum(cell_len(each.text) for each in spans)


def crop(spans: Line, width: int) -> Line:
    """Return the line `shortened` to `width` cells; blanks at its end go first."""
    while spans and not spans[-1].text.strip() and length(spans) > width:
        spans = spans[:-1]
    if length(spans) <= width:
        return spans
    if width <= 0:
        return ()
    left = len(shortened("".join(each.text for each in spans), width)) - len(ELLIPSIS)
    kept: list[Span] = []
    for text, role in spans:
        if len(text) >= left:
            kept.append(Span(text[:left] + ELLIPSIS, role))
            break
        kept.append(Span(text, role))
        left -= len(text)
    return tuple(kept)


def pad(spans: Line, width: int) -> Line:
    """Return the line in exactly `width` cells."""
    spans = crop(spans, width)
    blank = width - length(spans)
    return (*spans, Span(" " * blank)) if blank > 0 else spans


def spread(left: Line, right: Line, width: int) -> Line:
    """Return `left` and `right` at both ends of a line; the left one gives way."""
    room = width - length(right) - 1
    if room < 8:
        return crop((*left,), width)
    return (*pad(left, room), Span(" "), *right)


def columns(blocks: Sequence[tuple[Sequence[Line], int]], gap: int = 2) -> list[Line]:
    """Return blocks of lines side by side, each with its width in cells."""
    rows = max((len(block) for block, _ in blocks), default=0)
    result: list[Line] = []
    for row in range(rows):
        spans: list[Span] = []
        for index, (block, width) in enumerate(blocks):
            if index:
                spans.append(Span(" " * gap))
            spans.extend(pad(block[row] if row < len(block) else (), width))
        result.append(tuple(spans))
    return result


def wrap(text: str, width: int, role: str = "") -> list[Line]:
    """Return `text` broken between words into lines of at most `width` cells; nothing of it is left out."""
    lines: list[str] = []
    current = ""
    for word in plain(text, 5000).split():
        longer = f"{current} {word}" if current else word
        if cell_len(longer) <= width:
            current = longer
            continue
        if current:
            lines.append(current)
        *broken, current = breaks(word, width)
        lines += broken
    if current:
        lines.append(current)
    return [(Span(each, role),) for each in lines]


def breaks(name: str, width: int) -> list[str]:
    """Return a name in pieces of at most `width` cells, broken behind its hyphens, dots and slashes.

    A part that alone is longer is broken with a hyphen where the line ends. There is room for one cell at least:
    frames and margins may leave less than nothing of a terminal of two columns.
    """
    width = max(width, 1)
    lines = [""]
    for part in _PIECES.findall(name) or [name]:
        if cell_len(lines[-1]) + cell_len(part.rstrip()) > width and lines[-1]:
            lines.append("")
        while cell_len(part.rstrip()) > width:
            head = _start(part, width - 1) if width > 2 else ""
            lines[-1] = f"{head}-" if head else _start(part, width) or part[0]
            part = part[len(head or lines[-1]) :]
            lines.append("")
        lines[-1] += part
    return [each.rstrip() for each in lines if each] or [""]


def hanging(left: Line, text: str, role: str, width: int, right: Line = ()) -> list[Line]:
    """Return `text` between `left` and `right`, what does not fit going on below itself; `width` cells in all."""
    margin = length(left)
    room = max(1, width - margin - length(right))
    first, *rest = wrap(text, room, role) or [()]
    return [(*left, *pad(first, room), *right), *((Span(" " * margin), *each) for each in rest)]


def content(lines: Iterable[Line], glyphs: Glyphs) -> Content:
    """Return lines as Textual content, for widgets that Textual itself draws."""
    parts: list[str | tuple[str, str]] = []
    for index, spans in enumerate(lines):
        if index:
            parts.append("\n")
        for text, role in spans:
            text = printable(text, glyphs)
            parts.append((text, STYLES[role]) if role else text)
    return Content.assemble(*parts)


def number(value: float | None, width: int = 5) -> str:
    """Return a figure as people write it in a column: `–` for unknown, `1,234`; `12345`, `123k` when it is too long."""
    if value is None:
        return "–"
    if isinstance(value, float) and not value.is_integer() and abs(value) < 10:
        text = language.number(value, 1)
    else:
        text = language.number(round(value))
    for each in (text, f"{round(value)}") if abs(value) >= 1000 else (text,):
        if len(each) <= width:
            return each
    for unit, size in (("k", 1e3), ("M", 1e6), ("G", 1e9)):
        short = value / size
        if abs(short) < 999.5:
            text = f"{language.number(short, 1)}{unit}"
            return text if len(text) <= width else f"{round(short)}{unit}"
    return "∞"


_ASCII = str.maketrans("…–·│─×→←•øØæÆœŒßðÐłŁđĐıþÞ“”‘’", "~-.|-x><*oOaAoOsdDlLdDitT\"\"''")


def printable(text: str, glyphs: Glyphs) -> str:
    """Return what the terminal gets: our own signs replaced where it has ASCII only."""
    if not glyphs.ascii or text.isascii():
        return text
    plainer = unicodedata.normalize("NFKD", text.translate(_ASCII))
    bare = "".join(c for c in plainer if not unicodedata.combining(c)).encode("ascii", "replace").decode()
    return bare[: cell_len(text)].ljust(cell_len(text))
