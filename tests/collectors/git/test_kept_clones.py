"""Our own clones: fetched only when something is new, thin where the host allows it, and not kept for ever."""

import asyncio
import os
import time

import pytest

from civitop.errors import NotFound
from collectors.git import clone as clones
from collectors.git.address import Place
from collectors.git.command import Git
from collectors.git.kept_clones import IN_USE, LARGEST, MARK, OLDEST, Clones, clean
from collectors.turns import Turns
from tests.collectors.git.conftest import Clone


class Counting(Git):
    """A git that remembers what it was asked to do."""

    def __init__(self, **more):
        super().__init__(os.environ, **more)
        self.asked = []

    async def output(self, *arguments, **more):
        self.asked.append(arguments[2] if arguments[0] == "-C" else arguments[0])
        return await super().output(*arguments, **more)


@pytest.fixture
def upstream(tmp_path):
    made = Clone(tmp_path / "desk.git")
    made.git("config", "uploadpack.allowFilter", "true")
    made.commit("Ida", "ida@bakkeby.example")
    return made


async def fetched(git, kept, upstream, content="tree:0"):
    address = upstream.path.as_uri()
    state = await clones.ask(git, address)
    return await kept.fetch(Place(address, remote=True), state, content=content)


async def test_a_clone_is_fetched_only_when_its_server_has_something_new(upstream, tmp_path):
    git = Counting()
    kept = Clones(git, tmp_path / "cache")
    first = await fetched(git, kept, upstream)
    assert git.asked.count("fetch") == 1
    git.asked.clear()
    for again in (kept, Clones(git, tmp_path / "cache")):  # in this process and in a later one
        assert await fetched(git, again, upstream) == first
    assert git.asked.count("ls-remote") == 2
    assert set(git.asked) == {"ls-remote", "rev-parse"}
    for change in (lambda: upstream.commit("Jan", "jan@example.nl"), lambda: upstream.git("tag", "v2")):
        change()
        git.asked.clear()
        await fetched(git, kept, upstream)
        assert git.asked.count("fetch") == 1
    assert await kept.head(first) == upstream.git("rev-parse", "HEAD").strip()


async def test_a_first_clone_is_made_in_one_go_and_stands_where_the_server_says(upstream, tmp_path):
    upstream.git("tag", "v1")
    upstream.git(
        "-c", "user.name=Ida", "-c", "user.email=ida@bakkeby.example", "tag", "-a", "v2", "-m", "Two"
    )
    git = Counting()
    kept = Clones(git, tmp_path / "cache")
    where = Place(upstream.path.as_uri(), remote=True)
    branch = upstream.git("symbolic-ref", "--short", "HEAD").strip()
    folder, state = await kept.first(where, branch, content="tree:0")
    assert list(dict.fromkeys(git.asked)) == ["init", "config", "fetch", "show-ref"]
    assert state == await clones.ask(git, where.address)
    git.asked.clear()
    assert await kept.fetch(where, state, content="tree:0") == folder
    assert "fetch" not in git.asked
    git.asked.clear()
    assert await kept.first(where, branch, content="tree:0") is None  # there is one
    assert not git.asked


@pytest.mark.parametrize("head", ["empty", "dangling"])
async def test_a_first_clone_of_a_server_without_a_head_is_left_to_whoever_asks(upstream, tmp_path, head):
    if head == "empty":
        where = Place(Clone(tmp_path / "empty.git").path.as_uri(), remote=True)
    else:
        upstream.git("symbolic-ref", "HEAD", "refs/heads/gone")
        where = Place(upstream.path.as_uri(), remote=True)
    git = Counting()
    kept = Clones(git, tmp_path / "cache")
    for _ in range(2):
        assert await kept.first(where, "main", content="tree:0") is None
    assert git.asked.count("fetch") == 1
    state = await clones.ask(git, where.address)
    assert bool(state.head) == (head == "dangling")
    if state.head:
        assert await kept.head(await kept.fetch(where, state)) == state.head


async def test_a_first_clone_of_nothing_says_so(tmp_path):
    kept = Clones(Counting(), tmp_path / "cache")
    with pytest.raises(NotFound, match="no git repository"):
        await kept.first(Place((tmp_path / "none.git").as_uri(), remote=True), "main", content="tree:0")


async def test_a_fetch_that_fails_is_done_again(upstream, tmp_path):
    git = Counting()
    kept = Clones(git, tmp_path / "cache")
    folder = await fetched(git, kept, upstream)
    new = upstream.commit("Jan", "jan@example.nl")
    state = await clones.ask(git, upstream.path.as_uri())
    away = upstream.path.rename(tmp_path / "away")
    with pytest.raises(Exception, match="no git repository"):
        await kept.fetch(Place(upstream.path.as_uri(), remote=True), state)
    away.rename(upstream.path)
    await fetched(git, kept, upstream)
    assert await kept.head(folder) == new


async def test_a_filter_that_a_host_refuses_is_not_asked_for_again(upstream, tmp_path):
    upstream.git("config", "uploadpackfilter.tree.allow", "false")
    other = Clone(tmp_path / "other.git")
    for key, value in (("uploadpack.allowFilter", "true"), ("uploadpackfilter.tree.allow", "false")):
        other.git("config", key, value)
    other.commit("Ida", "ida@bakkeby.example")
    git = Counting()
    kept = Clones(git, tmp_path / "cache")
    await fetched(git, kept, upstream)
    assert git.asked.count("fetch") == 2
    git.asked.clear()
    await fetched(git, kept, other)
    assert git.asked.count("fetch") == 1


def clone_of(folder, name, *, size=1000, idle=0.0, now=0.0):
    made = folder / f"{name}.git"
    made.mkdir(parents=True)
    (made / "pack").write_bytes(b"x" * size)
    (made / MARK).write_text("x")
    os.utime(made / MARK, (now - idle, now - idle))
    return made


def names(folder):
    return sorted(each.stem for each in folder.iterdir())


def test_clones_that_nobody_uses_for_two_months_go(tmp_path):
    now = time.time()
    for name, idle in (("new", 0), ("young", OLDEST - 60), ("old", OLDEST + 60)):
        clone_of(tmp_path, name, idle=idle, now=now)
    (tmp_path / "torn.removed").mkdir()
    (tmp_path / "notes.txt").write_text("somebody's own")
    clean(tmp_path, now=now)
    assert names(tmp_path) == ["new", "notes", "young"]


def test_of_too_much_the_least_used_go_and_none_that_is_in_use(tmp_path):
    now = time.time()
    for number in range(5):
        clone_of(tmp_path, f"day{number}", idle=(number + 1) * 86400, now=now)
    clone_of(tmp_path, "busy", idle=IN_USE - 60, size=5000, now=now)
    clean(tmp_path, largest=7100, now=now)
    assert names(tmp_path) == ["busy", "day0", "day1"]
    clean(tmp_path, largest=10, now=now)
    assert names(tmp_path) == ["busy"]


def test_a_folder_that_is_not_there_is_clean(tmp_path):
    clean(tmp_path / "none")


async def test_the_folder_is_cleaned_before_its_first_use(upstream, tmp_path):
    cache = tmp_path / "cache"
    clone_of(cache, "old", idle=OLDEST + 60, now=time.time())
    git = Counting()
    kept = Clones(git, cache)
    async with kept.of(upstream.path.as_uri()):
        assert names(cache) == []
    assert LARGEST == 2 * 1024**3


async def test_at_most_eight_repositories_are_asked_for_at_a_time_and_six_of_a_host():
    turns = Turns()
    running, most = {}, {}

    async def work(host):
        async with turns.one(host):
            for name in (host, "all"):
                running[name] = running.get(name, 0) + 1
                most[name] = max(most.get(name, 0), running[name])
            await asyncio.sleep(0.005)
            for name in (host, "all"):
                running[name] -= 1

    await asyncio.gather(*(work(f"host{number % 5}") for number in range(60)))
    assert most["all"] == 8
    assert max(count for name, count in most.items() if name != "all") <= 6
    await asyncio.gather(*(work("alone") for _ in range(20)))
    assert most["alone"] == 6


def test_turns_serve_one_loop_after_the_other():
    turns = Turns(1, 1)

    async def crowd():
        async def one():
            async with turns.one("host"):
                await asyncio.sleep(0.001)

        await asyncio.gather(*(one() for _ in range(3)))

    asyncio.run(crowd())
    asyncio.run(crowd())


@pytest.mark.parametrize(("helpers", "asked"), [(True, True), (False, False)])
async def test_helpers_that_know_passwords_are_asked_only_where_they_may(tmp_path, helpers, asked):
    """A git of our own making tells what it was called with."""
    said, git = tmp_path / "said", tmp_path / "git"
    git.write_text(f'#!/bin/sh\necho "$@" >> {said}\nenv | grep -E "GIT_TERMINAL|ASKPASS" >> {said}\n')
    git.chmod(0o755)
    await Git(os.environ, str(git), helpers=helpers).output("ls-remote", "https://hub.example/x", remote=True)
    told = said.read_text()
    assert ("credential.helper=" not in told) == asked
    assert "GIT_TERMINAL_PROMPT=0" in told
    assert "SSH_ASKPASS_REQUIRE=never" in told
