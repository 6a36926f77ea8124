"""The signs on screen, once for terminals with Unicode and once in ASCII."""

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
