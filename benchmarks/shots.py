"""Draws docs/screens: every screen of the dashboard on the demo, at three sizes and in four themes.

`make shots`. The pictures are the same bytes on every machine: the demo's world stands still at one moment,
and the clock of the screens is that moment.
"""

import asyncio
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from civitop.settings import Config
from civitop.store import Store
from cli.demo_command import wired_demo
from cli.headless import poll_once
from cli.start import WITHOUT, choices
from demo import Spec, spawn
from tui.choices import Choices, TokenNote
from tui.picture import Size, Subject, picture, start_picture
from tui.theme import themes

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "screens"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SIZES: tuple[Size, ...] = ((80, 24), (120, 36), (200, 60))


class Shot(Struct, frozen=True):
    """One picture: which keys lead to the screen from the overview."""

    name: str
    keys: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = SIZES
    theme: str | None = None
    screen: Subject = "overview"
    project: str | None = None

    def file(self, size: Size) -> str:
        """Return the file's name."""
        theme = f"-{self.theme}" if self.theme else ""
        return f"{self.name}-{size[0]}x{size[1]}{theme}.svg"


SCREENS = (
    Shot("overview"),
    Shot("project", screen="project", project="github:opencity-commons/citizen-reporting"),
    Shot("municipalities", ("m",)),
    Shot("help", ("question_mark",)),
    Shot("filter", ("slash", *"bus<2")),
    Shot("past-day", ("left_curly_bracket",)),
    Shot("wall", screen="wall"),
    Shot("wall-worst", ("space",), screen="wall"),
    Shot("compact", ("c",), sizes=((80, 24), (40, 10))),
)


TOKENS = (
    TokenNote(forge="github.com", places=("the variable GITHUB_TOKEN",)),
    TokenNote(forge="gitlab.com", without=WITHOUT["gitlab"]),
)
"""What the start screen says of tokens in its picture: one found, one missing."""


def offered() -> Choices:
    """Return what the start screen offers, without the folders of this machine."""
    found = choices(Config(), Path("/"))
    return replace(found, config_file="~/.config/civitop/config.toml", here="~/clones/digital-post")


def shots() -> Iterator[Shot]:
    """Yield every screen at three sizes, and the overview in every theme of our own."""
    yield from SCREENS
    for theme in themes():
        yield Shot("overview", theme=theme.name, sizes=((120, 36),))


def main() -> int:
    """Draw them all; files of screens that are no more are removed."""
    TARGET.mkdir(parents=True, exist_ok=True)
    drawn = set()
    with spawn(Spec(now=NOW)) as served, Store(":memory:") as store:
        wiring = wired_demo(served, store, clock=lambda: NOW)
        poll_once(wiring.watch)
        for shot in shots():
            for size in shot.sizes:
                text = asyncio.run(
                    picture(
                        wiring.watch,
                        size,
                        shot.screen,
                        project=shot.project,
                        keys=shot.keys,
                        theme=shot.theme,
                        config=wiring.config,
                    )
                )
                # The address of the demo's forge differs from run to run; no picture may show it.
                (TARGET / shot.file(size)).write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", text), "utf-8")
                drawn.add(shot.file(size))
                print(f"docs/screens/{shot.file(size)}")
    for size in SIZES:
        name = f"start-{size[0]}x{size[1]}.svg"
        (TARGET / name).write_text(asyncio.run(start_picture(offered(), TOKENS, size)), "utf-8")
        drawn.add(name)
        print(f"docs/screens/{name}")
    for old in TARGET.glob("*.svg"):
        if old.name not in drawn:
            old.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
