"""Going back through the days, and being called when something needs a person: as stories."""

import threading
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace
from textual.drivers.headless_driver import HeadlessDriver

from civitop.change import Change
from civitop.config.settings import Alerts, Config
from civitop.errors import StoreError
from civitop.i18n.message import literally
from civitop.polling.events import Collected, RoundFinished
from civitop.reading.telling_names import NO_NAMES
from civitop.signals.parts.windows import end_of
from tests.patience import SCREEN
from tui.overlays.changes import ChangesScreen
from tui.picture import settled
from tui.screens.overview import Overview
from tui.screens.project import ProjectScreen
from tui.session.alert_rules import alerts, is_alert, note, notification, summary

pytestmark = pytest.mark.slow


async def until(pilot, true, seconds=SCREEN):
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError("it did not happen")


def text_of(app, screen_lines):
    return "\n".join(screen_lines(app))


@pytest.fixture
def days(feed, monkeypatch):
    """Let the feed answer for past days: a day earlier, an issue more; the days it was asked for."""
    asked: list[datetime | None] = []
    present = feed.snapshot

    def snapshot(asof=None):
        asked.append(asof)
        now = present()
        if asof is None:
            return now
        back = (now.asof.date() - asof.date()).days
        return replace(now, asof=asof, repositories=tuple(_earlier(each, back) for each in now.repositories))

    monkeypatch.setattr(feed, "snapshot", snapshot)
    return asked


def _earlier(health, back):
    signal = health.signals.get("open_issues")
    if signal is None or signal.value is None:
        return health
    return replace(
        health, signals={**health.signals, "open_issues": replace(signal, value=signal.value + 1000 * back)}
    )


# ---------------------------------------------------------------- time


async def test_staff_look_at_the_day_before_yesterday_and_come_back(feed, days, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("left_square_bracket", "left_square_bracket")
        await until(pilot, lambda: app.view.past == date(2026, 11, 20))
        await pilot.pause()
        text = text_of(app, screen_lines)
        assert "PAST 20 Nov 2026" in text
        assert "1,131" in text
        assert "fell from 2 to 1" in text
        assert "Release v4.2.0" not in text
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.view.past == date(2026, 11, 21))
        await pilot.press("escape")
        await pilot.pause()
        text = text_of(app, screen_lines)
        assert "PAST" not in text
        assert "Release v4.2.0" in text
        assert app.view.past is None


async def test_a_project_is_shown_as_it_was_too(feed, days, dashboard, screen_lines, monkeypatch):
    asked = []
    report = feed.report
    monkeypatch.setattr(feed, "report", lambda id, asof=None: (asked.append(asof), report(id))[1])
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ProjectScreen)
        await pilot.press("left_curly_bracket")
        await until(pilot, lambda: asked[-1] == end_of(date(2026, 10, 23)))
        await settled(pilot)
        assert "PAST 23 Oct 2026" in text_of(app, screen_lines)
        await pilot.press("right_curly_bracket")
        await until(pilot, lambda: asked[-1] is None)


async def test_what_happens_meanwhile_leaves_the_past_alone_and_is_there_afterwards(
    feed, days, dashboard, screen_lines
):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app.view.past is not None)
        feed.say(*feed.a_round())
        await until(pilot, lambda: app.session.newest.round.finished_at is not None)
        await pilot.pause(1.2)
        text = text_of(app, screen_lines)
        assert "PAST 21 Nov 2026" in text
        assert "fell from 3 to 1" not in text
        await pilot.press("right_curly_bracket")
        await pilot.pause()
        assert "fell from 3 to 1" in text_of(app, screen_lines)


async def test_days_that_were_passed_while_one_was_read_are_skipped(
    feed, days, dashboard, screen_lines, monkeypatch
):
    gate = threading.Event()
    slow = feed.snapshot

    def snapshot(asof=None):
        if asof is not None:
            gate.wait(SCREEN)
        return slow(asof)

    monkeypatch.setattr(feed, "snapshot", snapshot)
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press(*["left_square_bracket"] * 9)
        await pilot.pause()
        assert "Reading 13 Nov 2026" in text_of(app, screen_lines)
        await pilot.press("j", "j")
        assert app.screen.table.cursor == 2
        gate.set()
        await until(pilot, lambda: app.view.past == date(2026, 11, 13))
        assert len(days) <= 3


async def test_nobody_gets_beyond_what_is_held(feed, days, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("right_square_bracket")
        assert app.session.travel.wanted is None
        await pilot.press(*["left_curly_bracket"] * 3)
        await until(pilot, lambda: app.view.past == date(2026, 10, 23))
        await pilot.press("left_square_bracket")
        await pilot.pause()
        assert app.session.travel.wanted == date(2026, 10, 23)


async def test_a_day_that_cannot_be_read_is_told_and_the_present_stays(feed, dashboard, monkeypatch):
    def snapshot(asof=None):
        if asof is not None:
            raise StoreError("The store is damaged.")
        return present()

    present = feed.snapshot
    monkeypatch.setattr(feed, "snapshot", snapshot)
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: any("damaged" in n.message for n in app._notifications))
        assert app.view.past is None


async def test_another_network_is_shown_of_the_same_day_also_while_paused(
    feed, days, dashboard, screen_lines
):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("p", "left_square_bracket")
        await until(pilot, lambda: app.view.past is not None)
        await pilot.press("n")
        await pilot.pause()
        text = text_of(app, screen_lines)
        assert "PAST 21 Nov 2026" in text
        assert "calendar" in text
        assert app.view.network == "sig"


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_a_past_day_looks_as_it_did(feed, days, dashboard, golden, screen_lines, size):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("left_curly_bracket")
        await until(pilot, lambda: app.view.past is not None)
        await settled(pilot)
        golden(f"past-{size[0]}x{size[1]}", screen_lines(app))


# ---------------------------------------------------------------- alerts


async def test_an_alert_is_acknowledged_once_and_for_all(feed, dashboard, screen_lines):
    feed.seen.clear()
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.pause(1.1)
        assert "5 alerts" in text_of(app, screen_lines)
        await pilot.press("a")
        assert isinstance(app.screen, ChangesScreen)
        await pilot.press("j", "a")
        await pilot.press("escape")
        await until(pilot, lambda: "4 alerts" in text_of(app, screen_lines))
        await until(pilot, lambda: [c.kind for c in feed.seen] == ["backlog"])
        await pilot.press("a", "A", "escape")
        await until(pilot, lambda: "alerts" not in screen_lines(app)[0])
    again = dashboard(feed)
    async with again.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("a")
        assert not isinstance(again.screen, ChangesScreen)


async def test_an_alert_leads_to_its_project(feed, dashboard):
    feed.seen.clear()
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("a", "down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ProjectScreen)
        assert app.screen.repository == "github:os2/citizen-portal"


async def test_who_comes_back_sees_what_changed_since(feed, dashboard, screen_lines, now):
    feed.looked = now - timedelta(hours=14)
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await until(pilot, lambda: isinstance(app.screen, ChangesScreen))
        await pilot.pause()
        text = text_of(app, screen_lines)
        assert "Since you last looked, 14 h ago" in text
        assert "1 backlog that grew, 1 release and 1 failed poll." in text
        assert feed.looks == 1
        await pilot.press("escape")
        assert isinstance(app.screen, Overview)
        feed.say(RoundFinished(now, 1.0, 0, 0, 0))
        await until(pilot, lambda: feed.looks == 2)


@pytest.mark.parametrize("away", [None, timedelta(minutes=3), timedelta(minutes=200)])
async def test_a_first_look_a_short_walk_and_an_offline_look_are_not_commented(feed, dashboard, now, away):
    feed.looked = away and now - away
    app = dashboard(feed, poll=away != timedelta(minutes=200))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.pause(0.1)
        assert isinstance(app.screen, Overview)


@pytest.mark.parametrize(
    ("asked", "rung", "shown"),
    [
        (Alerts(), 0, 0),
        (Alerts(bell=True), 1, 0),
        (Alerts(desktop=True), 0, 1),
        (Alerts(bell=True, desktop=True), 1, 1),
    ],
)
async def test_the_terminal_is_rung_only_when_asked_for(feed, dashboard, monkeypatch, asked, rung, shown):
    written = []
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(HeadlessDriver, "write", lambda self, data: written.append(data))
    app = dashboard(feed, config=Config(alerts=asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        monkeypatch.setattr(app, "bell", lambda: written.append("\a"))
        written.clear()
        feed.say(*feed.a_round())
        await until(pilot, lambda: app.session.newest.round.finished_at is not None)
        await pilot.pause(1.2)
    assert written.count("\a") == rung
    notes = [each for each in written if each.startswith("\x1b]9;")]
    assert notes == ["\x1b]9;civitop: budget-explorer: The bus factor fell from 3 to 1\x1b\\"] * shown


def test_a_notification_holds_no_command(now):
    change = Change(
        now, "hub:a/b", "release", literally("4;1;99\x1b]52;c;ZXZpbA==\x07\x9c\u202e[/foo]"), None
    )
    for terminal in ("xterm", "foot", "rxvt-unicode"):
        sent = notification(note([change], NO_NAMES), terminal)
        inner = (
            sent.removeprefix("\x1b]9;civitop: ")
            .removeprefix("\x1b]777;notify;civitop;")
            .removesuffix("\x1b\\")
        )
        assert len(inner) < len(sent)
        assert inner.isprintable()
        assert ";" not in inner
    assert notification("x", "linux") == notification("x", "dumb") == notification("x", "") == ""


def test_news_that_is_old_good_or_acknowledged_is_no_alert(now):
    level = Change(now, "hub:a", "level", literally("worse"), True)
    better = Change(now, "hub:a", "level", literally("better"), False)
    release = Change(now - timedelta(days=3), "hub:b", "release", literally("v1"), None)
    old = Change(now - timedelta(days=60), "hub:b", "contract-end", literally("ended"), True)
    failed = Change(now, "hub:c", "failed", literally("no answer"), True)
    assert [is_alert(c) for c in (level, better, release, old, failed)] == [True, False, True, True, False]
    assert alerts((level, better, release, old, failed), {release}, now) == (level,)
    assert summary((level, level, better, release)) == "3 levels that changed and 1 release"
    assert note((level, release), NO_NAMES) == "2 alerts, the first is a: worse"


# ---------------------------------------------------------------- what is wrong, or another's


async def test_a_wrong_change_of_the_configuration_is_shown_until_it_is_mended(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        feed.problem = "/home/somebody/ours.toml:3: poll.every: 'often' is no time span."
        await until(pilot, lambda: "ours.toml:3: poll.every" in screen_lines(app)[1])
        assert "/home" not in screen_lines(app)[1]
        feed.problem = None
        await until(pilot, lambda: "ours.toml" not in screen_lines(app)[1])
        await until(pilot, lambda: any("in order again" in n.message for n in app._notifications))


async def test_who_reads_along_is_told_so(feed, dashboard, screen_lines, now):
    feed.follows = True
    app = dashboard(feed)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        feed.say(*feed.a_round())
        await until(pilot, lambda: "another civitop polls" in screen_lines(app)[1])
        assert "following" in screen_lines(app)[0]


async def test_a_change_is_rung_for_once(feed, dashboard, now):
    change = Change(now, "github:os2/notify", "release", literally("v1 was released."), None)
    app = dashboard(feed, config=Config(alerts=Alerts(bell=True)))
    rung = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.bell = lambda: rung.append(1)
        feed.say(Collected(feed.healths["github:os2/notify"], (change,)))
        await pilot.pause(2.3)
    assert rung == [1]


async def test_the_compact_table_has_the_whole_screen(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = app.screen.table.size.height
        await pilot.press("c")
        await pilot.pause()
        assert app.screen.table.size.height >= before + 6
        await pilot.press("c")
        await pilot.pause()
        assert app.screen.table.size.height == before


async def test_a_clock_that_ticks_while_the_app_ends_finds_no_screen_and_does_nothing(feed, dashboard):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
    assert not app.screen_stack
    app.tick()
