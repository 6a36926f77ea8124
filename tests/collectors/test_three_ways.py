"""One history and its conversations give the same figures by GitHub, by GitLab and by git, coverage apart."""

import asyncio
import os
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import structs

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.demo.forge import serve
from civitop.demo.world.model import DAY, Review
from civitop.demo.world.scale import scaled
from civitop.demo.world.world import World
from civitop.model import Facts, Identity
from civitop.people.affiliation.base import INDIVIDUAL, UNKNOWN, Affiliation, Organisation
from civitop.people.identities import resolve
from civitop.polling.collector import Collected, Known
from civitop.signals import SIGNALS
from civitop.signals.base import Project, Settings
from collectors.conversations import RESPONSE_DAYS
from collectors.git.collector import GitCollector
from collectors.github.collector import GitHubCollector
from collectors.gitlab.collector import GitLabCollector

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TOWN = Organisation("XX-0901", "municipality", "Maatstad", "XX")
HISTORY = ("bus_factor", "activity", "supplier_dependence")
"""What a clone knows, besides the cadence of what is tagged."""
OPEN = ("open_issues", "open_change_requests")
OF_THE_WAY = frozenset({"login", "name", "history_days"})
"""Accounts are spelled by their host, names by whoever tells them; a clone holds more than 400 days."""


class ByDomain:
    """Knows the one town by its domain, as every source tells it."""

    def affiliate(
        self, identity: Identity, at: datetime, source_owner: str | None = None, **_: Any
    ) -> Affiliation:
        if identity.domain == "maatstad.example":
            return Affiliation("municipality", "email-domain", TOWN)
        return INDIVIDUAL if identity.domain and identity.noreply else UNKNOWN

    def named(self, name: str, country: str | None = None, at: datetime | None = None) -> Organisation | None:
        return None


def worlds(count: int) -> tuple[World, World]:
    """Return the same projects on a GitHub and on a GitLab: every other one tags, and all are a year old."""
    size = {"issues": 25, "change_requests": 25}
    github, gitlab = (year_old(scaled(count, now=NOW, forge=kind, **size)) for kind in ("github", "gitlab"))
    for here, there in zip(github.projects, gitlab.projects, strict=True):
        hub, lab = github.contents(here.key), gitlab.contents(there.key)
        young(hub)
        long_talk(hub)
        moved(hub, lab)
    return github, gitlab


def year_old(world: World) -> World:
    """Return the world with projects of a year: what a clone holds beyond 400 days, no forge tells."""
    projects = [
        structs.replace(p, commits=p.commits_year, release_style="tags" if place % 2 else "releases")
        for place, p in enumerate(world.projects)
    ]
    return World(projects, world.organisations, seed=world.seed, now=NOW, held=world.held)


def young(contents: Any) -> None:
    """Leave the conversations whose answers every forge is asked for; of older ones coverage differs."""
    since = NOW.timestamp() - (RESPONSE_DAYS - 2) * DAY
    contents.__dict__["_threads"] = tuple(
        [thread for thread in things if thread.created >= since]
        for things in (contents.issues, contents.change_requests)
    )
    for name, things in zip(OPEN, contents.__dict__["_threads"], strict=True):
        contents.__dict__[name] = sum(thread.closed is None for thread in things)


def long_talk(contents: Any) -> None:
    """Let bots review first, and the author speak for long, so that answers lie behind what comes first."""
    bot = next(iter(contents.project.public))
    robot = structs.replace(bot, login="lint-bot", name="lint-bot", number=77_001, bot=True)
    for request in contents.change_requests[-6:]:
        first = [Review(60_000 + n, robot, request.created + n) for n in range(6)]
        request.reviews = [*first, *(r for r in request.reviews if r.at > request.created + 6)]
    for issue in contents.issues[-4:]:
        said = issue.comments[-1:]
        issue.comments = [
            structs.replace(c, number=c.number + n + 1, author=issue.author, at=issue.created + n)
            for c in said
            for n in range(9)
        ] + said


def moved(source: Any, target: Any) -> None:
    """Put what is in one project into another, which is the same on another forge."""
    project = target.project
    target.__dict__["commits"] = [structs.replace(c, project=project) for c in source.commits]
    places = {commit.oid: commit for commit in target.commits}
    target.__dict__["_threads"] = tuple(
        [structs.replace(t, project=project) for t in things]
        for things in (source.issues, source.change_requests)
    )
    target.__dict__["releases"] = [structs.replace(r, project=project) for r in source.releases]
    target.__dict__["tags"] = [structs.replace(t, commit=places[t.commit.oid]) for t in source.tags]
    for name in OPEN:
        target.__dict__[name] = getattr(source, name)


async def by(collector: Any, source: Source) -> dict[str, Facts]:
    """Return what a collector makes of a source, by the projects' names."""
    async with aclosing(collector):
        known = [Known(each) async for each in collector.discover(source)]
        found = [each async for each in collector.collect(known, NOW)]
    assert all(isinstance(each, Collected) for each in found), found
    return {each.facts.repository.name.rpartition("/")[2]: each.facts for each in found}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Facts]]:
    return asyncio.run(collected(tmp_path_factory))


async def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Facts]]:
    """Return what the three ways tell, by way and project."""
    github, gitlab = worlds(4)
    found: dict[str, dict[str, Facts]] = {}
    async with serve(github) as hub, serve(gitlab) as lab:
        [owner] = {project.owner for project in github.projects}
        forge = Forge(name="hub", kind="github", url=hub.github_url)
        found["github"] = await by(
            GitHubCollector(forge, hub.github_tokens[:1], lambda _: None, lambda: NOW), Source("hub", owner)
        )
        forge = Forge(name="lab", kind="gitlab", url=lab.gitlab_url)
        found["gitlab"] = await by(
            GitLabCollector(forge, lab.gitlab_tokens[:1], lambda _: None, lambda: NOW), Source("lab", owner)
        )
        found["git"] = {}
        for project in github.projects:
            cache = tmp_path_factory.mktemp("clones")
            git = GitCollector(
                Forge(name="git", kind="git", url=""), cache, environment=os.environ, now=lambda: NOW
            )
            address = f"{hub.github_url}/{project.path}.git"
            facts = await by(git, Source("git", address))
            found["git"][project.name] = next(iter(facts.values()))
    return found


def figures(facts: Facts, signal: str) -> Any:
    """Return value, level, trend and detail of a signal, without what depends on the way alone."""
    project = Project(facts, resolve(facts), ByDomain())
    definition = next(each for each in SIGNALS if each.id == signal)
    measured = definition.measure(project, NOW, Settings(country="NL"))
    plain = msgspec.to_builtins(
        {
            "value": measured.value,
            "level": measured.level,
            "trend": measured.trend,
            "detail": measured.detail,
        },
        enc_hook=str,
    )
    return stripped(plain)


def stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: stripped(each) for key, each in value.items() if key not in OF_THE_WAY}
    if isinstance(value, list | tuple):
        return [stripped(each) for each in value]
    return round(value, 9) if isinstance(value, float) else value


ASKED_APART = ("standard", "published_scores")
"""They need what GitLab is not asked for: the licence's name, and tags beside releases."""


@pytest.mark.parametrize("signal", [each.id for each in SIGNALS if each.id not in ASKED_APART])
def test_github_and_gitlab_tell_the_same(three: dict[str, dict[str, Facts]], signal: str) -> None:
    assert three["github"].keys() == three["gitlab"].keys()
    for name, facts in three["github"].items():
        assert figures(facts, signal) == figures(three["gitlab"][name], signal), name


def test_what_one_forge_is_not_asked_for_is_unknown_there_and_never_another_figure(
    three: dict[str, dict[str, Facts]],
) -> None:
    for name, facts in three["github"].items():
        ours, theirs = (figures(each, "standard") for each in (facts, three["gitlab"][name]))
        states = zip(ours["detail"]["checks"], theirs["detail"]["checks"], strict=True)
        assert {(one["state"], other["state"]) for one, other in states if one != other} <= {
            ("met", "unknown")
        }
        ours, theirs = (figures(each, "published_scores") for each in (facts, three["gitlab"][name]))
        for one, other in zip(ours["detail"]["scores"], theirs["detail"]["scores"], strict=True):
            inputs = zip(one["inputs"], other["inputs"], strict=True)
            assert all(a["value"] == b["value"] or None in (a["value"], b["value"]) for a, b in inputs), name


@pytest.mark.parametrize("signal", HISTORY)
def test_a_clone_tells_the_same_of_the_history(three: dict[str, dict[str, Facts]], signal: str) -> None:
    for name, facts in three["git"].items():
        assert figures(facts, signal) == figures(three["github"][name], signal), name


def test_a_clone_tells_the_same_of_what_is_tagged(three: dict[str, dict[str, Facts]]) -> None:
    tagged = [name for name, facts in three["github"].items() if not facts.releases and facts.tags]
    assert tagged
    for name in tagged:
        assert figures(three["git"][name], "release_cadence") == figures(
            three["github"][name], "release_cadence"
        )


def test_the_answers_behind_the_first_comments_and_reviews_are_there(
    three: dict[str, dict[str, Facts]],
) -> None:
    """Else the test above would compare two forges that know equally little."""
    for way in ("github", "gitlab"):
        every = list(three[way].values())
        assert any(len(issue.responses or ()) > 5 for facts in every for issue in facts.issues)
        assert any(len(request.reviews or ()) > 5 for facts in every for request in facts.change_requests)
