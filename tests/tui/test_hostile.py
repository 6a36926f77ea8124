"""Strings that were made to break terminals and markup, in every field of everything on screen."""

import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from msgspec import Struct

from civitop.change import Change
from civitop.i18n.message import literally
from civitop.polling.collector import Budget
from civitop.polling.events import BudgetChanged, Failed, RoundFinished, RoundStarted
from tui.picture import drawn, picture, settled

pytestmark = pytest.mark.slow

HOSTILE = [
    "[/foo]",
    "[@click=app.quit]press[/]",
    "[bold red]not bold[/]",
    "[link=https://evil.example]x",
    "\\[escaped",
    "$civitop-bad",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "\x00nul",
    "a\u202egnp.exe",
    "zero\u200bwidth",
    "line\nbreak\ttab\rreturn",
    "\u2028separator",
    "tag\U000e0041s",
    "e\u0301" * 20,
    "漢字" * 40,
    "👩‍👩‍👧‍👦 family",
    "x" * 2000,
    "<script>alert(1)</script> & ]]>",
    "\ud800 lone",
]
KEPT = {"github", "gitlab"}
"""Values that say which of a few things is meant."""


def poisoned(value: Any, bad: str, kind: Any = None) -> Any:
    """Return a value with every free text in it replaced."""
    if isinstance(value, Struct):
        fields = {f.name: f for f in msgspec.structs.fields(value)}
        changed = {
            name: poisoned(getattr(value, name), bad, field.type)
            for name, field in fields.items()
            if name not in ("id", "unit", "code", "repositories")
        }
        return msgspec.structs.replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(poisoned(each, bad) for each in value)
    if isinstance(value, Mapping):
        return {key: poisoned(each, bad) for key, each in value.items()}
    if (isinstance(value, str) and kind is str | None) or kind is str:
        return bad
    return value


def harmless(lines: list[str]) -> None:
    for line in lines:
        for character in line:
            assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp"), repr(character)
            assert character not in "\u202e\u202d\u2066\u2067\u200b\u200e\u200f"
            assert not "\U000e0000" <= character <= "\U000e01ef"


def bad_for(id: str, ids: tuple[str, ...]) -> str:
    """Return another hostile string for each project, so that one run shows them all."""
    return HOSTILE[ids.index(id) % len(HOSTILE)]


@pytest.fixture
def hostile_feed(feed, monkeypatch):
    ids = feed.networks[0].repositories
    report = feed.report
    healths = {id: poisoned(feed.healths[id], bad_for(id, ids)) for id in ids}
    feed.networks = tuple(poisoned(feed.networks[0], bad) for bad in HOSTILE[:6])
    monkeypatch.setattr(feed, "healths", healths)
    monkeypatch.setattr(
        feed, "report", lambda id, asof=None: (r := report(id)) and poisoned(r, bad_for(id, ids))
    )
    feed.held = tuple(
        Change(feed.held[0].at, ids[i], "level", literally(bad), True) for i, bad in enumerate(HOSTILE)
    )
    return feed


async def test_hostile_text_is_shown_on_the_overview_and_does_nothing(
    hostile_feed, dashboard, screen_lines, now
):
    feed = hostile_feed
    first = feed.networks[0].repositories[0]
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for bad in HOSTILE:
            budget = Budget(
                forge=bad, pool=bad, limit=10, remaining=1, waiting_until=now, reason=literally(bad)
            )
            failed = Failed(
                first,
                literally(bad),
                feed.healths[first],
                (Change(now, first, "failed", literally(bad), True),),
            )
            feed.say(RoundStarted(now, ("os2",), 1), BudgetChanged(budget), failed)
        await pilot.pause(0.4)
        feed.say(RoundFinished(now, 1.0, 0, 0, 1))
        await pilot.pause(0.4)
        for key in ("1", "2", "3", "4", "5", "5", "y", "n", "question_mark", "escape", "ctrl+p", "x"):
            await pilot.press(key)
            await settled(pilot)
            harmless(screen_lines(app))
        harmless(drawn(app).splitlines())


async def test_hostile_text_is_shown_in_a_project_and_does_nothing(hostile_feed, dashboard, screen_lines):
    app = dashboard(hostile_feed)
    async with app.run_test(size=(100, 44)) as pilot:
        await settled(pilot)
        for id in hostile_feed.networks[0].repositories:
            app.navigator.open_project(id)
            await settled(pilot)
            harmless(screen_lines(app))
        assert len(app.screen_stack) == 3


async def test_a_picture_of_hostile_text_is_valid_xml(hostile_feed, dashboard):
    for screen in ("overview", "project"):
        text = await picture(hostile_feed, (120, 60), screen)
        root = ElementTree.fromstring(text)
        assert root.tag.endswith("svg")
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace(
            "https://evil.example", ""
        )
        assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


async def test_hostile_text_is_shown_in_alerts_notices_and_on_the_wall_and_does_nothing(
    hostile_feed, dashboard, screen_lines
):
    feed = hostile_feed
    feed.problem = " ".join(HOSTILE)
    feed.looked = feed.held[0].at - timedelta(days=3)
    app = dashboard(feed)
    async with app.run_test(size=(120, 50)) as pilot:
        await settled(pilot)
        await pilot.pause(1.2)
        harmless(screen_lines(app))
        for key in ("escape", "a", "j", "a", "escape", "left_square_bracket", "c"):
            await pilot.press(key)
            await settled(pilot)
            harmless(screen_lines(app))
    wall = dashboard(feed, wall=3600.0)
    async with wall.run_test(size=(120, 50)) as pilot:
        await settled(pilot)
        for _ in range(2 * len(feed.networks)):
            await pilot.press("space")
            await pilot.pause()
            harmless(screen_lines(wall))
