"""Whole histories where they are asked for: any collector, completed by git."""

import os

import pytest
from msgspec.structs import replace

from civitop.config.settings import Forge
from civitop.errors import Unreachable
from civitop.i18n.message import literally
from civitop.model import DeepReading
from civitop.polling.collector import Collected, Failure, Known, Pulse
from collectors.around.deep import WithDeepHistories
from collectors.git.deep_histories import DeepHistories
from tests.collectors.git.built import Built
from tests.collectors.git.conftest import Clone

HUB = Forge(name="hub", kind="github", url="https://hub.example")


class Interface:
    """A forge's collector that answers with what it was given, and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = answers
        self.asked = []

    async def pulse(self, known):
        self.asked += known
        for answer in self.answers:
            yield answer

    async def collect(self, known, asof):
        self.asked += known
        for answer in self.answers:
            yield answer


@pytest.fixture
async def histories(tmp_path):
    made = DeepHistories(tmp_path / "cache", os.environ)
    yield made
    await made.aclose()


@pytest.fixture
def upstream(tmp_path):
    """A repository as a forge serves it, at an address that ends in .git."""
    clone = Clone(tmp_path / "desk.git")
    clone.git("config", "uploadpack.allowFilter", "true")
    clone.git("config", "uploadpack.allowAnySHA1InWant", "true")
    return Built(clone).commit("Ida", ("M", "a.py")).commit("Jan", ("M", "b.py")).done()


def facts(maker, clone, **more):
    url = clone.path.as_uri().removesuffix(".git")
    head = more.pop("head", clone.git("rev-parse", "main"))
    return maker.facts(maker.repository(url=url, node_id="R1", head=head), commits=0, **more)


async def collected(interface, histories, *known, asof):
    collector = WithDeepHistories(interface, histories, HUB)
    return [answer async for answer in collector.collect(known, asof)]


async def pulsed(interface, *known):
    return [answer async for answer in WithDeepHistories(interface, None, HUB).pulse(known)]


async def test_what_is_asked_for_in_depth_comes_with_its_histories(maker, upstream, histories):
    told = facts(maker, upstream)
    interface = Interface(Collected(told, "print"))
    known = Known(told.repository, deep=True)
    [answer] = await collected(interface, histories, known, asof=maker.now)
    assert answer.fingerprint == "print:deep"
    assert [file.path for file in answer.facts.file_histories] == ["a.py", "b.py"]
    assert replace(answer.facts, deep=None, file_authors=(), file_histories=()) == told


async def test_what_is_not_asked_for_passes_as_it_is(maker, upstream, histories):
    told = Collected(facts(maker, upstream), "print")
    failed = Failure("hub:other", literally("It is gone."), "not-found")
    known = Known(told.facts.repository)
    assert await collected(Interface(told, failed), histories, known, asof=maker.now) == [told, failed]


async def test_where_the_forge_has_moved_on_the_clone_says_of_which_head_it_is(maker, upstream, histories):
    told = facts(maker, upstream, head="0" * 40)
    known = Known(told.repository, deep=True)
    [answer] = await collected(Interface(Collected(told, "print")), histories, known, asof=maker.now)
    assert answer.facts.deep.head == upstream.git("rev-parse", "main")
    assert len(answer.facts.file_histories) == 2


async def test_a_reading_that_fails_is_tried_again_and_keeps_what_was_held(maker, upstream, tmp_path):
    told = facts(maker, upstream)
    held = replace(told, deep=DeepReading(head="h", read_at=maker.now))

    class Away:
        async def complete(self, *_):
            raise Unreachable(literally("The host is away."))

    class Broken:
        async def complete(self, *_):
            raise ZeroDivisionError

    known = Known(told.repository, "print:deep", lambda: held, deep=True)
    [answer] = await collected(Interface(Collected(told, "print")), Away(), known, asof=maker.now)
    assert answer.fingerprint == "print"
    assert answer.facts.deep == replace(held.deep, missing=literally("The host is away."))
    [answer] = await collected(Interface(Collected(told, "print")), Broken(), known, asof=maker.now)
    assert "ZeroDivisionError" in str(answer.facts.deep.missing)


async def test_the_first_time_and_after_a_failure_it_has_changed(maker):
    repository = maker.repository(node_id="R1")
    wanted, read = Known(repository, "print", deep=True), Known(repository, "print:deep", deep=True)
    interface = Interface(Pulse(repository, "print"))
    assert [answer.fingerprint for answer in await pulsed(interface, wanted)] == ["print:deep"]
    assert [answer.fingerprint for answer in await pulsed(interface, read)] == ["print:deep"]
    assert [known.fingerprint for known in interface.asked] == ["print", "print"]


async def test_what_was_read_in_depth_has_not_changed_because_nobody_asks_any_more(maker):
    repository = maker.repository(node_id="R1")
    renamed = Pulse(replace(repository, id="hub:bakkeby/renamed"), "print")
    for answer in (Pulse(repository, "print"), renamed):
        [told] = await pulsed(Interface(answer), Known(repository, "print:deep"))
        assert told.fingerprint == "print:deep"
    [told] = await pulsed(Interface(Pulse(repository, "other")), Known(repository, "print"))
    assert told.fingerprint == "other"
