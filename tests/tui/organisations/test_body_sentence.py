"""A body in one sentence: only what is known and not zero, and people of the projects that it writes in."""

from datetime import UTC, datetime

import pytest

from civitop.signals.credit.organisations import Contributor, Tie
from tui.drawing.glyphs import UNICODE
from tui.organisations.body_sentence import body_sentence
from tui.organisations.matrix import Body, Cell, Matrix
from tui.organisations.organisation_rows import head_lines

MOMENT = datetime(2026, 1, 3, tzinfo=UTC)


def cell(commits=0, issues=0, reviews=0, people=1, uses=False, who=()):
    made = Contributor(
        code="DK-0751",
        name="Aarhus",
        kind="municipality",
        country="DK",
        people=people,
        commits=commits,
        issues=issues,
        change_requests=0,
        reviews=reviews,
        first=MOMENT,
        last=MOMENT,
        evidence=("email-domain",),
        who=who,
    )
    return Cell(made, uses)


USES = Cell(uses=True)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            [cell(20, 1, people=3), cell(1, 1), cell(20, 1), cell(0, 4), cell(0, 0, 2), *[USES] * 7],
            (
                "Aarhus wrote 41 commits in 3 projects with 3 people, took part in 2 more, "
                "and uses 7 without contributing."
            ),
        ),
        ([cell(1)], "Aarhus wrote 1 commit in 1 project with 1 person."),
        (
            [cell(2), USES],
            "Aarhus wrote 2 commits in 1 project with 1 person and uses 1 without contributing.",
        ),
        ([cell(0, 3)], "Aarhus took part in 1 project."),
        ([USES, USES], "Aarhus uses 2 projects without contributing."),
        ([cell(0, 0, 2, uses=True)], "Aarhus took part in 1 project and uses 1 without contributing."),
        ([Cell(uses=True, known=False)], "Aarhus uses 1 project."),
        ([], "Aarhus contributed nothing in 365 days, as far as it is known."),
    ],
)
def test_only_what_there_is_any_of(cells, sentence):
    mapping = {f"hub:a/{n}": each for n, each in enumerate(cells)}
    body = Body(code="DK-0751", name="Aarhus", kind="municipality", cells=mapping)
    assert body_sentence(body) == sentence


def test_one_person_in_two_projects_is_one_and_who_never_wrote_there_is_not_counted():
    def tie(name):
        return Tie(name, f"hub/{name}", ("email-domain",), 1)

    cells = {
        "hub:a/1": cell(3, who=(tie("astrid"), tie("bram"))),
        "hub:a/2": cell(4, who=(tie("astrid"),)),
        "hub:a/3": cell(0, 5, who=(tie("chloe"),)),
    }
    body = Body(code="DK-0751", name="Aarhus", kind="municipality", cells=cells)
    assert "7 commits in 2 projects with 2 people" in body_sentence(body)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            [cell(3, 2), cell(0, 0, 2)],
            "It also took part: 2 issues, 2 reviews. In all 1 person in 2 projects, over 365 days.",
        ),
        ([cell(0, 3)], "1 person in 1 project, all of it in 365 days: 3 issues."),
        ([cell(3)], ""),
    ],
)
def test_the_commits_are_said_once(cells, said):
    mapping = {f"hub:a/{n}": each for n, each in enumerate(cells)}
    body = Body(code="DK-0751", name="Aarhus", kind="municipality", cells=mapping)
    _name, sentence, *rest = [
        "".join(s.text for s in each).strip() for each in head_lines(body, Matrix(), 200, UNICODE)
    ]
    assert sentence == body_sentence(body)
    assert " ".join(rest) == said
