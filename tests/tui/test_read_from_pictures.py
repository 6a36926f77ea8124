"""What somebody who never saw the program did not understand in its pictures, and what it says there now."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from civitop.export.wording import figure
from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.people.affiliation.base import UNKNOWN
from civitop.polling.events import Budget
from civitop.polling.measurer import health_of
from civitop.reading.feed import Doings, LeftOutRow, PersonRow
from civitop.reading.pages import Pages
from civitop.reading.telling_names import NO_NAMES, TellingName
from civitop.signals import SIGNALS
from civitop.signals.activity import ACTIVITY
from civitop.signals.base import Settings, Signal, TrendPoint
from civitop.signals.credit.organisations import Contributor
from civitop.signals.credit.usage import User
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.open_issues.words import FIGURES as ISSUES
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.published_scores import PUBLISHED_SCORES
from civitop.signals.published_scores.detail import Input
from civitop.signals.published_scores.words import FIGURES as SCORES
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.response_time import FIGURES as RESPONSE
from civitop.signals.response_time import RESPONSE_TIME, ResponseTime
from civitop.tasks import Task
from tests.civitop.signals.conftest import ASOF, Make
from tui.drawing.glyphs import UNICODE
from tui.drawing.labels import name_within
from tui.drawing.text import Line, ending, length
from tui.panels.bus_factor import steward_lines
from tui.panels.frame import PanelSetting
from tui.panels.municipalities import Grid, picture
from tui.panels.municipalities import legend as map_legend
from tui.panels.release_cadence import figures
from tui.panels.release_cadence import lines as timeline
from tui.panels.todo import TodoPanel, Urgent
from tui.sections.people import left_out_lines, people_lines
from tui.sections.signals import coverage_lines, heading, signal_lines
from tui.sections.spread import days_words
from tui.sections.standing import organisation_lines
from tui.table.layout import header, layout
from tui.table.project_table import head_line
from tui.table.rows import Head
from tui.widgets.header import budget

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def words(lines: Sequence[Line]) -> str:
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)


def test_a_column_says_what_it_counts_and_is_called_in_full_where_that_fits():
    titles, units = (words([each]) for each in header(layout(78, SIGNALS), (), UNICODE))
    assert ("BUS FACTOR" in titles, "MUNICIP." in titles) == (True, True)
    assert ("days apart" in units, "contribute" in units, "number" in units) == (True, True, False)
    wide = words([header(layout(150, SIGNALS), (), UNICODE)[0]])
    assert ("OPEN ISSUES" in wide, "RELEASE CADENCE" in wide) == (True, True)


@pytest.mark.parametrize("definition", SIGNALS, ids=lambda each: each.id)
def test_what_a_column_counts_fits_below_its_title(definition):
    assert len(definition.counted) <= 10 or definition.counted == definition.unit


def test_namesakes_that_do_not_fit_are_told_apart_by_their_ends():
    inside = "gemeente-bakkeby/koblingsmodel-"
    ends = [name_within(TellingName("repo", inside + each), 20) for each in ("bevragen", "mutaties")]
    assert ends == ["…bevragen", "…mutaties"]
    assert ending("short", 20) == "short"
    assert ending("unbrokenlongwordofafolder", 10) == "unbrokenl…"


def test_a_net_of_none_is_a_figure_and_a_caution_about_none_is_not():
    held = OPEN_ISSUES.measure(Make().project(issues=[Make().issue(20)]), ASOF, Settings()).detail
    nets = [
        [each.sentence(str) for each in ISSUES.of(replace(held, net_30d=net))] for net in (3, 0, -2, None)
    ]
    said = [next((each for each in told if "than 30 days ago" in each), None) for told in nets]
    assert said == [f"{net} than 30 days ago" for net in ("3 more", "0 more", "2 fewer")] + [None]
    times = {"naive_median": 30.0, "naive_mean": None, "percentile_90": 508.0, "prompt_share": None}
    detail = ResponseTime(answered=13, unanswered=0, unclear=0, **times)
    signal = Signal(value=30, level="good", unit="hours", reason=literally("Quick."), detail=detail)
    said = words(signal_lines(RESPONSE_TIME, signal, 80, UNICODE))
    assert "0 unanswered" in said
    assert "not all comments are held" not in said


@pytest.mark.parametrize(("width", "most", "rows"), [(80, 3, 0), (80, 9, 7), (160, 3, 3), (160, 9, 4)])
def test_the_columns_of_an_enlarged_map_have_names_where_there_are_lines_for_them(width, most, rows):
    project = Make().project()
    measured = MUNICIPALITIES.measure(project, ASOF, Settings())
    using = replace(measured.detail, using=(User("XX-1", "Bakkeby", "XX"),), using_not_contributing=("XX-1",))
    signal = replace(measured, value=0, detail=using)
    health = health_of(project.facts.repository, ASOF, ASOF, None, {MUNICIPALITIES.id: signal})
    ids = [f"hub:a/playground-number-{n:02}" for n in range(22)]
    grid = Grid([(replace(health, id=id, name=id[6:]), signal) for id in ids])
    lines = picture(grid, {id: TellingName(id[6:]) for id in ids}, width, 30, UNICODE, most=most)
    heads = [text for text in map(str.strip, words(lines).splitlines()) if text.startswith(("play", "…"))]
    assert len(heads) == rows
    assert all(length(each) <= width for each in lines)


@pytest.mark.parametrize(("days", "said"), [(274.6, "275 d"), (274.4, "274 d"), (1.2, "28 h"), (0.5, "12 h")])
def test_a_median_age_is_rounded_as_the_figure_beside_it(days, said):
    assert days_words(days) == said
    assert days < 2 or said == f"{figure(days)} d"


def test_budgets_say_what_is_left_of_what_where_there_is_room():
    one = [Budget(forge="github", pool="core", remaining=14911, limit=15000)]
    assert "github: 14,911 of 15,000 requests left" in words([budget(one, 60)])
    assert words([budget(one, 42)]) == "github 14,911 of 15,000 left"


def test_a_group_tells_of_its_archived_projects_so_that_its_numbers_add_up():
    said = words([head_line(Head(name="bad", count=14, levels=(("bad", 13),), ours=True), UNICODE)])
    assert ("14 projects" in said, "13 bad" in said, "1 archived" in said) == (True, True, True)
    assert "archived" not in words([head_line(Head(name="bad", count=13, levels=(("bad", 13),)), UNICODE)])


def test_long_answers_are_told_in_days_and_short_ones_in_hours():
    times = {"naive_median": 30.0, "naive_mean": None, "percentile_90": 508.0, "prompt_share": None}
    detail = ResponseTime(answered=13, unanswered=4, unclear=0, **times)
    said = [each.sentence(str) for each in RESPONSE.of(detail)]
    assert "nine of ten answers within 21 days" in said
    assert "half of those answered within 30 hours" in said


@pytest.mark.parametrize(("value", "said"), [(0.86, "0.9"), (177.4, "177"), (2, "2")])
def test_a_score_tells_a_figure_as_its_signal_does(value, said):
    item = SCORES.listings[0].item
    assert str(item(Input("forks", value))) == f"forks: {said}"
    assert str(item(Input("forks", value, 3))) == f"forks: {said} (3.0 points)"


def person(name: str, commits: int, share: float) -> PersonRow:
    return PersonRow(
        name,
        None,
        commits,
        share,
        NOW,
        NOW - timedelta(days=9),
        UNKNOWN,
        NOW,
        did=Doings(answers=3, reviews=2),
    )


@pytest.mark.parametrize(("width", "whole"), [(76, False), (94, True), (116, True)])
def test_the_people_are_headed_in_words_as_soon_as_they_fit_and_to_the_last_column(width, whole):
    people = [person("Ida Holm", 30, 0.6), person("Bo Lund", 20, 0.4)]
    lines = people_lines(people, Pages(), NOW, width, UNICODE)
    head = words(lines[:1])
    assert ("answers" in head, "published releases" in words(lines)) == (whole, not whole)
    assert head.endswith("last commit")
    assert max(map(length, lines)) <= width


def test_a_bot_with_two_accounts_is_named_once():
    rows = [LeftOutRow("update-bot", f"update-bot-{n}", agent=False, other=0, commits=n) for n in (45, 1)]
    assert words(left_out_lines(rows, 80)) == "Left out as bots: update-bot (46)"


@pytest.mark.parametrize("width", [24, 40, 80])
def test_what_hangs_on_one_person_is_headed_by_whole_words(width):
    called = {"hub:a/kit": TellingName("kit")}
    first = words(steward_lines([("hub:a/kit", "merges")], called, width, 4, UNICODE)[:1])
    assert first.removeprefix("■ ") in ("one person alone", "one person alone, though several write")


def test_a_trend_ends_with_the_value_beside_it():
    signal = OPEN_ISSUES.measure(Make().project(), ASOF, Settings())
    trend = (TrendPoint(NOW.date() - timedelta(days=60), 48), TrendPoint(NOW.date() - timedelta(days=30), 44))
    said = words([heading(OPEN_ISSUES, replace(signal, value=42, trend=trend), 100, UNICODE)])
    assert ("48 " in said, said.endswith(" 42")) == (True, True)


def test_scores_of_others_are_told_as_a_count_and_never_as_unknown():
    measured = PUBLISHED_SCORES.measure(Make().project(), ASOF, Settings())
    said = [words(signal_lines(PUBLISHED_SCORES, replace(measured, value=n), 80, UNICODE)) for n in (2, None)]
    assert said[0].startswith("2 of 4 scores can be worked out exactly\n")
    assert not any("unknown" in each or "–" in each for each in said)


def test_a_value_that_is_not_known_has_no_unit_and_one_without_a_trend_is_said_as_in_text():
    issues = OPEN_ISSUES.measure(Make().project(), ASOF, Settings())
    assert (
        words([heading(OPEN_ISSUES, replace(issues, value=None, level="unknown"), 80, UNICODE)])
        == "– unknown"
    )
    code = PUBLIC_CODE.measure(Make().project(), ASOF, Settings())
    overdue = replace(code, value=-240, level="bad")
    assert words([heading(PUBLIC_CODE, overdue, 80, UNICODE)]) == "■ bad     contract ended 240 days ago"


@pytest.mark.parametrize(
    ("width", "longest", "shown"),
    [
        (26, 14, "swimming-pools"),
        (26, 17, "citizen-reporting"),
        (26, 18, "citizen-…"),
        (40, 18, "citizen-reportings"),
    ],
)
def test_a_name_among_the_releases_is_whole_where_a_short_timeline_lets_it(width, longest, shown):
    tags = [Make().tag(30 * n, f"v{9 - n}.0.0") for n in range(1, 9)]
    project = Make().project(tags=tags)
    signals = {RELEASE_CADENCE.id: RELEASE_CADENCE.measure(project, ASOF, Settings())}
    health = health_of(project.facts.repository, ASOF, ASOF, None, signals)
    name = {14: "swimming-pools", 17: "citizen-reporting", 18: "citizen-reportings"}[longest]
    rows = figures([replace(health, id=f"hub:a/{each}", name=each) for each in (name, "kit")])
    lines = timeline(rows, ASOF.date(), NO_NAMES, width, 3, UNICODE)
    drawn = words(lines).splitlines()
    assert f"{shown} " in words(lines)
    assert {length(each) for each in lines} == {width}
    assert drawn[-1].endswith(("days", "days ago"))
    assert drawn[0].index(UNICODE.rail) == len(shown) + 1


@pytest.mark.parametrize("definition", SIGNALS, ids=lambda each: each.id)
def test_what_is_not_counted_says_of_what(definition):
    signal = definition.measure(Make().project(), ASOF, Settings())
    reasons = {
        "truck_factor": {"generated": 3},
        "public_code": {},
        "standard": {},
        "published_scores": {},
    }
    left_out = reasons.get(definition.id, {"bots": 817})
    lines = words(coverage_lines(definition, replace(signal.coverage, left_out=left_out), 120))
    said = [each for each in lines.splitlines() if "ot counted" in each]
    if "bots" in left_out:
        (line,) = said
        assert line.endswith(": 817 by bots")
        assert not line.startswith("Not counted")
    else:
        assert said == ["Not counted: 3 generated files"] * len(left_out)


def test_a_value_of_so_many_is_told_as_that_where_its_trend_has_the_same_figure():
    make = Make()
    project = make.project(commits=make.commits({"ida@aaholm.example": 60}, step=5))
    said = words([heading(ACTIVITY, ACTIVITY.measure(project, ASOF, Settings()), 80, UNICODE)])
    assert " of 13 weeks" in said
    assert "▁" in said or "█" in said
    hours = RESPONSE_TIME.measure(project, ASOF, Settings())
    trend = (TrendPoint(NOW.date(), 81), TrendPoint(NOW.date(), 79))
    said = words([heading(RESPONSE_TIME, replace(hours, value=78, trend=trend), 80, UNICODE)])
    assert "78 hours" in said


@pytest.mark.parametrize(
    ("name", "kind", "part"),
    [("Aaholm Kommune", "municipality", "takes part"), ("Verband der Gemeinden am Fluss", "muni", " part")],
)
def test_kinds_of_organisations_are_called_in_full_where_their_names_leave_room(name, kind, part):
    row = Contributor(
        code="XX-1",
        name=name,
        kind="municipality",
        country="XX",
        people=1,
        commits=2,
        issues=3,
        change_requests=4,
        reviews=None,
        first=NOW,
        last=NOW,
        evidence=("email-domain",),
        who=(),
    )
    head, first = words(organisation_lines([row], 58, UNICODE)).splitlines()
    assert (head.endswith(part), name in first, f" {kind} " in first) == (True, True, True)


@pytest.mark.parametrize(
    ("width", "share"), [(51, "14% by unknown"), (65, "14% by unknown"), (90, "14% of contri")]
)
def test_the_map_explains_its_signs_before_it_tells_a_share_in_many_words(width, share):
    project = Make().project()
    signal = MUNICIPALITIES.measure(project, ASOF, Settings())
    user = User("XX-1", "Bakkeby", "XX")
    detail = replace(signal.detail, using=(user,), using_not_contributing=("XX-1",), unknown_share=0.14)
    signal = replace(signal, value=0, detail=detail)
    health = health_of(project.facts.repository, ASOF, ASOF, None, {MUNICIPALITIES.id: signal})
    grid = Grid([(health, signal)])
    grid.share = 0.14
    [legend] = words(map_legend(grid, width, UNICODE)).splitlines()
    assert "only uses" in legend
    assert legend.startswith(share)


def test_nothing_is_told_of_months_of_which_nothing_is_known():
    absent = {"issues": Extent.absent(literally("A clone holds no issues."))}
    bare = OPEN_ISSUES.measure(Make().project(extents=absent), ASOF, Settings())
    assert list(OPEN_ISSUES.figures.lists(bare.detail)) == []
    held = OPEN_ISSUES.measure(Make().project(issues=[Make().issue(20)]), ASOF, Settings())
    assert len(list(OPEN_ISSUES.figures.lists(held.detail))) == 1


@pytest.mark.parametrize(
    ("known", "sign", "says"), [(True, UNICODE.offline, "only uses"), (False, "•", " uses")]
)
def test_the_map_says_only_uses_where_that_is_known(known, sign, says):
    project = Make().project()
    signal = MUNICIPALITIES.measure(project, ASOF, Settings())
    user = User("XX-1", "Bakkeby", "XX")
    detail = replace(signal.detail, using=(user,), using_not_contributing=("XX-1",) if known else None)
    signal = replace(signal, value=0, detail=detail)
    health = health_of(project.facts.repository, ASOF, ASOF, None, {MUNICIPALITIES.id: signal})
    drawn = words(picture(Grid([(health, signal)]), NO_NAMES, 90, 8, UNICODE))
    assert (sign in drawn, says in drawn) == (True, True)
    assert ("only uses" in drawn) == known


def test_tasks_of_a_network_begin_in_one_column():
    tasks = [
        Task(
            repository=f"hub:a/{name}",
            kind=kind,
            why=literally("Something is missing."),
            do=literally("Add it."),
        )
        for name, kind in (("kit", "ci"), ("permit-desk", "licence"), ("kit", "contract_ended"))
    ]
    panel = TodoPanel(PanelSetting(UNICODE), "6")
    lines = panel.picture(Urgent(tasks, len(tasks)), 110, 9)
    assert len({words([each]).index("Something") for each in lines}) == 1
