"""Draws docs/screens: every screen of the dashboard on the demo, at three sizes and in four themes.

`make shots`. The pictures are the same bytes on every machine: the demo's world goes on for a minute of its own
clock, and then stands still at the moment that is the clock of the screens.
"""

import asyncio
import itertools
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from benchmarks.pictures.shot_feeds import Bare, Played, Unread
from civitop.cli.commands.demo import wired_demo
from civitop.cli.commands.start import choices
from civitop.config.settings import Config, Forge
from civitop.demo import Spawned, Spec, spawn
from civitop.polling.events import Event
from civitop.store import Store
from civitop.watch import Watch
from collectors.forges import KINDS
from tui.action_registry import key_table
from tui.app import CivitopApp
from tui.drawing.theme import DEFAULT, themes
from tui.live_app import Opening
from tui.picture import STILL, Size, drawn, painted, settled
from tui.session.choices import Choices, TokenNote
from tui.start_app import StartApp
from tui.tabs.list import TABS

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "screens"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LIFE = 60
"""Seconds that the demo's world lives before the pictures, with a round every so many of them:"""
SIZES: tuple[Size, ...] = ((80, 24), (120, 36), (200, 60))
EVERY = 10
COLOURLESS = "no-color"
"""What the pictures under NO_COLOR are called."""
GONE = ("github:fjord-digital/case-bridge", "gitlab:samen-digitaal/swimming-pools")
"""Projects that the forge says it does not know, in the picture of a round that failed."""
FEEDS: Mapping[str, Callable[[Watch, Sequence[Event]], Played]] = {
    "played": Played,
    "bare": Bare,
    "unread": Unread,
}


PROJECT = "github:opencity-commons/citizen-reporting"
"""The project whose tabs are drawn."""


class Shot(Struct, frozen=True):
    """One screen: what it shows, and which keys lead to it from the overview."""

    name: str
    keys: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = SIZES
    feed: str = "played"
    wall: bool = False
    project: str | None = None
    plain: bool = False
    """Whether it is drawn in the default theme alone."""

    def file(self, size: Size, theme: str) -> str:
        """Return the file's name; the theme that is there by itself is not named."""
        return f"{self.name}-{size[0]}x{size[1]}{'' if theme == DEFAULT else f'-{theme}'}.svg"


SCREENS = (
    Shot("overview"),
    Shot("grouped", ("b", "b", "b")),
    Shot("project", project=PROJECT),
    Shot("municipalities", ("m",)),
    Shot("organisation", ("m", "x", "enter")),
    Shot("help", ("question_mark",)),
    Shot("filter", ("slash", *"bus<2")),
    Shot("columns", ("C",)),
    Shot("alerts", ("a",)),
    Shot("palette", ("ctrl+p", *"egem")),
    Shot("past-day", ("left_curly_bracket",)),
    Shot("empty", feed="bare"),
    Shot("loading", feed="unread"),
    Shot("wall", wall=True),
    Shot("wall-worst", ("space",), wall=True),
    Shot("compact", ("c",), sizes=((80, 24), (40, 10))),
)
IN_DEPTH = tuple(Shot(f"project-{tab.name}", (tab.key,), project=PROJECT, plain=True) for tab in TABS[1:])
"""The further tabs of a project, over a demo whose whole histories were read."""
FAILED = Shot("failed")
START = Shot("start")


TOKENS = (
    TokenNote(forge="github.com", places=("the variable GITHUB_TOKEN",)),
    TokenNote(
        forge="gitlab.com",
        without=KINDS["gitlab"].advice(Forge(name="gitlab", kind="gitlab", url="https://gitlab.com")),
    ),
)
"""What the start screen says of tokens in its picture: one found, one missing."""


def offered() -> Choices:
    """Return what the start screen offers, without the folders of this machine."""
    found = choices(Config(), Path("/"))
    return replace(found, config_file="~/.config/civitop/config.toml", here="~/clones/digital-post")


async def in_all_themes(app: App[Any], pilot: Pilot[Any], *, colours: bool) -> dict[str, str]:
    """Return the present screen by theme: in ours, or as it is under NO_COLOR; no cursor blinks."""
    for each in app.screen.query(Input):
        each.cursor_blink = False
    await pilot.pause()
    if not colours:
        return {COLOURLESS: drawn(app)}
    found = {}
    for theme in themes():
        app.theme = theme.name
        await pilot.pause()
        app.stylesheet.update(app.screen, animate=False)  # an open palette does not follow by itself
        await pilot.pause()
        found[theme.name] = drawn(app)
    return found


@contextmanager
def coloured(colours: bool) -> Iterator[None]:
    """Let an app that is made meanwhile have colours, or none: Textual reads NO_COLOR itself."""
    before = os.environ.pop("NO_COLOR", None)
    if not colours:
        os.environ["NO_COLOR"] = "1"
    try:
        yield
    finally:
        os.environ.pop("NO_COLOR", None)
        if before is not None:
            os.environ["NO_COLOR"] = before


async def dashboard(shot: Shot, size: Size, feed: Played, config: Config, *, colours: bool) -> dict[str, str]:
    """Return the pictures of a screen of the dashboard by theme."""
    wall = STILL if shot.wall else None
    with coloured(colours):
        app = CivitopApp(feed, config=config, clock=lambda: NOW, zone=UTC, opening=Opening(wall=wall))
    async with app.run_test(size=size) as pilot:
        if isinstance(feed, Unread):
            await pilot.pause()
            found = await in_all_themes(app, pilot, colours=colours)
            feed.read.set()
            return found
        await settled(pilot)
        await feed.told.wait()
        await painted(pilot)
        if shot.project is not None:
            app.navigator.open_project(shot.project)
        for key in shot.keys:
            await pilot.press(key)
            await settled(pilot)
        await settled(pilot)
        return await in_all_themes(app, pilot, colours=colours)


async def start(size: Size, *, colours: bool) -> dict[str, str]:
    """Return the pictures of the start screen by theme."""
    with coloured(colours):
        app = StartApp(offered(), accept=lambda _: None, find_tokens=lambda: TOKENS)
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        return await in_all_themes(app, pilot, colours=colours)


async def rounds(watch: Watch, served: Spawned, clock: list[datetime], gone: Sequence[str]) -> list[Event]:
    """Poll the demo for its first minute and return what happened in the last round; `gone` is missed then."""
    try:
        happened = [event async for event in watch.round(forever=False)]
        for second in range(EVERY, LIFE + 1, EVERY):
            served.advance(second)
            for key in gone if second == LIFE else ():
                served.delete(key)
            clock[0] = NOW - timedelta(seconds=LIFE - second)
            happened = [event async for event in watch.round(forever=False)]
        return happened
    finally:
        await watch.aclose()  # every picture has a loop of its own


def write(shot: Shot, size: Size, found: dict[str, str]) -> Iterator[str]:
    """Write the pictures of a screen, and yield their names."""
    for theme, text in found.items():
        name = shot.file(size, theme)
        # The address of the demo's forge differs from run to run; no picture may show it.
        (TARGET / name).write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", text), "utf-8")
        print(f"docs/screens/{name}")
        yield name


def draw(shots: Iterable[Shot], gone: Sequence[str] = (), *, deep: bool = False) -> Iterator[str]:
    """Draw screens of the dashboard on the demo, and yield the names of the files."""
    clock = [NOW - timedelta(seconds=LIFE)]
    with (
        spawn(Spec(now=clock[0])) as served,
        Store(":memory:") as store,
        TemporaryDirectory(prefix="civitop-shots-") as cache,
    ):
        wiring = wired_demo(served, store, clock=lambda: clock[0], cache=Path(cache), deep=deep)
        happened = asyncio.run(rounds(wiring.watch, served, clock, gone))
        for shot, colours in itertools.product(shots, (True, False)):
            if shot.plain and not colours:
                continue
            for size in shot.sizes:
                feed = FEEDS[shot.feed](wiring.watch, happened)
                drawing = dashboard(shot, size, feed, wiring.config, colours=colours)
                found = asyncio.run(drawing)
                yield from write(shot, size, {DEFAULT: found[DEFAULT]} if shot.plain else found)


def write_keys(readme: Path) -> None:
    """Put the table of keys between its markers in the README."""
    text = readme.read_text("utf-8")
    start, end = "<!-- keys -->\n", "<!-- /keys -->"
    before, _, rest = text.partition(start)
    readme.write_text(f"{before}{start}{key_table()}{end}{rest.partition(end)[2]}", "utf-8")


def main() -> int:
    """Draw them all; files of screens that are no more are removed."""
    TARGET.mkdir(parents=True, exist_ok=True)
    drawn_now = {*draw(SCREENS), *draw(IN_DEPTH, deep=True), *draw((FAILED,), GONE)}
    for size, colours in itertools.product(SIZES, (True, False)):
        drawn_now.update(write(START, size, asyncio.run(start(size, colours=colours))))
    write_keys(ROOT / "README.md")
    for old in TARGET.glob("*.svg"):
        if old.name not in drawn_now:
            old.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
