"""What the tab of the knowledge says of a whole history: what it takes, how far it is, why there is none."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from civitop.export.txt_export import report_text
from civitop.i18n.message import literally
from civitop.polling.depth.progress import DepthProgress
from civitop.polling.events import Deepening
from civitop.reading.feed import History, ProjectReport
from civitop.signals.base import Coverage, Signal
from civitop.signals.truck_factor.detail import TruckFactor
from civitop.signals.truck_factor.words import NOT_READ, reason
from tests.patience import SCREEN
from tests.tui.conftest import make_feed
from tui.drawing.glyphs import UNICODE
from tui.drawing.text import length
from tui.picture import settled
from tui.sections.depth import Depth, depth_lines
from tui.tabs.base import page_of
from tui.tabs.company import PARTS as COMPANY
from tui.tabs.knowledge import PARTS, depth_part

UNREAD = History(commits=1234, whole=False, local=False)
READ = History(commits=9, whole=True, local=True, read_at=datetime(2026, 11, 1, tzinfo=UTC))
FAILED = DepthProgress("hub:a", None, why=literally("git was not found."))


def said(history, depth, width=200):
    lines = depth_lines(depth, history, width, UNICODE)
    assert all(length(line) <= width for line in lines)
    return " ".join("".join(span.text for span in line).strip() for line in lines)


@pytest.mark.parametrize(
    ("history", "depth", "sentence"),
    [
        (UNREAD, Depth("D"), "D reads the whole history (more than 1,234 commits), which"),
        (replace(UNREAD, commits=0), Depth("x"), "x reads the whole history (of unknown length), which"),
        (
            replace(READ, read_at=None),
            Depth("D"),
            "(9 commits), which tells who knows which file. Its clone is on this",
        ),
        (UNREAD, Depth("D", None, literally("It stands still.")), "was not read. It stands still."),
        (UNREAD, Depth("D", FAILED), "The whole history was not read. git was not found. D tries again."),
        (
            replace(READ, behind=True),
            Depth("D"),
            "read on 2026-11-01; newer commits are not in it. D adds them.",
        ),
        (
            UNREAD,
            Depth("D", DepthProgress("hub:a", "commits", 5, 10)),
            "The whole history is being read: 5 of 10 commits. D stops that.",
        ),
    ],
)
def test_one_sentence_says_what_is_to_be_said(history, depth, sentence):
    assert sentence in said(history, depth)
    for width in (20, 40, 76):
        said(history, depth, width)


def test_nothing_is_said_where_all_of_it_is_known():
    assert said(READ, Depth("D")) == ""
    assert said(READ, Depth("D", None, literally("It stands still."))) == ""


def test_a_published_snapshot_without_it_says_why_and_with_it_nothing(maker):
    why = literally("This is a published snapshot.")

    def tab(value):
        unread = value is None
        signal = Signal(
            value=value,
            unit="people",
            level="unknown" if unread else "bad",
            reason=NOT_READ if unread else reason(1, 1),
            coverage=Coverage(),
            detail=TruckFactor(),
        )
        found = replace(make_feed().healths["github:os2/notify"], signals={"truck_factor": signal})
        page = page_of(
            found.id,
            found,
            ProjectReport(health=found),
            maker.now,
            UNICODE,
            loading=False,
            depth=Depth("D", None, why),
        )
        lines = [*depth_part(page, 100), *(line for part in PARTS for line in part.lines(page, 100))]
        return " ".join("".join(span.text for span in line) for line in lines)

    assert tab(None) == "The whole history was not read. This is a published snapshot."
    assert "less than half of the 1 file" in tab(1)
    assert "published" not in tab(1)


@pytest.mark.parametrize(
    ("depth", "said"),
    [
        (Depth("x"), "The whole history was not read; x reads it."),
        (Depth("D", None, literally("It stands still.")), "The whole history was not read. It stands still."),
        (Depth("D", DepthProgress("hub:a", "commits", 5, 10)), "5 of 10 commits. D stops that."),
        (None, "go back to it first."),
    ],
)
def test_a_screen_names_the_key_where_text_names_the_option(depth, said, maker):
    signal = Signal(value=None, unit="people", level="unknown", reason=NOT_READ, detail=TruckFactor())
    found = replace(make_feed().healths["github:os2/notify"], signals={"truck_factor": signal})
    told = ProjectReport(health=found)
    page = page_of(found.id, found, told, maker.now, UNICODE, loading=False, depth=depth)
    [further] = [part for part in COMPANY if part.id == "further"]
    text = " ".join("".join(span.text for span in line) for line in further.lines(page, 100))
    assert said in text
    assert "--deep" not in text
    assert "the option --deep reads it" in report_text(told)


@pytest.mark.slow
async def test_the_tab_follows_the_reading_and_the_same_key_stops_it(feed, dashboard, screen_lines):
    plain = feed.report

    def unread(id, asof=None):
        found = plain(id, asof)
        return found and replace(found, history=UNREAD)

    feed.report = unread
    app = dashboard(feed)
    async with app.run_test(size=(80, 24)) as pilot:

        async def true(what):
            for _ in range(int(SCREEN / 0.05)):
                if what():
                    return
                await pilot.pause(0.05)
            raise AssertionError("\n".join(screen_lines(app)))

        async def until(words):
            await true(lambda: words in " ".join(" ".join(screen_lines(app)).replace("│", " ").split()))

        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        id = app.screen.repository
        await pilot.press("D")
        await true(lambda: any("Reading the whole history" in each.message for each in app._notifications))
        assert feed.reading == {id}
        await pilot.press("6")
        feed.say(Deepening(DepthProgress(id, "commits", 500, 1000)))
        await until("The whole history is being read: 500 of 1,000 commits. D stops that.")
        assert "█" in "\n".join(screen_lines(app))
        await pilot.press("p")  # a picture that stands still hides no progress
        feed.say(Deepening(DepthProgress(id, "commits", 750, 1000)))
        await until("750 of 1,000 commits. D stops that.")
        await pilot.press("D")
        assert feed.reading == set()
        feed.say(Deepening(DepthProgress(id, None)))
        await until("D reads the whole history (more than 1,234 commits)")
        feed.say(Deepening(DepthProgress(id, None, why=literally("git was not found."))))
        await until("git was not found. D tries again.")
