"""The text of the screens at the sizes that matter, and what holds for every size."""

import threading

import pytest
from rich.cells import cell_len

from civitop.health import Network
from civitop.i18n.language import load, use
from civitop.polling.events import Failed, RoundFinished, RoundStarted
from civitop.reading.feed import Feed
from tests.patience import SCREEN
from tui.picture import settled

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 36), (200, 60)]
LANGUAGES = ["en", "nl", "da"]
"""Every language with a catalogue stands here; its goldens have its code in their names."""
SCREENS = {"overview": (), "help": ("question_mark",), "project": ("escape", "enter")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_screens_look_as_they_did(
    size, language, feed: Feed, dashboard, golden, screen_lines, request
):
    use(load(language))
    request.addfinalizer(lambda: use(load("en")))
    own = "" if language == "en" else f"{language}-"
    app = dashboard(feed, poll=False)
    async with app.run_test(size=size) as pilot:
        for screen, keys in SCREENS.items():
            await settled(pilot)
            await pilot.press(*keys)
            await settled(pilot)
            golden(f"{screen}-{own}{size[0]}x{size[1]}", screen_lines(app))


OVER = {
    "filter": ("slash", *"bus<2 forge:g"),
    "filter-wrong": ("ctrl+u", *"bus<2 relese>9"),
    "columns": ("ctrl+u", "escape", "C"),
    "grouped": ("escape", "b", "Z", "z"),
    "compact": ("Z", "b", "b", "b", "b", "g", "c"),
    "issues": ("c", "1"),
    "releases": ("2",),
    "bus-factor": ("3",),
    "map": ("4",),
    "changes": ("5",),
    "alerts": ("5", "a"),
    "name": ("escape", "slash", *"bus<2", "enter", "F"),
}
"""What lies over the overview or is a part of it made large, each by keys from the one before."""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_lies_over_the_overview_looks_as_it_did(size, feed, dashboard, golden, screen_lines):
    feed.seen.clear()
    app = dashboard(feed, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.pause(1.1)  # until the header has counted the alerts
        for screen, keys in OVER.items():
            await pilot.press(*keys)
            await settled(pilot)
            golden(f"{screen}-{size[0]}x{size[1]}", screen_lines(app))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_nothing_being_read_and_failing_look_as_they_did(
    size, feed, dashboard, golden, screen_lines, now, monkeypatch
):
    gate = threading.Event()
    whole = feed.snapshot

    def snapshot(asof=None):
        gate.wait(SCREEN)
        return whole(asof)

    monkeypatch.setattr(feed, "snapshot", snapshot)
    feed.networks = (
        Network(id="none", name="Nobody", repositories=(), totals={}),
        Network(
            id="bad",
            name="Bad",
            repositories=(),
            totals={},
            failed_sources={"github:gone": "there is no such owner"},
        ),
        *feed.networks,
    )
    app = dashboard(feed)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        golden(f"loading-{size[0]}x{size[1]}", screen_lines(app))
        gate.set()
        await settled(pilot)
        golden(f"empty-{size[0]}x{size[1]}", screen_lines(app))
        await pilot.press("n")
        await settled(pilot)
        golden(f"failed-source-{size[0]}x{size[1]}", screen_lines(app))
        await pilot.press("n")
        lost = [
            Failed(id, f"{id} did not answer.", feed.healths[id]) for id in feed.networks[2].repositories[:3]
        ]
        feed.say(RoundStarted(now, ("os2",), 24), *lost, RoundFinished(now, 3.0, 21, 0, 3))
        while app.view.round.finished_at is None:
            await pilot.pause(0.05)
        await settled(pilot)
        golden(f"failed-{size[0]}x{size[1]}", screen_lines(app))


@pytest.mark.parametrize("size", [(40, 10), (60, 15), (100, 30), (160, 45), (400, 100)])
async def test_every_line_has_the_width_of_the_terminal(size, feed, dashboard, screen_lines):
    app = dashboard(feed, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for keys in ((), ("4",), ("escape", "enter"), ("question_mark",)):
            await pilot.press(*keys)
            await settled(pilot)
            lines = screen_lines(app)
            assert len(lines) == size[1]
            assert {cell_len(line) for line in lines} == {size[0]}


async def test_no_word_is_cut_on_the_overview_of_a_small_terminal(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        feed.say(*feed.a_round())
        await pilot.pause(0.4)
        assert "…" not in "\n".join(screen_lines(app))


async def test_ascii_mode_uses_nothing_else(feed, dashboard, screen_lines):
    app = dashboard(feed, ascii_only=True)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for keys in ((), ("enter",), ("escape", "question_mark")):
            await pilot.press(*keys)
            await settled(pilot)
            strange = {c for line in screen_lines(app) for c in line if not c.isascii()}
            assert not strange


async def test_empty_loading_failed_and_unknown_look_different(feed, dashboard, screen_lines, now):
    texts = []
    feed.networks = (
        Network(id="none", name="Nobody", repositories=(), totals={}),
        Network(
            id="bad",
            name="Bad",
            repositories=(),
            totals={},
            failed_sources={"github:gone": "there is no such owner"},
        ),
        Network(id="new", name="New", repositories=("github:new/one",), totals={}),
    )
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for _ in range(3):
            texts.append("\n".join(screen_lines(app)))
            await pilot.press("n")
            await pilot.pause()
    assert "This network watches no repository." in texts[0]
    assert "github:gone: there is no such owner" in texts[1]
    assert "No figures yet" in texts[2]
    feed.networks = ()
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert "civitop demo" in "\n".join(screen_lines(app))


async def test_a_resize_at_any_moment_keeps_the_screen_whole(feed, dashboard, screen_lines):
    app = dashboard(feed)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for size in [(40, 10), (200, 60), (81, 25), (300, 20), (60, 60)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert {cell_len(line) for line in screen_lines(app)} == {size[0]}
