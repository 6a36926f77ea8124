"""The dashboard as a picture, without a terminal: for `snapshot --format svg`, the README and the docs."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal

from rich.segment import Segment
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from civitop.config.settings import Config
from civitop.reading.feed import Feed
from tui.app import CivitopApp
from tui.drawing import theme as themes
from tui.drawing.svg import svg
from tui.live_app import Opening
from tui.panels.base import GROUP
from tui.session.choices import Choices, TokenNote
from tui.start_app import StartApp
from tui.themed_app import Terminal

Subject = Literal["overview", "project", "help", "wall"]
Size = tuple[int, int]
STILL = 3600.0
"""Seconds a page of the wall stands in a picture: longer than the picture takes."""


async def picture(
    feed: Feed,
    size: Size = (120, 36),
    screen: Subject = "overview",
    *,
    network: str | None = None,
    project: str | None = None,
    theme: str | None = None,
    config: Config | None = None,
    clock: Callable[[], datetime] | None = None,
    zone: tzinfo = UTC,
    keys: Sequence[str] = (),
) -> str:
    """Return what the dashboard shows of a feed, as an SVG document; no round is started.

    `size` is columns by rows; `project` the id that the project screen opens (the first in the table without
    one); `clock` says what “now” is, the snapshot's own moment without one, so that the same store gives the
    same bytes; `keys` are pressed before the picture is taken.
    """
    if clock is None:
        moment = feed.snapshot().asof

        def clock() -> datetime:
            return moment

    settings = config or Config()
    if theme is not None:
        settings = Config(theme=theme, forges=settings.forges, keys=settings.keys)
    app = CivitopApp(
        feed,
        config=settings,
        opening=Opening(network=network, wall=STILL if screen == "wall" else None),
        terminal=Terminal(colours=True),
        clock=clock,
        zone=zone,
        poll=False,
    )
    pressed = [*keys]
    if screen == "help":
        pressed.insert(0, "question_mark")
    elif screen == "project" and project is None:
        pressed.insert(0, "enter")
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        if screen == "project" and project is not None:
            app.navigator.open_project(project)
            await settled(pilot)
        if pressed:
            await pilot.press(*pressed)
            await settled(pilot)
        return drawn(app)


async def start_picture(choices: Choices, tokens: tuple[TokenNote, ...], size: Size = (120, 36)) -> str:
    """Return the start screen as an SVG document."""
    app = StartApp(
        choices, accept=lambda _: None, find_tokens=lambda: tokens, terminal=Terminal(colours=True)
    )
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        return drawn(app)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until everything that was read has been drawn."""
    app = pilot.app
    if isinstance(app, CivitopApp):
        await app.follower.reading.wait()
    await _at_rest(pilot)
    for worker in [each for each in app.workers if each.group in ("report", GROUP)]:
        with suppress(WorkerCancelled):  # a newer reading took its place
            await worker.wait()
    await _at_rest(pilot)


async def _at_rest(pilot: Pilot[Any]) -> None:
    """Wait until no widget has a message left and nothing is to be laid out or painted again.

    Textual's own pause takes a process that gets no processor for one that has nothing to do.
    """
    await pilot.pause()
    while _has_work(pilot.app):  # noqa: ASYNC110 - no event tells when Textual has nothing left to do
        await asyncio.sleep(0.005)


def _has_work(app: App[Any]) -> bool:
    screen = app.screen
    # textual is pinned exactly; it has no public word for this.
    pumps = [app, *app.screen_stack, *screen.walk_children()]
    return bool(
        screen._layout_required or screen._repaint_required or screen._dirty_widgets  # noqa: SLF001
    ) or any(each._next_callbacks or not each._message_queue.empty() for each in pumps)  # noqa: SLF001


async def painted(pilot: Pilot[Any]) -> None:
    """Wait until the newest state is on the screen: an app that follows events paints now and then."""
    app = pilot.app
    while isinstance(app, CivitopApp) and app.paints_soon:
        await pilot.pause(0.02)
    await settled(pilot)


def drawn(app: App[Any]) -> str:
    """Return the present screen of a running app as an SVG document."""
    # The compositor is where Textual's own screenshot takes its lines; textual is pinned exactly.
    lines: list[list[Segment]] = [list(strip) for strip in app.screen._compositor.render_strips()]  # noqa: SLF001
    variables = app.theme_variables
    ground = themes.solid(variables.get("background", ""), "#101418")
    text = themes.solid(variables.get("foreground", ""), "#d8dfea")
    return svg(lines, app.size.width, ground, text, "civitop")
