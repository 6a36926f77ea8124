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

from civitop.sanitise import plain

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
    shapes = _Shapes(ground, text)
    for y, segments in enumerate(lines):
        shapes.line(segments, y)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(w)} {_n(h)}" role="img"',
            f' width="{_n(w)}" height="{_n(h)}">',
            f"<title>{escape(plain(title))}</title>",
            f'<rect width="100%" height="100%" rx="8" fill="{ground}"/>',
            f'<g transform="translate(8 8)" font-family="{FONTS}" font-size="{FONT_SIZE}" fill="{text}">',
            "<style>rect{shape-rendering:crispEdges}</style>",
            *shapes.body(),
            "</g>",
            "</svg>",
            "",
        ]
    )


class _Shapes:
    """What is drawn of a screen, by colour: one path for all blocks of a colour costs less than one for each."""

    def __init__(self, ground: str, text: str) -> None:
        self._ground, self._default = ground, text
        self._backs: list[tuple[int, int, int, int, str]] = []
        """Grounds as x, y, width and height in cells, and colour."""
        self._blocks: dict[str, list[str]] = {}
        self._shades: list[str] = []
        self._dots: dict[str, list[str]] = {}
        self._lines: dict[str, list[str]] = {}
        self._across: dict[tuple[str, int], list[tuple[float, float]]] = {}
        self._down: dict[tuple[str, int], list[tuple[float, float]]] = {}
        self._words: list[str] = []

    def line(self, segments: Iterable[Segment], y: int) -> None:
        """Take up a line of the screen."""
        x = 0
        for segment in segments:
            if segment.control:
                continue
            front, back = _colours(segment.style, self._ground, self._default)
            cells = cell_len(segment.text)
            if back != self._ground:
                self._back(x, y, cells, back)
            self._signs(segment.text, x, y, front, segment.style)
            x += cells

    def _back(self, x: int, y: int, cells: int, colour: str) -> None:
        """Take up a ground; it grows to the right and down where it goes on."""
        last = self._backs[-1] if self._backs else None
        if (
            last is not None
            and last[1] == y
            and last[3] == 1
            and last[0] + last[2] == x
            and last[4] == colour
        ):
            self._backs[-1] = (last[0], y, last[2] + cells, 1, colour)
        else:
            self._backs.append((x, y, cells, 1, colour))

    def _signs(self, words: str, x: int, y: int, colour: str, style: Style | None) -> None:
        """Take up the shapes and the words of a segment."""
        run, start = "", x
        for character in words:
            shape = self._shape(character, x, y, colour)
            if shape or character == " ":
                self._say(run, start, y, colour, style)
                run = ""
            else:
                start = start if run else x
                run += character
            x += cell_len(character)
        self._say(run, start, y, colour, style)

    def _say(self, run: str, x: int, y: int, colour: str, style: Style | None) -> None:
        if run:
            self._words.append(_text(run, x, y, colour, style, self._default))

    def _shape(self, character: str, x: int, y: int, colour: str) -> bool:
        """Take up a block, a shade, a braille cell or a piece of a frame; false for a letter."""
        left, top = x * CELL[0], y * CELL[1]
        if (at := _LOWER.find(character)) >= 0:
            height = CELL[1] * (at + 1) / 8
            self._block(left, top + CELL[1] - height, CELL[0], height, colour)
        elif (at := _LEFT.find(character)) >= 0:
            self._block(left, top, CELL[0] * (at + 1) / 8, CELL[1], colour)
        elif character == "▀":
            self._block(left, top, CELL[0], CELL[1] / 2, colour)
        elif character in _SHADE:
            self._shades.append(_rect(left, top + 1, CELL[0], CELL[1] - 2, colour, _SHADE[character]))
        elif "\u2800" <= character <= "\u28ff":
            self._dots.setdefault(colour, []).append(_braille(ord(character) - 0x2800, left, top))
        elif character in _ARMS:
            self._frame(character, x, y, colour)
        else:
            return False
        return True

    def _block(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        path = f"M{_n(left)} {_n(top)}h{_n(width)}v{_n(height)}h-{_n(width)}z"
        self._blocks.setdefault(colour, []).append(path)

    def _frame(self, character: str, x: int, y: int, colour: str) -> None:
        left, top = x * CELL[0], y * CELL[1]
        middle, centre, arms = top + CELL[1] / 2, left + CELL[0] / 2, _ARMS[character]
        if character in "╭╮╰╯":
            end_x = left + CELL[0] if "r" in arms else left
            end_y = top + CELL[1] if "d" in arms else top
            path = f"M{_n(centre)} {_n(end_y)}Q{_n(centre)} {_n(middle)} {_n(end_x)} {_n(middle)}"
            self._lines.setdefault(colour, []).append(path)
            return
        for arm in arms:
            if arm in "lr":
                start = left if arm == "l" else centre
                self._across.setdefault((colour, y), []).append((start, start + CELL[0] / 2))
            else:
                start = top if arm == "u" else middle
                self._down.setdefault((colour, x), []).append((start, start + CELL[1] / 2))

    def body(self) -> Iterator[str]:
        """Yield grounds, shapes and words, in the order in which they cover each other."""
        yield from (
            _rect(x * CELL[0], y * CELL[1], w * CELL[0], h * CELL[1], colour)
            for x, y, w, h, colour in _stacked(self._backs)
        )
        for colour, blocks in self._blocks.items():
            yield f'<path d="{"".join(blocks)}" fill="{colour}" shape-rendering="crispEdges"/>'
        yield from self._shades
        for colour, dots in self._dots.items():
            if path := "".join(dots):
                yield f'<path d="{path}" stroke="{colour}" stroke-width="2.6"/>'
        lines = {colour: list(paths) for colour, paths in self._lines.items()}
        for (colour, y), parts in self._across.items():
            at = _n((y + 0.5) * CELL[1])
            lines.setdefault(colour, []).extend(f"M{_n(a)} {at}H{_n(b)}" for a, b in _joined(parts))
        for (colour, x), parts in self._down.items():
            at = _n((x + 0.5) * CELL[0])
            lines.setdefault(colour, []).extend(f"M{at} {_n(a)}V{_n(b)}" for a, b in _joined(parts))
        for colour, paths in lines.items():
            yield f'<path d="{"".join(paths)}" stroke="{colour}" stroke-width="1.2" fill="none"/>'
        yield from self._words


def _joined(parts: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield stretches of a line, those that touch each other as one."""
    start, end = None, 0.0
    for a, b in sorted(parts):
        if start is not None and a <= end + 0.01:
            end = max(end, b)
            continue
        if start is not None:
            yield start, end
        start, end = a, b
    if start is not None:
        yield start, end


def _stacked(backs: Sequence[tuple[int, int, int, int, str]]) -> list[tuple[int, int, int, int, str]]:
    """Return grounds, those of one width that stand above each other as one."""
    found: list[tuple[int, int, int, int, str]] = []
    open_at: dict[tuple[int, int, str], int] = {}
    for x, y, width, height, colour in backs:
        at = open_at.get((x, width, colour))
        if at is not None and found[at][1] + found[at][3] == y:
            found[at] = (*found[at][:3], found[at][3] + height, colour)
        else:
            open_at[x, width, colour] = len(found)
            found.append((x, y, width, height, colour))
    return found


def _braille(bits: int, left: float, top: float) -> str:
    step = (CELL[0] / 2, CELL[1] / 4)
    return "".join(
        f"M{_n(left + step[0] * (column + 0.5) - 1.3)} {_n(top + step[1] * (row + 0.5))}h2.6"
        for bit, (column, row) in enumerate(_DOTS)
        if bits >> bit & 1
    )


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
