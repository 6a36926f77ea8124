"""The heads of the matrix: projects' names in few cells, broken between their words or standing upright."""

from collections.abc import Sequence

from rich.cells import cell_len

from civitop.i18n.language import _
from tui.drawing.glyphs import Glyphs
from tui.drawing.text import Line, Span, breaks, fit, shortened


def lying(names: Sequence[str], width: int, most: int) -> list[Line]:
    """Return names broken into lines of `width - 1` cells, at most `most`, all equally high, at the bottom."""
    broken = [breaks(name, width - 1) for name in names]
    tall = min(max(map(len, broken), default=1), most)
    heads: list[Line] = []
    for lines in broken:
        if len(lines) > tall:
            lines = [*lines[: tall - 1], shortened(" ".join(lines[tall - 1 :]), width - 1)]
        lines = [""] * (tall - len(lines)) + lines
        heads.append(tuple(Span(fit(each, width - 1)) for each in lines))
    return heads


def standing(names: Sequence[str], tall: int, width: int) -> list[Line]:
    """Return names that read from top to bottom in `tall` lines, each line `width - 1` cells."""
    heads: list[Line] = []
    for name in names:
        text = shortened(name, tall)[:tall].rjust(tall)
        heads.append(tuple(Span(fit(fit(letter, 1), width - 1)) for letter in text))
    return heads


def corner(width: int, out_of_view: int, glyphs: Glyphs) -> Span:
    """Return what stands left of the heads in their last line: how many projects are out of view there."""
    arrow = "<" if glyphs.ascii else "◂"
    projects, more = _("projects"), f"{arrow} " + _("{n} more").format(n=out_of_view)
    whole = f"{more}  {projects}"
    words = projects if not out_of_view else whole if cell_len(whole) <= width else more
    return Span(fit(words, width, "right"), "quiet")


def more_sign(out_of_view: int, glyphs: Glyphs) -> Span:
    """Return the sign right of the heads that there are further projects, or nothing."""
    return Span((">" if glyphs.ascii else "▸") if out_of_view > 0 else "", "lead")
