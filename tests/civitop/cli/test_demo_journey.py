"""A new user at `civitop demo`, who knows only what the screen says: every key is read off the footer."""

import asyncio
import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from civitop.cli.commands.demo import demo_watch, wired_demo
from civitop.cli.progress.headless import poll_once
from civitop.cli.screen_export import exporter
from civitop.demo import Spawned, Spec, spawn
from civitop.library.measurers import now
from civitop.store import Store
from civitop.watch import Watch
from tui.app import CivitopApp
from tui.overlays.changes import ChangesScreen
from tui.picture import settled
from tui.screens.organisations import OrganisationsScreen
from tui.screens.project import ProjectScreen

pytestmark = pytest.mark.slow

NAMES = {"Enter": "enter", "Esc": "escape", "/": "slash", "?": "question_mark", "PgDn": "pagedown"}


def lines_of(app):
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def text_of(app):
    return "\n".join(lines_of(app))


async def pressed(pilot, *keys):
    await pilot.press(*keys)
    await settled(pilot)


async def do(pilot, word):
    """Press the key that stands before a word at the foot of the screen."""
    words = lines_of(pilot.app)[-1].split()
    assert word in words, (word, words)
    key = words[words.index(word) - 1]
    await pressed(pilot, NAMES.get(key, key))


async def until(pilot, true: Callable[[], object]):
    for _ in range(200):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError("it did not happen")


async def read_on(pilot):
    """Return all that stands on a screen which is longer than the terminal, by the key that the help names."""
    seen = [text_of(pilot.app)]
    for _ in range(12):
        await pressed(pilot, "pagedown")
        if (page := text_of(pilot.app)) == seen[-1]:
            break
        seen.append(page)
    return "".join(seen)


async def turn_to(pilot, title):
    """Press the key that stands before the title of a tab."""
    bar = next(line for line in lines_of(pilot.app) if " Now " in line and " Files " in line).split()
    await pressed(pilot, bar[bar.index(title) - 1])


def test_a_new_user_finds_the_worst_project_why_and_who_uses_it_without_contributing(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    with demo_watch(living=False) as wiring:
        poll_once(wiring.watch)
        asyncio.run(worst(wiring.watch, tmp_path))


async def worst(watch: Watch, folder):
    app = CivitopApp(watch, poll=False, exporter=exporter(watch, now, folder))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        # The list begins with the worst: the arrow says that it is sorted by the sign.
        first = lines_of(app)[4]
        assert first.split()[:2] == ["▌■", "waste-calendar"]
        await do(pilot, "help")
        await pressed(pilot, *"page")
        told = next(line for line in lines_of(app) if "Down a page" in line)
        assert "PgDn" in told
        await pressed(pilot, "escape", "escape")
        await do(pilot, "open")
        assert isinstance(app.screen, ProjectScreen)
        assert "opencity-commons/waste-calendar  ■ bad" in text_of(app)
        assert "The last release is 640 days old" in text_of(app)
        await turn_to(pilot, "People")
        seen = await read_on(pilot)
        assert "Use it without contributing: Gemeente Rietmeer, Lindevang Kommune" in seen
        # The map of bodies shows it for all projects, and is a key away too.
        await do(pilot, "back")
        await do(pilot, "municipalities")
        assert isinstance(app.screen, OrganisationsScreen)
        assert "only uses" in lines_of(app)[-2]
        await do(pilot, "back")
        await do(pilot, "open")
        await do(pilot, "export")
        await until(pilot, lambda: list(folder.iterdir()))
        await until(pilot, lambda: "Written to" in text_of(app))
    with next(folder.iterdir()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    idle = {row["organisation"] for row in rows if row["relation"] == "uses without contributing"}
    assert idle == {"Gemeente Rietmeer", "Lindevang Kommune"}
    assert {row["repository"] for row in rows} == {"github:opencity-commons/waste-calendar"}
    assert not any("@" in value for row in rows for value in row.values())


def test_staff_are_told_which_project_lost_its_second_maintainer_and_read_who_knows_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    clock = [datetime(2026, 11, 22, 10, tzinfo=UTC)]
    with spawn(Spec(now=clock[0])) as served, Store(":memory:") as store:
        wiring = wired_demo(served, store, clock=lambda: clock[0], cache=tmp_path)
        asyncio.run(lost(wiring.watch, served, clock))


async def lost(watch: Watch, served: Spawned, clock: list[datetime]):
    app = CivitopApp(watch, clock=lambda: clock[0])
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.view.round.finished_at)
        assert not app.view.changes
        served.advance(60)
        clock[0] += timedelta(seconds=60)
        await pilot.press("r")
        await until(pilot, lambda: "6 alerts" in lines_of(app)[0])
        wanted = {"release", "backlog", "first-contribution", "bus-factor"}
        # the number in the header goes ahead of the picture, which is painted once a second
        await until(pilot, lambda: wanted <= {each.kind for each in app.view.changes})
        await pilot.press("a")
        assert isinstance(app.screen, ChangesScreen)
        told = next(line for line in lines_of(app) if "The bus factor fell from 2 to 1." in line)
        assert "id-gateway" in told
        while app.screen.list.repository != "gitlab:samen-digitaal/bouwstenen/id-gateway":
            await pressed(pilot, "down")
        await pressed(pilot, "enter")
        assert isinstance(app.screen, ProjectScreen)
        assert "id-gateway  ■ bad" in text_of(app)
        await turn_to(pilot, "People")
        assert "One person alone made at least half" in await read_on(pilot)
        await turn_to(pilot, "Knowledge")
        told = next(line for line in lines_of(app) if "reads the whole history (more than" in line)
        await pilot.press(told.split()[1])
        await until(pilot, lambda: "Who knows files" in text_of(app))
        await until(pilot, lambda: re.search(r"\d person|\d people", text_of(app)))
        assert "reads the whole history" not in text_of(app)
        await do(pilot, "back")
        assert app.screen.table.rows[0].name.endswith("waste-calendar")
    await watch.aclose()
