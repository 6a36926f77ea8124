"""A terminal screen as an SVG of its own: no font, script or link of a third party, same bytes every time.

Text stands word by word at its cell, so that no renderer shifts a column; blocks, shades, braille and
frames are drawn as shapes, because fonts disagree about them. Control characters never get through.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from rich.cells import cell_len
from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI, TerminalTheme

from civitop.text import plain

CELL = (8.4, 18.0)
"""Width and height of a cell in user units; the font size fits a monospaced face with 0.6 em advance."""
FONT_SIZE = 14
BASELINE = 13.2
FONTS = "'Fira Code', 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
_LOWER = "▁▂▃▄▅▆▇█"
_LEFT = "▏▎▍▌▋▊▉"
_SHADE = {"░": 0.25, "▒": 0.5, "▓": 0.75}
_ARMS = {
    "─": "lr",
    "│": "ud",
    "╭": "dr",
    "╮": "dl",
    "╰": "ur",
    "╯": "ul",
    "┌": "dr",
    "┐": "dl",
    "└": "ur",
    "┘": "ul",
}
_ARMS |= {"━": "lr", "├": "udr", "┤": "udl", "┬": "lrd", "┴": "lru", "┼": "lrud"}
_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of the braille dots, by bit."""


def svg(lines: Sequence[Iterable[Segment]], width: int, ground: str, text: str, title: str) -> str:
    """Return the lines of a screen as an SVG document; `ground` and `text` are colours as #rrggbb."""
    height = len(lines)
    w, h = round(width * CELL[0] + 16, 1), round(height * CELL[1] + 16, 1)
    body: list[str] = []
    for y, segments in enumerate(lines):
        backs, fronts = _line(segments, y, ground, text)
        body += backs + fronts
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(w)} {_n(h)}" role="img"',
            f' width="{_n(w)}" height="{_n(h)}">',
            f"<title>{escape(plain(title))}</title>",
            f'<rect width="100%" height="100%" rx="8" fill="{ground}"/>',
            f'<g transform="translate(8 8)" font-family="{FONTS}" font-size="{FONT_SIZE}" fill="{text}">',
            "<style>rect{shape-rendering:crispEdges}</style>",
            *body,
            "</g>",
            "</svg>",
            "",
        ]
    )


def _line(segments: Iterable[Segment], y: int, ground: str, text: str) -> tuple[list[str], list[str]]:
    """Return the grounds and the signs of one line."""
    backs: list[str] = []
    fronts: list[str] = []
    x = 0
    for segment in segments:
        if segment.control:
            continue
        front, back = _colours(segment.style, ground, text)
        cells = cell_len(segment.text)
        if back != ground:
            backs.append(_rect(x * CELL[0], y * CELL[1], cells * CELL[0], CELL[1], back))
        fronts += _signs(segment.text, x, y, front, segment.style, text)
        x += cells
    return backs, fronts


def _signs(words: str, x: int, y: int, colour: str, style: Style | None, default: str) -> Iterator[str]:
    """Yield the shapes and the words of a segment."""
    run, start = "", x
    for character in words:
        size = cell_len(character)
        shape = _shape(character, x, y, colour)
        if shape is not None or character == " ":
            if run:
                yield _text(run, start, y, colour, style, default)
            run = ""
            if shape:
                yield shape
        else:
            if not run:
                start = x
            run += character
        x += size
    if run:
        yield _text(run, start, y, colour, style, default)


def _shape(character: str, x: int, y: int, colour: str) -> str | None:
    """Return a block, a shade, a braille cell or a piece of a frame as a shape; `None` for a letter."""
    left, top = x * CELL[0], y * CELL[1]
    if (at := _LOWER.find(character)) >= 0:
        height = CELL[1] * (at + 1) / 8
        return _rect(left, top + CELL[1] - height, CELL[0], height, colour)
    if (at := _LEFT.find(character)) >= 0:
        return _rect(left, top, CELL[0] * (at + 1) / 8, CELL[1], colour)
    if character in _SHADE:
        return _rect(left, top + 1, CELL[0], CELL[1] - 2, colour, _SHADE[character])
    if "\u2800" <= character <= "\u28ff":
        return _braille(ord(character) - 0x2800, left, top, colour)
    if character in _ARMS:
        return _frame(character, left, top, colour)
    return None


def _braille(bits: int, left: float, top: float, colour: str) -> str:
    step = (CELL[0] / 2, CELL[1] / 4)
    dots = "".join(
        f"M{_n(left + step[0] * (column + 0.5) - 1.3)} {_n(top + step[1] * (row + 0.5))}h2.6"
        for bit, (column, row) in enumerate(_DOTS)
        if bits >> bit & 1
    )
    return f'<path d="{dots}" stroke="{colour}" stroke-width="2.6"/>' if dots else ""


def _frame(character: str, left: float, top: float, colour: str) -> str:
    middle, centre = top + CELL[1] / 2, left + CELL[0] / 2
    arms = _ARMS[character]
    if character in "╭╮╰╯":
        end_x = left + CELL[0] if "r" in arms else left
        end_y = top + CELL[1] if "d" in arms else top
        path = f"M{_n(centre)} {_n(end_y)}Q{_n(centre)} {_n(middle)} {_n(end_x)} {_n(middle)}"
    else:
        ends = {
            "l": (left, middle),
            "r": (left + CELL[0], middle),
            "u": (centre, top),
            "d": (centre, top + CELL[1]),
        }
        path = "".join(f"M{_n(centre)} {_n(middle)}L{_n(ends[arm][0])} {_n(ends[arm][1])}" for arm in arms)
    return f'<path d="{path}" stroke="{colour}" stroke-width="1.2" fill="none"/>'


def _text(words: str, x: int, y: int, colour: str, style: Style | None, default: str) -> str:
    attributes = f'x="{_n(x * CELL[0])}" y="{_n(y * CELL[1] + BASELINE)}"'
    cells = cell_len(words)
    if cells > 1:
        attributes += f' textLength="{_n(cells * CELL[0])}"'
    if colour != default:
        attributes += f' fill="{colour}"'
    if style is not None and style.bold:
        attributes += ' font-weight="bold"'
    if style is not None and style.underline:
        attributes += ' text-decoration="underline"'
    return f"<text {attributes}>{escape(plain(words, 2000))}</text>"


def _rect(x: float, y: float, width: float, height: float, colour: str, opacity: float = 1) -> str:
    shade = "" if opacity == 1 else f' fill-opacity="{opacity}"'
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{colour}"{shade}/>'


def _colours(style: Style | None, ground: str, text: str) -> tuple[str, str]:
    """Return front and back of a style as #rrggbb."""
    if style is None:
        return text, ground
    front = _hex(style.color, text, foreground=True)
    back = _hex(style.bgcolor, ground, foreground=False)
    return (back, front) if style.reverse else (front, back)


def _hex(colour: Color | None, default: str, *, foreground: bool, theme: TerminalTheme = MONOKAI) -> str:
    if colour is None or colour.type is ColorType.DEFAULT:
        return default
    return colour.get_truecolor(theme, foreground=foreground).hex


def _n(value: float) -> str:
    """Return a coordinate without needless digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
