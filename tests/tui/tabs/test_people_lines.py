"""The table of people: the running sum shows the bus factor, and what people do stands beside what they write."""

from datetime import UTC, datetime, timedelta

import pytest

from civitop.people.affiliation.base import UNKNOWN
from civitop.reading.feed import Doings, OtherRow, PersonRow
from civitop.reading.pages import Pages
from tui.drawing.glyphs import UNICODE
from tui.drawing.text import length
from tui.sections.people import other_lines, people_lines

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def row(name, commits, **more):
    day = NOW - timedelta(days=9)
    return PersonRow(name, None, commits, commits / 100, day, day, UNKNOWN, **more)


PEOPLE = (
    row("Ida Holm", 40, since=datetime(2021, 3, 4, tzinfo=UTC), did=Doings(answers=7, reviews=3, merges=12)),
    row("Bo Lund", 30, standing="drifting"),
    row("Eva Dahl", 20, standing="new"),
    row("Ole Friis", 10),
)


def text(lines):
    return ["".join(span.text for span in line) for line in lines]


@pytest.mark.parametrize("width", [40, 56, 76, 116, 196])
def test_a_line_stands_below_those_who_made_half_of_the_commits(width):
    lines = people_lines(PEOPLE, Pages(), NOW, width, UNICODE)
    said = text(lines)
    half = next(at for at, each in enumerate(said) if "half of the commits: 2 people" in each)
    assert any("Bo Lund" in each for each in said[:half])
    assert any("Eva Dahl" in each for each in said[half:])
    assert all(length(each) <= width for each in lines)
    assert "organisation unknown" in " ".join(" ".join(said).split()) or width < 56


def test_the_sum_runs_and_what_people_do_is_told():
    said = text(people_lines(PEOPLE, Pages(), NOW, 116, UNICODE))
    rows = [line for line in said if any(person.name in line for person in PEOPLE)]
    assert [each.split()[4] for each in rows] == ["40%", "70%", "90%", "100%"]
    assert rows[0].split()[5:10] == ["7", "3", "12", "–", "2021-03"]
    assert "new" in rows[2].split()
    roles = {span.role for line in people_lines(PEOPLE[1:2], Pages(), NOW, 116, UNICODE) for span in line}
    assert "watch" in roles  # who drifts away is told by the colour of the last commit, which is in words too


def test_who_does_not_write_is_named_with_what_they_do_or_that_they_are_gone():
    others = (
        OtherRow("Liv Dam", None, None, Doings(reviews=4, releases=1)),
        OtherRow("Per Juhl", None, NOW - timedelta(days=500)),
    )
    first, second = text(other_lines(others, Pages(), NOW, 76, UNICODE))
    assert first.split("  ", 1)[1].strip() == "4 reviews, 1 release; no commit held"
    assert second.split("  ", 1)[1].strip() == "gone, last commit 500 d ago"
