"""Bots and AI agents that count for nobody are told by name, in every form of a project in depth."""

import json
from datetime import UTC, datetime, timedelta

import msgspec

from civitop.export import report_writer
from civitop.i18n.message import literally
from civitop.model import ChangeRequest, Commit, Extent, Facts, Repository, Response, account, identity
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.identities import resolve
from civitop.polling.measurer import health_of
from civitop.reading.depth.left_out import left_out_rows
from civitop.reading.feed import LeftOutRow, ProjectReport
from civitop.signals import activity
from civitop.signals.base import Project, Settings
from tui.sections.people import left_out_lines

ASOF = datetime(2026, 6, 1, tzinfo=UTC)
METTE = identity("Mette Holm", "mette@example.dk")
RENOVATE = identity("Renovate Bot", "bot@acme.example")
AGENT = identity("Claude", "noreply@anthropic.com")
CHECKER = identity("checks", None, account("github.com", "checks[bot]"))
REPOSITORY = Repository(id="github:x/y", forge="github", name="x/y", url="")


def project() -> Project:
    authors = [METTE, RENOVATE, RENOVATE, METTE]
    commits = [Commit(f"{n}", ASOF - timedelta(days=n + 1), who) for n, who in enumerate(authors)]
    commits += [
        Commit("5", ASOF - timedelta(days=5), METTE, (AGENT,)),
        Commit("6", ASOF - timedelta(days=400), RENOVATE),
        Commit("7", ASOF - timedelta(days=7), RENOVATE, parents=2),
    ]
    before = ASOF - timedelta(days=9)
    request = ChangeRequest(
        1,
        "t",
        METTE,
        before,
        before,
        responses=(Response(before, CHECKER),),
        reviews=(Response(before, CHECKER),),
    )
    facts = Facts(
        repository=REPOSITORY,
        collected_at=ASOF,
        source="test",
        commits=tuple(commits),
        change_requests=(request,),
    )
    return Project(facts, resolve(facts), NetworkAffiliator(Registry(())))


ROWS = (
    LeftOutRow("Renovate Bot", None, agent=False, commits=2, other=0),
    LeftOutRow("Claude", None, agent=True, commits=1, other=0),
    LeftOutRow("checks", "github.com/checks[bot]", agent=False, commits=0, other=1),
)


def test_everybody_left_out_is_listed_by_name_in_the_window() -> None:
    assert left_out_rows(project(), ASOF) == ROWS


def report() -> ProjectReport:
    noted = msgspec.structs.replace(
        project().facts, extents={"commits": Extent(note=literally("Another branch is read."))}
    )
    signal = activity.measure(Project(noted, project().people, project().affiliator), ASOF, Settings())
    health = health_of(REPOSITORY, ASOF, ASOF, None, {activity.ID: signal})
    return ProjectReport(health=health, left_out=left_out_rows(project(), ASOF))


def test_text_json_and_screen_tell_bots_from_agents() -> None:
    text = report_writer("txt")(report())
    bots, agents = text.index("Left out as bots:"), text.index("Left out as AI agents:")
    assert bots < text.index("2  Renovate Bot") < agents < text.index("1  Claude")
    assert "checks (github.com/checks[bot])" in text
    assert text.count("Another branch is read.") == 1
    told = json.loads(report_writer("json")(report()))["left_out"]
    assert [(row["name"], row["agent"]) for row in told] == [(row.name, row.agent) for row in ROWS]
    drawn = ["".join(span.text for span in line) for line in left_out_lines(ROWS, 80)]
    assert drawn == ["Left out as bots: Renovate Bot (2), checks", "Left out as AI agents: Claude (1)"]
