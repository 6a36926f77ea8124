"""The signs on screen: for terminals with Unicode, for the same without colours, and in ASCII."""

from typing import NamedTuple

from civitop.signals.base import Level


class Glyphs(NamedTuple):
    """One set of signs; shapes differ, so that no meaning hangs on a colour."""

    ascii: bool
    good: str
    watch: str
    bad: str
    unknown: str
    up: str
    down: str
    same: str
    blocks: str
    """Heights of a column from the lowest to the full one."""
    eighths: str
    full: str
    hatch: str
    """What the second of two series is made of where no colour tells it from the first; empty: of blocks too."""
    rail: str
    dot: str
    dots: str
    overdue: str
    due: str
    cursor: str
    descending: str
    ascending: str
    bullet: str
    separator: str
    heat: str
    """From nothing to most."""
    pause: str
    live: str
    offline: str
    archived: str
    stale: str
    failed: str
    tab: str

    def level(self, level: Level) -> str:
        """Return the sign of a level."""
        return {"good": self.good, "watch": self.watch, "bad": self.bad}.get(level, self.unknown)


UNICODE = Glyphs(
    ascii=False,
    good="●",
    watch="▲",
    bad="■",
    unknown="–",
    up="↑",
    down="↓",
    same="·",
    blocks="▁▂▃▄▅▆▇█",
    eighths="▏▎▍▌▋▊▉",
    full="█",
    hatch="",
    rail="─",
    dot="•",
    dots="●",
    overdue="■",
    due="◌",
    cursor="▌",
    descending="▾",
    ascending="▴",
    bullet="•",
    separator="│",
    heat="·░▒▓█",
    pause="‖",
    live="●",
    offline="○",
    archived="⊘",
    stale="~",
    failed="✕",
    tab="▸",
)
COLOURLESS = UNICODE._replace(hatch="▒")
ASCII = Glyphs(
    ascii=True,
    good="+",
    watch="!",
    bad="X",
    unknown="-",
    up="^",
    down="v",
    same=".",
    blocks="_.-=+*%#",
    eighths="#######",
    full="#",
    hatch=":",
    rail="-",
    dot="o",
    dots="O",
    overdue="X",
    due="?",
    cursor=">",
    descending="v",
    ascending="^",
    bullet="*",
    separator="|",
    heat=".:+*#",
    pause="=",
    live="*",
    offline="o",
    archived="/",
    stale="~",
    failed="X",
    tab=">",
)


def chosen(*, ascii_only: bool, colourless: bool) -> Glyphs:
    """Return the signs for a terminal."""
    return ASCII if ascii_only else COLOURLESS if colourless else UNICODE
