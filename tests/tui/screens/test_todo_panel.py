"""What is to be done: drawn whole words at any width, what is expected told apart, beside the table only."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from civitop.expected import Expected
from civitop.i18n.message import literally
from civitop.reading.feed import WaitingItem
from civitop.reading.gaps import Gap
from civitop.reading.todo import most_help, tasks
from civitop.tasks import Task, by_urgency
from tui.drawing.glyphs import UNICODE
from tui.drawing.task_lines import task_lines
from tui.drawing.text import length
from tui.panels.frame import PanelSetting
from tui.panels.todo import TodoPanel, Urgent, urgent
from tui.screens.overview_layout import Need, Parts, laid_out
from tui.sections.todo import expected_lines, todo_rows

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def task(kind="unanswered", why="Issue 7 has no answer: Ferry times", **more):
    return Task(
        repository="x:y", kind=kind, why=literally(why), do=literally("Answer it."), url="https://x/7", **more
    )


def text(lines):
    return "\n".join("".join(span.text for span in line) for line in lines)


@pytest.mark.parametrize("width", [24, 40, 80, 200])
def test_a_task_says_why_and_what_to_do_at_any_width(width):
    lines = task_lines(task(since=NOW - timedelta(days=9)), NOW, width, UNICODE, "ferry")
    said = " ".join(text(lines).split())
    for words in ("ferry", "unanswered", "Issue 7 has no answer:", "Ferry times", "Answer it."):
        assert all(word in said for word in words.split())
    assert all(len("".join(span.text for span in line)) <= width for line in lines)


def test_what_is_expected_has_another_sign_and_its_reason():
    usual, known = (
        task_lines(each, NOW, 80, UNICODE) for each in (task(), task(expected="Ida is back in May."))
    )
    assert usual[0][0].text != known[0][0].text
    assert "expected: Ida is back in May." in text(known)


def test_what_waits_and_is_no_task_yet_stands_below_and_nothing_twice():
    item = WaitingItem(7, "Ferry times", "https://x/7", NOW - timedelta(days=9), "issue", "unanswered")
    young = WaitingItem(8, "Bus times", "https://x/8", NOW - timedelta(hours=9), "issue", "unanswered")
    rows = todo_rows([task()], [item, young], [], NOW, 80, UNICODE)
    assert [row.url for row in rows] == ["https://x/7", "https://x/8"]
    assert "Ferry times" in text(rows[0].lines)
    assert "#8 Bus times" in text(rows[1].lines)


@pytest.mark.parametrize("width", [24, 44, 57, 58, 80, 200])
def test_a_row_says_kind_age_why_and_what_to_do_at_any_width(width):
    merge = task(
        "merge", "Change request 9 is reviewed and not merged: Ferry times", since=NOW - timedelta(days=9)
    )
    unknown = Gap(literally("Nobody asked for the issues."), ("open_issues",), ())
    first, second, third = todo_rows([merge, task(since=NOW)], [], [unknown], NOW, width, UNICODE)
    words = "reviewed, not merged 9 d Change request 9 is reviewed and not merged: Ferry times Answer it."
    assert sorted(text(first.lines).split()) == sorted(["▲", "→", *words.split()])
    assert "unanswered" in text(second.lines)
    assert {"(Open", "issues)"} <= set(text(third.lines).split())
    assert not third.url
    assert all(length(line) <= width for row in (first, second, third) for line in row.lines)


def test_the_head_says_until_when_a_project_is_finished_on_purpose(maker_health):
    finished = replace(
        maker_health, expected=(Expected(reason="Nothing more is planned.", until=date(2027, 6, 30)),)
    )
    said = text(expected_lines(finished, 100, UNICODE))
    assert "Finished on purpose, until 2027-06-30: Nothing more is planned." in said
    assert all(named.expected for named in urgent([finished]).tasks)


def test_the_panel_begins_with_one_thing_of_each_project_and_keeps_what_a_screen_can_show(feed, monkeypatch):
    projects = tuple(feed.healths.values())
    every = sorted((each for health in projects for each in tasks(health)), key=by_urgency)
    first = most_help(map(tasks, projects), len(projects))
    rest = [each for each in every if each not in first]
    assert len(first) > 3
    assert rest
    assert urgent(projects) == ([*first, *rest], len(every))
    monkeypatch.setattr("tui.panels.todo.HIGHEST", 3)
    assert urgent(projects) == (list(first[:3]), len(every))


@pytest.fixture
def maker_health():
    from civitop.health import Health

    return Health(
        id="x:y", forge="x", name="y", url="", archived=False, status="fresh", collected_at=NOW, error=None,
        ci_state="failure",
    )  # fmt: skip


def test_the_panel_takes_no_room_from_the_table_where_panels_stand_below_it():
    needs = [
        Need(name, lambda width, height: min(6, height))
        for name in ("issues", "releases", "bus", "municipalities")
    ]
    with_todo = [*needs, Need("todo", lambda width, height: min(12, height), extra=True)]

    def placed(width, height, panels):
        changes = Need("changes", lambda width, height: min(5, height))
        return laid_out(width, height, Parts("table", 24, 3, panels, changes))

    assert placed(100, 30, with_todo) == placed(100, 30, needs)
    assert "todo" in placed(200, 60, with_todo)


def drawn(tasks, width, height):
    return TodoPanel(PanelSetting(), "6").picture(Urgent(tasks, len(tasks)), width, height)


def test_the_panel_shows_tasks_in_columns_where_that_shows_as_many_and_else_under_headings():
    failed = task(why="The last run of all has failed.")
    tasks = [replace(failed, repository=f"x:{name}") for name in ("waste", "ferry", "shelter")]
    wide, narrow = text(drawn(tasks, 100, 3)), text(drawn(tasks, 44, 6))
    assert len({line.index("The last run") for line in wide.splitlines()}) == 1
    assert narrow.count("unanswered") == 3
    assert all(line.startswith(("■", "  The last run")) for line in narrow.splitlines())


def test_a_task_that_does_not_fit_whole_says_that_it_goes_on():
    lines = text(drawn([task(why="One word after the other, " * 9)], 40, 3)).splitlines()
    assert len(lines) == 3
    assert lines[-1].endswith("…")
