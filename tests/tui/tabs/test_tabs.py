"""The tabs of the project screen: one list, a key each, and nothing that is held is on none of them."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.polling.measurer import health_of
from civitop.reading.project_report import report_of
from civitop.signals import SIGNALS, measure_all
from civitop.signals.base import Settings
from civitop.signals.published_scores import PUBLISHED_SCORES
from civitop.signals.published_scores.detail import PublishedScores
from civitop.signals.standard import STANDARD
from civitop.signals.standard.detail import TITLES
from tests.civitop.signals.conftest import ASOF, Make
from tui.action_registry import ACTIONS
from tui.drawing.glyphs import UNICODE
from tui.drawing.text import length, number
from tui.tabs.base import gap_part, page_of
from tui.tabs.list import TABS
from tui.tabs.now import about_lines, beside, rows
from tui.tabs.scores import PARTS as SCORES
from tui.widgets.tab_bar import Label, TabBar

WIDTHS = (46, 76, 116, 196)


@pytest.fixture(scope="module")
def page():
    """Return a page on which every signal has a value, or says why not."""
    make = Make()
    people = {f"p{n}@{town}.example": 30 - 5 * n for n, town in enumerate(("aaholm", "bysted", "nordkode"))}
    project = make.project(
        commits=make.commits(people, step=2),
        issues=[
            make.issue(
                200 - 7 * n,
                20 if n % 3 else None,
                answers=[(190 - 7 * n, "ida@bysted.example")] if n % 2 else (),
                number=n + 1,
            )
            for n in range(20)
        ],
        requests=[
            make.request(
                100 - 9 * n,
                4,
                merged=n % 2 == 0,
                who="p1@bysted.example",
                merged_by="p0@aaholm.example",
                number=n + 30,
            )
            for n in range(9)
        ],
        releases=[make.release(40 * n + 9) for n in range(9)],
        files=("README.md", "LICENSE"),
    )
    settings = Settings(country="DK")
    health = health_of(project.facts.repository, ASOF, ASOF, None, measure_all(project, ASOF, settings))
    return page_of("x:y", health, report_of(project, health, ASOF, "DK"), ASOF, UNICODE, loading=False)


def words(lines):
    return " ".join(" ".join("".join(span.text for span in line) for line in lines).split())


def told(page, width):
    """Return everything that stands on some tab, without breaks."""
    lines = [*about_lines(page, width), *(line for row in rows(page, width) for line in row.lines)]
    for tab in TABS[1:]:
        for part in tab.parts:
            lines += part.lines(page, width)
    return words(lines)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_of_every_signal_is_on_some_tab(page, width):
    text = told(page, width)
    for definition in SIGNALS:
        signal = page.signal(definition)
        assert str(signal.reason) in text or signal.reason in page.told, definition.id
        for shown in definition.figures.of(signal.detail):
            said = " ".join(shown.sentence(number).split())
            assert said in text or not shown.told, (definition.id, shown.words)
        for text_of_list, _verdict in definition.figures.lists(signal.detail, screen=True):
            assert text_of_list in text, (definition.id, text_of_list)


def test_what_stands_beside_the_list_does_not_say_again_what_stands_above_it(page):
    _level, cause = page.health.worst
    reason = str(page.health.signals[cause].reason)
    assert reason in words(about_lines(page, 196))
    company = [line for tab in TABS[1:] for part in tab.parts for line in part.lines(beside(page), 196)]
    assert reason not in words(company)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_has_a_part_of_its_own_is_whole_there(page, width):
    standard, scores = (page.signal(each).detail for each in (STANDARD, PUBLISHED_SCORES))
    wanted = [TITLES[check.name] for check in standard.checks]
    wanted += [str(check.remedy) for check in standard.checks if check.remedy]
    wanted += [str(each.weakness) for each in scores.scores]
    wanted += [each.name for score in scores.scores for each in score.inputs]
    assert len(wanted) > 40
    text = told(page, width)
    there = set(text.split())  # columns that stand beside each other break sentences apart, not words
    assert [each for each in wanted if not set(each.split()) <= there] == []


def test_every_signal_has_a_part_on_one_tab_alone():
    parts = [part.id for tab in TABS[1:] for part in tab.parts]
    assert len(set(parts)) == len(parts)
    for definition in SIGNALS:
        assert f"signal-{definition.id}" in parts, f"put {definition.id} on one of the tabs"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_longer_than_its_room(page, width):
    for tab in TABS:
        for part in tab.parts:
            for line in part.lines(page, width):
                assert length(line) <= width, (tab.name, part.id, line)


def test_nothing_held_is_told_in_one_line_or_not_at_all():
    empty = page_of("x:y", None, None, datetime(2026, 11, 22, tzinfo=UTC), UNICODE, loading=False)
    for tab in TABS:
        for part in tab.parts:
            assert len(part.lines(empty, 76)) <= 1


def test_every_tab_has_its_key():
    known = {action.id: action for action in ACTIONS}
    for at, tab in enumerate(TABS, 1):
        action = known[f"tab.{at}"]
        assert (action.keys, action.method, action.label) == (tab.key, f"tab({at})", tab.title)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_bar_names_the_tab_that_is_shown_and_the_keys_of_all(width):
    labels = [Label(tab.name, tab.key, tab.title) for tab in TABS]
    for tab in TABS:
        (line,) = TabBar(labels, tab.name).draw(width, 1)
        said = words([line])
        assert f"{tab.key} {tab.title}" in said
        assert all(each.key in said for each in labels)
        assert length(line) <= width
        assert any(span.role == "here" and span.text == f" {tab.title} " for span in line)


def test_no_two_parts_of_a_tab_share_the_id_by_which_they_are_drawn():
    for tab in TABS:
        ids = [part.id for part in (gap_part(tab.parts), *tab.parts)]
        assert len({*ids}) == len(ids), tab.name


def test_a_tab_says_once_what_is_not_known_of_its_signals():
    make = Make()
    absent = {"change_requests": Extent.absent(literally("Nobody asked for the change requests."))}
    project = make.project(extents=absent, commits=[make.commit(3)])
    health = health_of(project.facts.repository, ASOF, ASOF, None, measure_all(project, ASOF, Settings()))
    bare = page_of("x:y", health, report_of(project, health, ASOF), ASOF, UNICODE, loading=False)
    changes, releases = (next(tab for tab in TABS if tab.name == name) for name in ("changes", "releases"))
    said = words(line for part in (gap_part(changes.parts), *changes.parts) for line in part.lines(bare, 76))
    assert said.count("Nobody asked for the change requests.") == 1
    assert "change requests" not in words(gap_part(releases.parts).lines(bare, 76))


@pytest.mark.parametrize(
    ("files", "licence", "words_"),
    [
        (("LICENSE.md",), None, "LICENSE.md"),
        (("LICENSE.md",), "EUPL-1.2", "EUPL-1.2"),
        (("README.md",), None, "no licence found"),
    ],
)
def test_a_licence_that_nobody_recognised_is_told_by_its_file(files, licence, words_):
    project = Make().project(files=files)
    signals = measure_all(project, ASOF, Settings())
    health = health_of(replace(project.facts.repository, licence=licence), ASOF, ASOF, None, signals)
    said = words(about_lines(page_of("x:y", health, None, ASOF, UNICODE, loading=False), 76))
    assert words_ in said
    assert ("no licence" in said) == (words_ == "no licence found")


def test_nothing_is_said_of_a_licence_where_the_files_are_not_known():
    project = Make().project(extents={"files": Extent.absent(literally("Nobody asked for the files."))})
    health = health_of(project.facts.repository, ASOF, ASOF, None, measure_all(project, ASOF, Settings()))
    said = words(about_lines(page_of("x:y", health, None, ASOF, UNICODE, loading=False), 76))
    assert "licence" not in said


def test_a_score_that_a_published_snapshot_lacks_is_an_empty_part(page):
    health = page.health
    signal = replace(health.signals["published_scores"], detail=PublishedScores(()))
    bare = replace(page, health=replace(health, signals={**health.signals, "published_scores": signal}))
    for part in SCORES[1:]:
        assert part.lines(page, 76)
        assert part.lines(bare, 76) == ()
