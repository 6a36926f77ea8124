"""Letters and figures as high as the room allows, for a screen that is read from across a room.

A font of five pixels in height; a pixel is a square of half rows, so that every size is possible. Where even the
smallest does not fit, and in ASCII where only whole rows can be filled, the text stays as it is.
"""

import unicodedata
from collections.abc import Sequence

from tui.drawing.glyphs import Glyphs

HEIGHT = 5
GAP = 1
LARGEST = 12
"""Half rows of the largest pixel: figures of 30 rows, for a terminal of 400 × 100."""
_FONT: dict[str, str] = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# .#. .#.",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".## #.. #.# #.# .##",
    "H": "#.# #.# ### #.# #.#",
    "I": "### .#. .#. .#. ###",
    "J": "..# ..# ..# #.# .#.",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": ".#. #.# #.# #.# .#.",
    "P": "##. #.# ##. #.. #..",
    "Q": ".##. #..# #..# #.## .###",
    "R": "##. #.# ##. #.# #.#",
    "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#.# #.# .#. #.# #.#",
    "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    "-": "... ... ### ... ...",
    "–": "... ... ### ... ...",
    "_": "... ... ... ... ###",
    ".": ". . . . #",
    ",": ".. .. .. .# #.",
    "/": "..# ..# .#. #.. #..",
    "+": "... .#. ### .#. ...",
    "%": "#.# ..# .#. #.. #.#",
    "&": ".#. #.# .#. #.# .##",
    "'": "# # . . .",
    ":": ". # . # .",
    "(": ".# #. #. #. .#",
    ")": "#. .# .# .# #.",
    " ": ".. .. .. .. ..",
    "?": "##. ..# .#. ... .#.",
}
_PLAINER = str.maketrans({"Ø": "O", "Æ": "AE", "Œ": "OE", "ß": "SS", "Ł": "L", "Đ": "D", "’": "'"})


def _pixels(text: str) -> list[str]:
    """Return the text as five rows of `#` and `.`; what the font has not becomes a question mark."""
    upper = unicodedata.normalize("NFKD", text.upper().translate(_PLAINER))
    letters = [_FONT.get(c, _FONT["?"]).split() for c in upper if not unicodedata.combining(c)]
    return [("." * GAP).join(letter[row] for letter in letters) for row in range(HEIGHT)]


def _drawn(pixels: Sequence[str], size: int, glyphs: Glyphs) -> list[str]:
    """Return pixels of `size` half rows by `size` columns as lines of blocks."""
    halves = ["".join(c * size for c in row) for row in pixels for _ in range(size)]
    if len(halves) % 2:
        halves.append("." * len(halves[0]))
    blocks = {"##": glyphs.full, "#.": "▀", ".#": "▄", "..": " "}
    return [
        "".join(blocks[a + b] for a, b in zip(upper, lower, strict=True))
        for upper, lower in zip(halves[::2], halves[1::2], strict=True)
    ]


def size_for(text: str, width: int, height: int, glyphs: Glyphs) -> int:
    """Return the largest size that `width` cells and `height` rows allow, in half rows a pixel; 0 for none."""
    columns = len(_pixels(text)[0]) if text else 0
    step = 2 if glyphs.ascii else 1
    for size in range(LARGEST, 0, -1):
        rows = -(-HEIGHT * size // 2)
        if columns and size % step == 0 and columns * size <= width and rows <= height:
            return size
    return 0


def big(text: str, width: int, height: int, glyphs: Glyphs, size: int | None = None) -> list[str]:
    """Return the text as large as there is room, or as `size` allows; itself where nothing larger fits."""
    fitting = size_for(text, width, height, glyphs)
    chosen = fitting if size is None else min(size, fitting)
    return _drawn(_pixels(text), chosen, glyphs) if chosen else [text]
