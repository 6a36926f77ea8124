"""`owner/name@branch` is a project of its own: by the interface, with a token and without one, and by git."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.demo import Forge as Served
from civitop.demo import open_city, serve
from civitop.demo.world.world import World
from civitop.errors import NotFound
from civitop.model import Extent, Facts
from civitop.polling.collector import Collector, Failure, Known
from civitop.store import Store
from collectors.around.histories import WithHistories
from collectors.forges import KINDS
from collectors.git.histories import Histories
from collectors.kind import Means
from collectors.turns import Turns
from collectors.waits import Waits

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@asynccontextmanager
async def city() -> AsyncIterator[tuple[World, Served]]:
    world = open_city(NOW)
    async with serve(world) as served:
        yield world, served


@asynccontextmanager
async def collector(served: Served, kind: str, folder: Path, *, token: bool = True, git: bool = False):
    url = served.github_url if kind == "github" else served.gitlab_url
    tokens = served.github_tokens if kind == "github" else served.gitlab_tokens
    forge = Forge(name=kind, kind=kind, url=url, history="git" if git else "api")
    waits = Waits()
    with Store(":memory:") as store:
        means = Means(
            tokens=tokens if token else (),
            app_key=None,
            notify=lambda budget: None,
            clock=lambda: NOW,
            store=store,
            environment=os.environ,
            cache=folder,
            waits=waits,
            turns=Turns(),
        )
        made: Collector = KINDS[kind].make(forge, means)
        if git:
            histories = Histories(folder, os.environ)
            made = WithHistories(made, histories, "git", waits, lambda: NOW)
        try:
            yield made
        finally:
            await made.aclose()


def tagged(world: World, kind: str):
    """Return a project of the world whose newest tag is not its newest commit."""
    return next(
        (project, contents)
        for project in world.projects
        if project.forge == kind and not project.closed and project.key not in world.forbidden
        for contents in [world.contents(project.key)]
        if contents.stable and contents.stable.oid != contents.head and contents.files
    )


def since_window(contents) -> int:
    """Return how many commits of the branch `stable` lie in the 400 days that are asked for."""
    first = contents.commits.index(contents.stable)
    return sum(commit.at >= NOW.timestamp() - 400 * 86400 for commit in contents.commits[first:])


async def discovered(made: Collector, kind: str, *paths: str) -> list:
    return [found for path in paths async for found in made.discover(Source(kind, path))]


@pytest.mark.parametrize(("kind", "git"), [("github", False), ("gitlab", False), ("github", True)])
async def test_two_branches_of_a_repository_are_two_projects(tmp_path: Path, kind: str, git: bool) -> None:
    async with city() as (world, served), collector(served, kind, tmp_path, token=not git, git=git) as made:
        project, contents = tagged(world, kind)
        found = await discovered(made, kind, project.path, f"{project.path}@stable")
        answers = [each async for each in made.collect([Known(each) for each in found], NOW)]
        whole = {each.facts.repository.id: each for each in answers}
        main, stable = (whole[f"{kind}:{project.path}{behind}"].facts for behind in ("", "@stable"))
        assert (stable.repository.name, stable.repository.branch) == (f"{project.path}@stable", "stable")
        assert stable.repository.default_branch == "stable"
        assert stable.repository.url == main.repository.url
        assert stable.repository.node_id != main.repository.node_id
        assert len(stable.commits) == since_window(contents) < len(main.commits)
        assert (stable.issues, stable.releases) == (main.issues, main.releases)
        assert main.files
        assert not stable.files
        if git:
            return
        assert stable.repository.head == contents.stable.oid
        known = [
            Known(each.facts.repository, each.fingerprint, lambda each=each: each.facts) for each in answers
        ]
        pulses = [each async for each in made.pulse(known)]
        assert {each.repository.id: each.fingerprint for each in pulses} == {
            id: each.fingerprint for id, each in whole.items()
        }
        again = [each async for each in made.collect(known, NOW)]
        assert {each.facts.repository.id for each in again} == set(whole)
        assert not any(each.facts.commits for each in again if each.facts.base)


@pytest.mark.parametrize("token", [True, False])
@pytest.mark.parametrize("kind", ["github", "gitlab"])
async def test_a_branch_that_is_none_is_refused_in_a_sentence(tmp_path: Path, kind: str, token: bool) -> None:
    async with city() as (world, served), collector(served, kind, tmp_path, token=token) as made:
        project, _ = tagged(world, kind)
        [refused] = await discovered(made, kind, f"{project.path}@gone")
        assert isinstance(refused, Failure)
        assert (refused.kind, refused.final) == ("not-found", True)
        host = "127.0.0.1"
        assert (
            str(refused.error) == f"{project.path} on {host} has no branch gone; correct the name behind @."
        )
        [found] = await discovered(made, kind, f"{project.path}@stable")
        assert found.name == f"{project.path}@stable"


async def test_a_branch_that_was_deleted_later_fails_alone(tmp_path: Path) -> None:
    async with city() as (world, served), collector(served, "github", tmp_path) as made:
        project, _ = tagged(world, "github")
        found = await discovered(made, "github", project.path, f"{project.path}@stable")
        gone = replace(found[1], id=found[1].id.replace("stable", "old"), branch="old")
        gone = replace(gone, name=gone.name.replace("stable", "old"), node_id=f"{found[0].node_id}@old")
        known = [Known(each, "x", lambda: None) for each in (found[0], gone)]
        for answers in (made.pulse(known), made.collect(known, NOW)):
            told = [each async for each in answers]
            [failed] = [each for each in told if isinstance(each, Failure)]
            assert len(told) == 2
            assert (failed.id, failed.kind) == (gone.id, "not-found")


async def test_git_says_that_the_branch_is_gone_and_not_that_the_repository_is_private(
    tmp_path: Path,
) -> None:
    async with city() as (world, served), collector(served, "github", tmp_path, git=True) as made:
        project, _ = tagged(world, "github")
        [found] = await discovered(made, "github", project.path)
        histories = made._histories
        facts = Facts(
            repository=replace(found, branch="gone"),
            collected_at=NOW,
            source="x",
            extents={"commits": Extent()},
        )
        with pytest.raises(NotFound, match="has no branch gone; correct the name behind @"):
            await histories.complete(facts, NOW)
