"""Repositories of which a part is switched off, for members only, empty or written by nobody: the rest is untouched."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.demo.github.api import GitHub
from civitop.demo.gitlab.api import GitLab
from civitop.demo.server.access_control import new_token
from civitop.demo.server.faults import Faults
from civitop.demo.world.scale import scaled
from civitop.model import FACT_KINDS, Facts, Repository
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.statements import Stated
from civitop.people.identities import resolve
from civitop.polling.collector import Collected, Known
from civitop.polling.validation import check
from civitop.signals import measure_all
from civitop.signals.base import Project, Settings, Signal
from collectors.github.collector import GitHubCollector
from collectors.gitlab.collector import GitLabCollector
from tests.collectors.in_process import Change, InProcess, leave

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
KINDS = ("github", "gitlab")


async def asleep(seconds: float) -> None:
    """Sleep without waiting."""


async def collected(kind: str, change: Change = leave, **project: Any) -> Facts:
    """Return the facts of the one repository of a forge, with the project or the answers changed."""
    world = scaled(1, now=NOW, forge=kind, commits_per_year=6, issues=4, change_requests=4)
    world = type(world)(
        [replace(world.projects[0], **project)], world.organisations, seed=world.seed, now=NOW
    )
    tokens = (new_token("ghp_" if kind == "github" else "glpat-", 1),)
    side = GitHub if kind == "github" else GitLab
    network = InProcess(side(world, tokens, faults=Faults(), latency=0.0, clock=NOW.timestamp))
    network.change = change
    forge = Forge(name="hub", kind=kind, url=f"https://{kind}.example", history="api")
    common = (forge, tokens, lambda _: None, lambda: NOW, asleep)
    collector = (
        GitHubCollector(*common, random=Random(1), http=network)
        if kind == "github"
        else GitLabCollector(*common, http=network)
    )
    try:
        listed = [each async for each in collector.discover(Source("hub", "network-001"))]
        assert all(isinstance(each, Repository) for each in listed), listed
        answers: AsyncIterator[Any] = collector.collect([Known(each) for each in listed], NOW)
        (answer,) = [each async for each in answers]
    finally:
        await collector.aclose()
    assert isinstance(answer, Collected), answer
    check(answer.facts)
    return answer.facts


def signals(facts: Facts) -> dict[str, Signal[Any]]:
    affiliator = NetworkAffiliator(Registry(()), Stated())
    return measure_all(Project(facts, resolve(facts), affiliator), NOW, Settings())


PARTS = {
    "issues": ({"issues"}, "Issues are switched off in this project."),
    "merge_requests": ({"change_requests"}, "Merge requests are switched off in this project."),
    "repository": (
        {"commits", "files"},
        "gitlab.example shows the {kind} of this project to members only.",
    ),
    "builds": (set(), ""),
}


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_that_is_closed_is_unknown_with_its_reason_and_the_rest_is_untouched(part: str) -> None:
    whole, facts = await collected("gitlab"), await collected("gitlab", closed=(part,))
    closed, why = PARTS[part]
    for kind in FACT_KINDS:
        extent = facts.extent(kind)
        if kind in closed:
            assert not extent.held
            assert extent.missing.english == why.format(kind=kind)
            assert getattr(facts, kind) == ()
        else:
            assert extent == whole.extent(kind)
            assert getattr(facts, kind) == getattr(whole, kind)
    assert whole.repository.ci_state == "success"
    assert facts.repository.ci_state == (None if part in ("builds", "repository") else "success")


async def test_all_of_a_project_may_be_closed() -> None:
    facts = await collected("gitlab", closed=tuple(PARTS))
    assert not any(facts.extent(kind).held for kind in FACT_KINDS if kind != "releases")
    bad = {id for id, signal in signals(facts).items() if signal.level == "bad"}
    assert bad <= {"release_cadence", "stewardship"}  # they rest on releases, which are shown still


@pytest.mark.parametrize("kind", KINDS)
async def test_an_empty_repository_is_unknown_and_not_bad(kind: str) -> None:
    facts = await collected(
        kind, last_commit=None, commits=0, commits_year=0, releases=0, files=(), issues=0, open_issues=0,
        change_requests=0, open_change_requests=0,
    )  # fmt: skip
    for of in ("commits", "tags", "files"):
        assert facts.extent(of).missing.english == "The repository is empty: nothing was ever committed."
    measured = signals(facts)
    assert [id for id, signal in measured.items() if signal.level == "bad"] == []
    assert measured["bus_factor"].level == "unknown"
    assert "The repository is empty" in measured["bus_factor"].reason.english


@pytest.mark.parametrize("kind", KINDS)
async def test_where_every_account_was_deleted_nobody_is_counted_and_nothing_fails(kind: str) -> None:
    facts = await collected(kind, everybody_deleted)
    assert facts.issues
    assert facts.change_requests
    threads = (*facts.issues, *facts.change_requests)
    assert {each.author for each in threads} == {None}
    assert {each.author for each in threads for each in each.responses or ()} <= {None}
    assert {each.merged_by for each in facts.change_requests} == {None}
    assert signals(facts)["open_issues"].value is not None


PEOPLE = frozenset({"author", "user", "mergedBy", "mergeUser", "headRepositoryOwner", "approvedBy"})


def everybody_deleted(key: str, answer: Any) -> bytes:
    return json.dumps(
        without(answer, lambda name, value: name in PEOPLE and "email" not in (value or {}))
    ).encode()


def without(value: Any, gone: Callable[[str, Any], bool]) -> Any:
    """Return an answer with null in some fields."""
    if isinstance(value, dict):
        return {name: None if gone(name, each) else without(each, gone) for name, each in value.items()}
    return [without(each, gone) for each in value] if isinstance(value, list) else value
