"""Stories of people who are not at their best: without colour, in a hurry, after a failure."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from civitop.config.settings import Config
from civitop.polling.events import Collected, Failed, RoundFinished
from tui.picture import settled
from tui.screens.project import ProjectScreen
from tui.widgets.filter_bar import FilterBar

pytestmark = pytest.mark.slow


async def until(pilot, true):
    for _ in range(100):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError("it did not happen")


def grey(colour):
    """Return whether a colour of the terminal is none, or has no hue."""
    if colour is None or colour.is_default:
        return True
    red, green, blue = colour.get_truecolor()
    return max(red, green, blue) - min(red, green, blue) <= 2


async def test_someone_without_colour_sees_which_is_bad(feed, dashboard, screen_lines, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = dashboard(feed, poll=False)
    monkeypatch.delenv("NO_COLOR")
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        styles = [s.style for strip in app.screen._compositor.render_strips() for s in strip if s.style]
        assert all(grey(style.color) and grey(style.bgcolor) for style in styles)
        lines = screen_lines(app)
        # The frame says what the signs mean, and the rows carry them.
        meaning = next(line for line in lines if " bad  ▲ " in line)
        assert "▲" in meaning
        assert "●" in meaning
        rows = [line[2] for line in lines[5 : 5 + app.screen.table.room]]
        assert rows == sorted(rows, key="■▲●".index)
        worst = lines[5]
        assert worst[1:3] == "▌■"
        at = next(y for y, line in enumerate(lines) if "▒ closed" in line)
        bars = lines[at + 1][2:26]
        assert re.fullmatch("(.[ ▒])+", bars), bars  # what was opened, and beside it what was closed
        assert "▒" in lines[at + 2]
        cursor = [s for s in app.screen._compositor.render_strips()[5] if "signing" in s.text]
        assert cursor[0].style.reverse  # where one is can be seen too
        await pilot.press("question_mark")
        await settled(pilot)
        assert "╭─ Help" in "\n".join(screen_lines(app))
        assert screen_lines(app)[0] == lines[0]  # what is behind cannot be dimmed, and does not vanish
        await pilot.press("escape")
        await pilot.press("enter")
        await settled(pilot)
        assert "os2/signing  ■ bad" in "\n".join(screen_lines(app))
        await pilot.press("escape", "slash")
        app.screen.query_one(FilterBar).input.value = "level:bad"
        await pilot.press("enter")
        await settled(pilot)
        assert {each.worst[0] for each in app.screen.table.rows} == {"bad"}


async def test_a_maintainer_answers_what_waits_longest_and_it_leaves_the_list(
    feed, dashboard, screen_lines, monkeypatch, now
):
    opened = []
    report = feed.report
    answered = set()

    def waiting(id, asof=None):
        held = report(id)
        return held and replace(held, waiting=tuple(w for w in held.waiting if w.number not in answered))

    monkeypatch.setattr(feed, "report", waiting)
    app = dashboard(feed, project="github:os2/digital-post", opener=opened.append)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await until(pilot, lambda: isinstance(app.screen, ProjectScreen))
        await settled(pilot)
        lines = screen_lines(app)
        at = next(y for y, line in enumerate(lines) if "To do, most urgent first" in line)
        first = lines[at + 1].strip("│▌ ").split()
        assert first[1:5] == ["unanswered", "90", "d", "#100"]  # oldest first, with why
        await pilot.press("enter")
        await until(pilot, lambda: opened == ["https://github.example/os2/digital-post/issues/100"])
        answered.add(100)
        feed.say(Collected(replace(feed.healths["github:os2/digital-post"], stars=1)))
        await until(pilot, lambda: "#100" not in "\n".join(screen_lines(app)))
        assert "!101" in screen_lines(app)[at + 1]


async def test_a_round_fails_keeps_the_figures_marks_them_and_comes_back(feed, dashboard, screen_lines, now):
    app = dashboard(feed)
    id = "github:os2/digital-post"
    whole = feed.healths[id]
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        lost = replace(whole, status="stale", error="github.example did not answer.")
        feed.healths[id] = lost
        feed.say(*feed.a_round()[:-2], Failed(id, lost.error, lost), RoundFinished(now, 3.0, 23, 0, 1))
        await until(pilot, lambda: "✕ 1 project failed" in screen_lines(app)[1])
        await pilot.press("G")
        app.screen.table.select(id)
        await settled(pilot)
        row = next(line for line in screen_lines(app) if "digital-post" in line)
        assert "~" in row
        assert "54" in row  # the last known figures stay
        await pilot.press("enter")
        await settled(pilot)
        assert "Figures may be old: github.example did not answer." in "\n".join(screen_lines(app))
        await pilot.press("escape")
        feed.say(
            *feed.a_round()[:-2],
            Collected(whole),
            RoundFinished(now, 3.0, 24, 0, 0, {}, now + timedelta(minutes=5)),
        )
        await until(pilot, lambda: "failed" not in screen_lines(app)[1])
        await until(
            pilot,
            lambda: "~" not in next(line for line in screen_lines(app) if "digital-post" in line),
        )
        assert "live" in screen_lines(app)[0]


async def test_staff_find_the_project_that_lost_its_second_maintainer_by_who_is_alone(feed, dashboard):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("3")
        await settled(pilot)
        assert app.screen.query_one("#panel-bus-factor").has_class("-large")
        await pilot.press("3", "slash", *"bus=1", "enter")
        await settled(pilot)
        assert {each.signals["bus_factor"].value for each in app.screen.table.rows} == {1}


async def test_who_wants_no_motion_gets_none_and_the_terminals_colours_have_a_name(feed, dashboard):
    app = dashboard(feed, config=Config(motion="reduced", theme="ansi"), poll=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        assert app.animation_level == "none"
        assert app.theme == "ansi-dark"
        assert not app._notifications
        await pilot.press("slash")
        assert not app.screen.query_one(FilterBar).input.cursor_blink
