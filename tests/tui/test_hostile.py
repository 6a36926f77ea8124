"""Strings that were made to break terminals and markup, in every field of everything on screen."""

import unicodedata
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from civitop.events import BudgetChanged, Change, Failed, RoundFinished, RoundStarted
from civitop.collector import Budget
from civitop.feed import ProjectReport
from civitop.health import Health, Network
from tui.picture import drawn, settled

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
    if isinstance(value, dict):
        return {key: poisoned(each, bad) for key, each in value.items()}
    if isinstance(value, str) and kind is str | None or kind is str:
        return bad
    return value


def harmless(lines: list[str]) -> None:
    for line in lines:
        for character in line:
            assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp"), repr(character)
            assert character not in "\u202e\u202d\u2066\u2067\u200b\u200e\u200f"
            assert not "\U000e0000" <= character <= "\U000e01ef"


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_text_is_shown_and_does_nothing(bad, feed, dashboard, screen_lines, now, monkeypatch):
    healths = {key: poisoned(each, bad, Health) for key, each in feed.healths.items()}
    report = feed.report
    feed.networks = tuple(poisoned(each, bad, Network) for each in feed.networks)
    monkeypatch.setattr(feed, "report", lambda id, asof=None: poisoned(report(id), bad, ProjectReport))
    feed.held = tuple(Change(c.at, c.repository, c.kind, bad, c.worse) for c in feed.held)
    monkeypatch.setattr(feed, "healths", healths)
    first = feed.networks[0].repositories[0]
    app = dashboard(feed)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        feed.say(
            RoundStarted(now, ("os2",), 1),
            BudgetChanged(Budget(forge=bad, pool=bad, limit=10, remaining=1)),
            Failed(first, bad, healths[first], (Change(now, first, "failed", bad, True),)),
            RoundFinished(now, 1.0, 0, 0, 1),
        )
        await pilot.pause(1.2)
        for keys in (("1",), ("4",), ("escape",), ("enter",), ("G",), ("y",), ("escape", "question_mark"), ("escape", "ctrl+p", "x")):
            await pilot.press(*keys)
            await settled(pilot)
            harmless(screen_lines(app))
        svg = drawn(app)
        harmless(svg.splitlines())
        assert app.is_running
