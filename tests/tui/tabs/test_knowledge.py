"""The tab of the knowledge: people to be marked, folders, and what is left without those who are marked."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from civitop.reading.feed import ProjectReport
from civitop.reading.pages import Pages
from civitop.signals.base import Coverage, Signal
from civitop.signals.truck_factor.detail import FileKnower, Folder, TruckFactor
from civitop.signals.truck_factor.folders import parts
from civitop.signals.truck_factor.knowledge import Knower, Knowledge, KnownFile
from civitop.signals.truck_factor.words import reason
from tests.tui.conftest import make_feed, report
from tui.drawing.glyphs import UNICODE
from tui.drawing.text import length
from tui.picture import settled
from tui.sections.knowledge import MOST_FOLDERS, knower_line, left_lines, places, tree_lines
from tui.tabs.base import page_of
from tui.tabs.knowledge import PARTS, KnowerList

WIDTHS = (40, 76, 116)
LATELY = datetime(2026, 11, 1, tzinfo=UTC)


def knower(name, files, *, gone=False):
    last = datetime(2024, 3, 22, tzinfo=UTC) if gone else LATELY
    return Knower(name, f"hub.example/{name.casefold()}", files, last, gone)


KNOWN = Knowledge(
    (knower("Ida Holm", 4), knower("Jan Bakker", 2), knower("Eva Lind", 1, gone=True)),
    tuple(
        KnownFile(path, who)
        for path, who in {
            "app/a.py": (0,),
            "app/b.py": (0,),
            "app/c/d.py": (0, 1),
            "app/c/e.py": (2,),
            "docs/f.md": (1,),
            "g.md": (0,),
        }.items()
    ),
    0,
)


def words(lines):
    return [" ".join("".join(span.text for span in line).split()) for line in lines]


def test_a_row_says_who_is_marked_how_much_they_know_and_whether_they_are_gone():
    ida, _jan, eva = (knower_line(each, 6, 60, marked=False) for each in KNOWN.knowers)
    assert words([ida, eva]) == ["[ ] Ida Holm 4 67%", "[ ] Eva Lind gone since 2024-03-22 1 17%"]
    assert words([knower_line(KNOWN.knowers[2], 6, 44, marked=False)]) == ["[ ] Eva Lind gone 1 17%"]
    assert words([knower_line(KNOWN.knowers[0], 6, 60, marked=True)]) == ["[x] Ida Holm 4 67%"]


def test_the_tree_has_a_row_for_each_folder_below_the_one_it_lies_in():
    *meaning, head, app, c, docs = words(tree_lines(KNOWN, parts(KNOWN), Pages(), 76))
    assert "alone: files that one person knows;" in " ".join(meaning)
    assert head == "files truck alone nobody known by"
    assert [app, c, docs] == [
        "app/ 4 2 3 1 Ida Holm 75%",
        "c/ 2 3 1 1 Ida Holm 50%",
        "docs/ 1 1 1 0 Jan Bakker 100%",
    ]
    assert "app/ 4 2 3 1" in words(tree_lines(KNOWN, parts(KNOWN), Pages(), 40))


def test_the_tree_names_who_knows_a_folder_whole_where_there_is_room():
    ida, *others = KNOWN.knowers
    long = "Ida Holm van den Berg-Lindegaard"
    known = replace(KNOWN, knowers=(replace(ida, name=long), *others))
    assert any(long in row for row in words(tree_lines(known, parts(known), Pages(), 120)))
    rows = tree_lines(known, parts(known), Pages(), 76)
    assert any("Ida Holm van den Berg…" in row for row in words(rows))
    assert max(map(length, rows)) <= 76


def test_what_is_left_without_those_who_are_marked():
    assert "Space marks people" in words(left_lines(parts(KNOWN)[0], 0, 200, "Space"))[0]
    assert words(left_lines(parts(KNOWN, {0})[0], 1, 200, "Space")) == [
        "Without the 1 that is marked 4 of 6 files are known to nobody who is left (67%); the truck factor is 1."
    ]
    assert words(left_lines(parts(KNOWN, {0, 1})[0], 2, 200, "Space"))[0].startswith(
        "Without the 2 that are marked 6 of 6"
    )


def test_a_mark_of_somebody_who_is_in_no_file_means_nothing():
    assert places(KNOWN, {("Ida Holm", "hub.example/ida holm"), ("Nobody", None)}) == {0}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_longer_than_its_room(width):
    deep = tuple(KnownFile(f"{'long-name/' * n}file{n}.py", (n % 3,)) for n in range(1, 90))
    known = replace(KNOWN, files=deep)
    lines = [
        *tree_lines(known, parts(known), Pages(), width),
        *left_lines(parts(known, {0})[0], 1, width, "Space"),
    ]
    lines += [knower_line(each, 9, width, marked=True) for each in KNOWN.knowers]
    assert all(length(line) <= width for line in lines)
    assert (
        words(tree_lines(known, parts(known), Pages(), width))[-1] == f"and {89 - MOST_FOLDERS} more folders"
    )


def test_the_panel_of_the_signal_repeats_no_list_that_stands_beside_it_and_has_them_where_none_does():
    ida = FileKnower("Ida Holm", None, 1, 1.0, LATELY, gone=False)
    folder = Folder(path="src/", files=1, factor=1, sole=1, orphaned=0, first=ida)
    signal = Signal(
        value=1,
        unit="people",
        level="bad",
        reason=reason(1, 1),
        coverage=Coverage(),
        detail=TruckFactor(files=1, people=(ida,), folders=(folder,)),
    )
    found = replace(make_feed().healths["github:os2/notify"], signals={"truck_factor": signal})
    [part] = PARTS

    def panel(known):
        told = ProjectReport(health=found, knowledge=known)
        page = page_of(found.id, found, told, LATELY, UNICODE, loading=False)
        return " ".join(words(part.lines(page, 100)))

    beside, alone = panel(KNOWN), panel(None)
    assert ("less than half of the 1 file" in beside, "By files known" in beside, "by folder" in beside) == (
        True, False, False,
    )  # fmt: skip
    assert "By files known: Ida Holm" in alone
    assert "Truck factor by folder: src/ 1" in alone


@pytest.mark.slow
async def test_what_if_she_leaves(dashboard, screen_lines, monkeypatch):
    feed = make_feed()
    found = next(iter(feed.healths.values()))
    told = replace(report(found), knowledge=KNOWN)
    monkeypatch.setattr(feed, "report", lambda repository, asof=None: told)
    app = dashboard(feed, poll=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("6")
        await settled(pilot)
        assert isinstance(app.focused, KnowerList)
        await pilot.press("space", "j", "space")
        await settled(pilot)
        text = " ".join(" ".join(screen_lines(app)).split())
        assert text.count("[x]") == 2
        assert "Without the 2 that are marked 6 of 6 files" in text
        await pilot.press("space")
        await settled(pilot)
        assert "Without the 1 that is marked" in " ".join(" ".join(screen_lines(app)).split())
        await pilot.press("1", "space")
        await settled(pilot)
        assert "People are marked on the Knowledge tab" in "".join(
            each.message for each in app._notifications
        )


def known_by(people, folders):
    """Return who knows a project of so many folders, a file in each."""
    files = (KnownFile(f"f{n:02}/a.py", (n % people,)) for n in range(folders))
    return Knowledge(tuple(knower(f"Person {n:02}", 1) for n in range(people)), tuple(files), 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("people", "folders", "size", "rows"),
    [
        (1, 20, (80, 24), 1),
        (3, 20, (80, 24), 3),
        (40, 20, (80, 24), 4),
        (40, 2, (80, 60), 33),
        (40, 40, (80, 60), 18),
        (5, 2, (80, 60), 5),
    ],
)
async def test_people_take_as_many_lines_as_they_need_and_leave_room_to_the_folders(
    people, folders, size, rows, dashboard, monkeypatch
):
    feed = make_feed()
    told = replace(report(next(iter(feed.healths.values()))), knowledge=known_by(people, folders))
    monkeypatch.setattr(feed, "report", lambda repository, asof=None: told)
    app = dashboard(feed, poll=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("enter", "6")
        await settled(pilot)
        listed = app.screen.query_one(KnowerList)
        below = app.screen.query_one("#tab-knowledge-parts")
        assert listed.room == rows
        if below.max_scroll_y:
            assert below.size.height > listed.outer_size.height
        await pilot.press("space")
        await settled(pilot)
        assert listed.count == people
        assert listed.room >= min(rows, people)
