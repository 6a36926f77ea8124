"""Histories by git, conversations by the interface."""

import os
from datetime import timedelta

import pytest
from msgspec.structs import replace

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.i18n.message import literally
from civitop.model import FACT_KINDS, Extent, Issue
from civitop.people.affiliation.statements import Stated
from civitop.polling.collector import Collected, Failure, Known
from civitop.polling.measurer import Measurer
from civitop.store import Store
from collectors.around.histories import WithHistories
from collectors.git.collector import GitCollector
from collectors.git.histories import Histories
from collectors.turns import A_HOST
from collectors.waits import Waits
from tests.collectors.git.conftest import ASOF, Clone

OTHER = ("issues", "change_requests", "releases")


@pytest.fixture
def upstream(tmp_path):
    """A repository as a forge serves it, at an address that ends in .git."""
    clone = Clone(tmp_path / "desk.git")
    clone.git("config", "uploadpack.allowFilter", "true")
    clone.git("config", "uploadpack.allowAnySHA1InWant", "true")
    clone.write("publiccode.yml", "name: x\n")
    clone.write(".github/workflows/ci.yml", "on: push\n")
    clone.write("src/big", "x" * 50_000)
    clone.commit("Ida", "ida@bakkeby.example")
    clone.commit("Jan", "jan@example.nl")
    clone.git("tag", "v1.0.0")
    return clone


@pytest.fixture
async def histories(tmp_path):
    made = Histories(tmp_path / "cache", os.environ)
    yield made
    await made.aclose()


class Interface:
    """A forge's collector that gives conversations and no history."""

    def __init__(self, *answers):
        self.answers = answers
        self.asked = []
        self.closed = False

    async def collect(self, known, asof):
        self.asked += known
        for answer in self.answers:
            yield answer

    async def aclose(self):
        self.closed = True


def told(maker, url, name="bakkeby/desk", **more):
    why = Extent.absent(literally("It needs a token."))
    extents = {kind: Extent() if kind in OTHER else why for kind in FACT_KINDS}
    facts = maker.facts(
        maker.repository(name, url=url, head=None), commits=0, extents=extents, files=(), **more
    )
    return Collected(facts, "print")


def address(clone):
    return clone.path.as_uri().removesuffix(".git")


async def collected(interface, histories, history="auto", known=()):
    collector = WithHistories(interface, histories, history, Waits(), lambda: ASOF)
    return [answer async for answer in collector.collect(known, ASOF)]


async def test_what_the_interface_lacks_comes_by_git_and_the_rest_stays(maker, upstream, histories, tmp_path):
    before = told(maker, address(upstream))
    [after] = await collected(Interface(before), histories)
    git = GitCollector(Forge(name="git", kind="git", url=""), tmp_path / "other", environment=os.environ)
    [found] = [f async for f in git.discover(Source("git", str(upstream.path)))]
    [direct] = [c async for c in git.collect([Known(found)], ASOF)]
    await git.aclose()
    assert after.fingerprint == "print"
    for kind in ("commits", "tags", "files", "documents", "mailmap"):
        assert getattr(after.facts, kind) == getattr(direct.facts, kind), kind
    assert after.facts.issues == before.facts.issues
    assert after.facts.releases == before.facts.releases
    assert after.facts.source == "fake/1+git"
    assert after.facts.repository.head == direct.facts.repository.head
    assert all(after.facts.extent(kind).held for kind in FACT_KINDS)


async def test_the_signals_of_the_history_are_those_of_a_full_clone(maker, upstream, histories):
    [after] = await collected(Interface(told(maker, address(upstream))), histories)
    measurer = Measurer(maker.network(), Store(":memory:"), maker.registry, Stated())
    signals = measurer.measure(measurer.project(after.facts), ASOF).signals
    assert signals["bus_factor"].value == 1
    assert signals["bus_factor"].detail.people == 2
    assert signals["municipalities"].value == 1


async def test_our_clone_holds_commits_and_what_was_asked_for_and_nothing_else(
    maker, upstream, histories, tmp_path
):
    await collected(Interface(told(maker, address(upstream))), histories)
    (bare,) = (tmp_path / "cache").iterdir()
    kinds = upstream.git(
        "-C", str(bare), "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)"
    )
    big = upstream.git("rev-parse", "HEAD:src/big")
    assert kinds.count("commit") == 2
    assert big not in kinds


async def test_commits_before_the_window_are_left_to_git(maker, upstream, histories):
    old = upstream.commit("Old", "old@bakkeby.example", at="2025-09-01T10:00:00Z")
    [after] = await collected(Interface(told(maker, address(upstream))), histories)
    assert old not in [commit.oid for commit in after.facts.commits]
    assert after.facts.extent("commits").since is not None
    assert after.facts.extent("commits").missing is None


async def test_a_repository_that_git_cannot_read_says_why_and_keeps_what_the_interface_told(
    maker, upstream, histories, tmp_path
):
    lost = told(maker, (tmp_path / "nowhere").as_uri(), "bakkeby/lost")
    good = told(maker, address(upstream))
    found = {a.facts.repository.name: a.facts for a in await collected(Interface(lost, good), histories)}
    assert found["bakkeby/desk"].extent("commits").held
    missing = found["bakkeby/lost"].extent("commits")
    assert not missing.held
    assert "it is private, or gone" in missing.missing.english
    assert found["bakkeby/lost"].issues == lost.facts.issues


async def test_facts_with_a_history_and_failures_pass_untouched(maker, upstream, histories):
    whole = Collected(maker.facts(maker.repository(url=address(upstream))), "whole")
    failed = Failure("hub:x", literally("It is gone."), "not-found")
    assert await collected(Interface(whole, failed), histories) == [whole, failed]
    always = await collected(Interface(whole, failed), histories, "git")
    assert [a.facts.source for a in always if isinstance(a, Collected)] == ["fake/1+git"]


async def test_an_empty_repository_is_unknown_and_says_why(maker, histories, tmp_path):
    empty = Clone(tmp_path / "empty.git", "--bare")
    [after] = await collected(Interface(told(maker, address(empty))), histories)
    assert after.facts.commits == ()
    extent = after.facts.extent("commits")
    assert not extent.held
    assert extent.missing.english == "The repository is empty: nothing was ever committed."


async def test_an_interface_that_breaks_off_raises(maker, upstream, histories):
    class Broken(Interface):
        async def collect(self, known, asof):
            yield told(maker, address(upstream))
            raise RuntimeError("cut off")

    collector = WithHistories(Broken(), histories, "auto", Waits(), lambda: ASOF)
    with pytest.raises(RuntimeError, match="cut off"):
        [answer async for answer in collector.collect([], ASOF)]


async def test_a_history_that_git_could_not_read_is_asked_for_again_in_the_next_round(
    maker, upstream, histories, tmp_path
):
    answer = told(maker, address(upstream))
    [failed] = await collected(Interface(answer), Histories(tmp_path / "none", os.environ, "no-such-git"))
    assert not failed.facts.extent("commits").held
    assert failed.fingerprint != answer.fingerprint  # as a pulse would see it: something is to be collected
    interface = Interface(answer)
    stored = Known(failed.facts.repository, failed.fingerprint, lambda: failed.facts)
    [again] = await collected(interface, histories, known=[stored])
    assert [each.fingerprint for each in interface.asked] == [None]
    assert len(again.facts.commits) == 2
    assert again.fingerprint == answer.fingerprint


async def test_a_history_that_is_held_outlives_a_round_in_which_git_fails(
    maker, upstream, histories, tmp_path
):
    answer = told(maker, address(upstream))
    [first] = await collected(Interface(answer), histories)
    stored = Known(first.facts.repository, first.fingerprint, lambda: first.facts)
    broken = Histories(tmp_path / "none", os.environ, "no-such-git")
    [late] = await collected(Interface(answer), broken, known=[stored])
    assert late.facts.commits == first.facts.commits
    assert (late.facts.files, late.facts.documents) == (first.facts.files, first.facts.documents)
    assert late.facts.repository.head == first.facts.repository.head
    assert "install git" in late.facts.extent("commits").missing.english
    assert late.fingerprint != first.fingerprint


@pytest.mark.parametrize("blobs", ["true", "false"])
async def test_a_host_that_refuses_a_filter_is_asked_for_more(maker, upstream, histories, blobs):
    upstream.git("config", "uploadpackfilter.allow", blobs)
    upstream.git("config", "uploadpackfilter.tree.allow", "false")
    [after] = await collected(Interface(told(maker, address(upstream))), histories)
    assert len(after.facts.commits) == 2
    assert ".github/workflows/" in after.facts.files or ".github/" in after.facts.files


@pytest.mark.parametrize("status", ["429", "503"])
async def test_a_host_that_has_enough_is_left_alone(maker, tmp_path, status):
    """A git of our own making answers as the host does, and counts how often it is asked."""
    asked, git = tmp_path / "asked", tmp_path / "git"
    complaint = f"fatal: unable to access 'https://hub.example/': The requested URL returned error: {status}"
    version = 'case " $* " in *" version "*) echo git version 2.39.2; exit;; esac'
    git.write_text(f'#!/bin/sh\n{version}\necho x >> {asked}\necho "{complaint}" >&2\nexit 128\n')
    git.chmod(0o755)
    now = ASOF
    histories = Histories(tmp_path / "cache", os.environ, str(git), clock=lambda: now)
    # More than come side by side, so that some are still waiting when the first is refused.
    tools = [told(maker, f"https://hub.example/tool{n}", f"bakkeby/tool{n}") for n in range(20)]
    answers = await collected(Interface(*tools), histories)
    assert all("fewer clones" in a.facts.extent("commits").missing.english for a in answers)
    first = len(asked.read_text().splitlines())
    assert first <= A_HOST
    now += timedelta(minutes=9)
    await collected(Interface(tools[0]), histories)
    assert len(asked.read_text().splitlines()) == first
    now += timedelta(minutes=2)
    await collected(Interface(tools[0]), histories)
    assert len(asked.read_text().splitlines()) == first + 1


LATE = literally("hub: 0 of 20 left. It is asked again after 11:00 UTC.")


def spent(id="hub:bakkeby/desk"):
    return Failure(id, LATE, "rate-limited")


def seen(maker, url, name="bakkeby/desk"):
    return Known(maker.repository(name, url=url, head=None))


async def test_what_the_budget_does_not_reach_comes_by_git_and_says_so(maker, upstream, histories):
    [got] = await collected(Interface(spent()), histories, known=[seen(maker, address(upstream))])
    assert len(got.facts.commits) == 2
    assert got.facts.source == "git"
    assert [got.facts.extent(kind).held for kind in OTHER] == [False] * 3
    assert {got.facts.extent(kind).missing for kind in OTHER} == {LATE}
    assert got.facts.extent("commits").missing is None
    assert "came by git. hub: 0 of 20 left" in got.facts.extent("commits").note.english
    interface = Interface(told(maker, address(upstream)))
    stored = Known(got.facts.repository, got.fingerprint, lambda: got.facts)
    await collected(interface, histories, known=[stored])
    assert [each.fingerprint for each in interface.asked] == [None]


async def test_conversations_that_are_held_outlive_a_budget_that_ends(maker, upstream, histories):
    [first] = await collected(Interface(told(maker, address(upstream))), histories)
    new = upstream.commit("Ida", "ida@bakkeby.example")
    stored = Known(first.facts.repository, first.fingerprint, lambda: first.facts)
    [late] = await collected(Interface(spent(first.facts.repository.id)), histories, known=[stored])
    assert late.facts.issues == first.facts.issues
    assert late.facts.extent("issues").held
    assert late.facts.extent("issues").missing == LATE
    assert new in [commit.oid for commit in late.facts.commits]
    assert late.facts.source == first.facts.source
    assert late.fingerprint not in (first.fingerprint, None)


async def test_what_neither_the_budget_nor_git_reaches_fails_with_the_budget(maker, histories, tmp_path):
    failed = spent("hub:bakkeby/lost")
    known = seen(maker, (tmp_path / "nowhere").as_uri(), "bakkeby/lost")
    assert await collected(Interface(failed), histories, known=[known]) == [failed]


async def test_limits_are_waited_for_a_minute_while_git_can_help(maker, upstream, histories):
    waits = Waits()
    allowed = []

    class Limited(Interface):
        async def collect(self, known, asof):
            allowed.append([waits.allow(ASOF, ASOF + timedelta(seconds=s)) for s in (60, 61)])
            yield spent()

        async def profiles(self, logins):
            allowed.append(waits.allow(ASOF, ASOF + timedelta(hours=1)))
            return
            yield

    collector = WithHistories(Limited(), histories, "auto", waits, lambda: ASOF)
    known = [seen(maker, address(upstream))]
    assert len([answer async for answer in collector.collect(known, ASOF)]) == 1
    assert [answer async for answer in collector.profiles(["hub/ida"])] == []
    assert allowed == [[True, False], False]
    assert waits.allow(ASOF, ASOF + timedelta(hours=1))


async def test_an_increment_without_a_history_becomes_whole_by_git(maker, upstream, histories):
    answer = told(maker, address(upstream))
    [first] = await collected(Interface(answer), histories, "git")
    stored = Known(first.facts.repository, first.fingerprint, lambda: first.facts)
    new = upstream.commit("Ida", "ida@bakkeby.example")
    issue = Issue(number=99, title="New", author=None, opened_at=ASOF, updated_at=ASOF)
    more = replace(answer.facts, base=first.facts.repository.head, issues=(issue,))
    [grown] = await collected(Interface(Collected(more, "next")), histories, "git", known=[stored])
    assert grown.facts.base is None
    assert {i.number for i in grown.facts.issues} == {i.number for i in first.facts.issues} | {issue.number}
    assert new in [commit.oid for commit in grown.facts.commits]
