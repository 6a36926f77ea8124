"""No visible text is left out of the catalogues: with data in foreign letters, plain letters betray it."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from civitop.filter.grammar import keys
from civitop.health import Network
from civitop.i18n.language import load, use
from civitop.polling.collector import Budget
from civitop.polling.events import BudgetChanged, Collecting, RoundFinished, RoundStarted
from tui.action_registry import ACTIONS
from tui.actions.key_names import shown
from tui.drawing.theme import themes
from tui.drawing.time_format import months
from tui.overlays.help import EXAMPLES, HelpScreen
from tui.picture import settled
from tui.session.choices import Choices, Ready, TokenNote
from tui.start_app import StartApp
from tui.widgets.filter_bar import FilterBar

pytestmark = pytest.mark.slow

SIZES = [(120, 36), (200, 60)]
NAMES = {
    "civitop",
    "Esc",
    "Enter",
    "Tab",
    "Shift",
    "Home",
    "End",
    "PgDn",
    "PgUp",
    "Ctrl",
    "Space",
    "publiccode",
    "yml",
}
"""What is called the same in every language: the program, a file and the keys of a keyboard."""
RUN = re.compile(r"[A-Za-z]{2,}")
CODE = RUN.findall(
    " ".join(
        [name for name, _ in keys()]
        + [example for example, _ in EXAMPLES]
        + [shown(key) for action in ACTIONS for key in action.keys.split(",")]
    )
)
"""What the help explains: words of the filter and keys, the same in every language."""
JOURNEYS = {
    "overview": (),
    "compact": ("c",),
    "issues": ("1",),
    "releases": ("2",),
    "bus factor": ("3",),
    "municipalities": ("4",),
    "changes": ("5",),
    "by forge": ("b",),
    "by network": ("b", "b"),
    "by level": ("b", "b", "b"),
    "by vendor": ("b", "b", "b", "b"),
    "sorted": ("s", "S", "R"),
    "columns": ("C", "j", "j", "space"),
    "no project": ("slash", "щ", "enter"),
    "no filter to keep": ("F",),
    "a filter's name": ("slash", "щ", "enter", "F"),
    "project": ("enter",),
    "project, below": ("enter", "pagedown"),
    "project, at its end": ("enter", "G"),
    "a project of a vendor": ("j", "j", "enter", "G"),
    "bodies": ("m",),
    "public bodies": ("m", "v"),
    "vendors": ("m", "v", "v"),
    "everybody": ("m", "v", "v", "v"),
    "figures": ("m", "d"),
    "a body's name": ("m", "k"),
    "a project's name": ("m", "x", "k"),
    "the last project": ("m", "x", *("l",) * 24),
    "by name": ("m", "s"),
    "by kind": ("m", "s", "s"),
    "no body": ("m", "slash", "щ"),
    "a body": ("m", "x", "enter"),
    "palette": ("ctrl+p",),
    "no alert": ("a",),
    "a theme": ("t",),
    "no exporter": ("e",),
    "an address elsewhere": ("o",),
    "paused": ("p",),
    "poll": ("r",),
}


def left_out(lines, allowed=frozenset()):
    """Return the runs of plain letters that are not names."""
    cut = {part for each in months() for part in (each[:2], each[1:])}  # by what lies over the axis of a plot
    known = NAMES | {each.rstrip(".") for each in months()} | cut | set(allowed)
    return sorted({run for line in lines for run in RUN.findall(line)} - known)


@pytest.mark.parametrize("journey", JOURNEYS)
async def test_every_screen_speaks_the_language_in_use(
    journey, foreign_feed, catalogue, dashboard, screen_lines
):
    words = {run for each in themes() for run in RUN.findall(each.name)} if journey == "a theme" else set()
    if journey in ("no project", "a filter's name"):
        words = set(RUN.findall(FilterBar.EXAMPLE))
    app = dashboard(foreign_feed)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        await pilot.press(*JOURNEYS[journey])
        await settled(pilot)
        assert left_out(screen_lines(app), words) == []
        await pilot.resize_terminal(*SIZES[1])
        await settled(pilot)
        assert left_out(screen_lines(app), words) == []
    assert catalogue.asked


async def test_the_help_speaks_it_from_top_to_bottom(foreign_feed, catalogue, dashboard, screen_lines):
    app = dashboard(foreign_feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        for _ in range(20):
            await pilot.pause()
            assert isinstance(app.screen, HelpScreen)
            box = app.screen.query_one("#help").region
            inside = [line[box.x : box.right] for line in screen_lines(app)]
            assert left_out(inside, CODE) == []
            await pilot.press("pagedown")


async def test_the_header_says_everything_in_it(foreign_feed, catalogue, dashboard, screen_lines, now):
    feed = foreign_feed
    ids = feed.networks[0].repositories
    budget = Budget(forge="ф", pool="п", limit=5000, remaining=12)
    waits = replace(budget, waiting_until=now + timedelta(minutes=9), reason="ъ")
    app = dashboard(feed)
    async with app.run_test(size=(160, 36)) as pilot:
        await settled(pilot)
        for events in (
            [RoundStarted(now, (), 3)],
            [Collecting(ids, 0), BudgetChanged(budget)],
            [BudgetChanged(waits)],
            [BudgetChanged(budget), RoundFinished(now, 4.2, 3, 0, 0, {}, now + timedelta(minutes=5))],
        ):
            feed.say(*events)
            await pilot.pause(0.4)
            assert left_out(screen_lines(app)) == []
        feed.follows, feed.problem, feed.seen = True, "ъ", set()
        app.tick()
        await pilot.pause()
        assert left_out(screen_lines(app)) == []
        feed.problem = None
        app.tick()
        await pilot.press("left_square_bracket")
        await settled(pilot)
        assert left_out(screen_lines(app)) == []


async def test_alerts_and_news_are_said_in_it(foreign_feed, catalogue, dashboard, screen_lines, now):
    foreign_feed.seen = set()
    foreign_feed.looked = now - timedelta(days=3)
    app = dashboard(foreign_feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.pause(0.2)
        assert left_out(screen_lines(app)) == []
        await pilot.press("escape", "a")
        await pilot.pause()
        assert left_out(screen_lines(app)) == []
        await pilot.press("A")
        await pilot.pause()
        assert left_out(screen_lines(app)) == []


async def test_empty_and_failed_networks_say_why_in_it(foreign_feed, catalogue, dashboard, screen_lines):
    foreign_feed.networks = (
        Network(id="а", name="А", repositories=(), totals={}),
        Network(id="б", name="Б", repositories=(), totals={}, failed_sources={"щ": "ъ"}),
        Network(id="ц", name="Ц", repositories=("ж:э",), totals={}),
    )
    app = dashboard(foreign_feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for _ in foreign_feed.networks:
            assert left_out(screen_lines(app)) == []
            await pilot.press("n", "m")
            await pilot.pause()
            assert left_out(screen_lines(app)) == []
            await pilot.press("escape")
    foreign_feed.networks = ()
    app = dashboard(foreign_feed, config=None)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert left_out(screen_lines(app)) == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_wall_speaks_it(size, foreign_feed, catalogue, dashboard, screen_lines):
    app = dashboard(foreign_feed, poll=False, wall=3600.0)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for _ in range(2):
            assert left_out(screen_lines(app)) == []
            await pilot.press("space")
            await pilot.pause()


async def test_the_start_screen_speaks_it(catalogue, screen_lines, monkeypatch):
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    choices = Choices(
        networks=(
            Ready(id="ф", name="Ф", sources=20),
            Ready(id="ж", name="Ж", sources=1),
            Ready(id="э", name="Э"),
        ),
        config_file="~/ъ",
        here="/щ",
    )
    tokens = (TokenNote(forge="ф", places=("ъ", "ь")), TokenNote(forge="ж", without="ъ"))
    app = StartApp(choices, accept=lambda _: None, find_tokens=lambda: tokens)
    async with app.run_test(size=(120, 36)) as pilot:
        assert left_out(screen_lines(app)) == []
        await app.workers.wait_for_complete()
        for keys_ in ((), ("down",), ("щ",), ("backspace", ":"), ("ctrl+s",)):
            await pilot.press(*keys_)
            await pilot.pause()
            assert left_out(screen_lines(app)) == []


async def test_a_language_that_changes_while_it_runs_changes_every_word(
    foreign_feed, catalogue, dashboard, screen_lines
):
    use(load("en"))
    foreign_feed.seen = set()
    app = dashboard(foreign_feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        english = screen_lines(app)
        assert left_out(english)
        for journey in (
            (),
            ("enter",),
            ("escape", "m"),
            ("enter",),
            ("question_mark",),
            ("escape", "escape", "escape", "C"),
            ("escape", "a"),
        ):
            use(load("en"))
            await pilot.press(*journey)
            await settled(pilot)
            app.tick()
            await settled(pilot)
            before = screen_lines(app)
            use(catalogue.language)
            app.tick()
            await settled(pilot)
            after = screen_lines(app)
            assert after != before
            assert left_out(after, CODE if "question_mark" in journey else ()) == []


async def test_a_language_that_changes_while_a_screen_opens_waits_for_it(feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.action_help()
        use(load("nl"))
        app.tick()  # nothing of the help is there yet
        await settled(pilot)
        app.tick()
        await settled(pilot)
        assert "typ om te zoeken" in "\n".join(screen_lines(app))
