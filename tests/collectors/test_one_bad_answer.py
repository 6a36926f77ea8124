"""One bad answer fails one repository: its neighbours in the same batch get their figures."""

from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.demo.forge import serve
from civitop.demo.world.scale import scaled
from civitop.polling.collector import Collected, Failure, Known, Pulse
from collectors.github.collector import GitHubCollector
from collectors.gitlab.collector import GitLabCollector
from tests.collectors.spoiled import WAYS, Spoiled, node, with_id

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
COUNT = 7
FAR = "9999-12-31T23:59:59-14:00"


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture(params=["github", "gitlab"])
def place(request):
    """Serve a world; `make(http)` gives a collector over a network of the test's own."""

    @asynccontextmanager
    async def open_place():
        world = scaled(COUNT, now=NOW, forge=request.param, issues=5, change_requests=5)
        clock = Clock()
        made = []
        async with serve(world, clock=lambda: clock.now.timestamp()) as served:
            hub = request.param == "github"
            url = served.github_url if hub else served.gitlab_url
            tokens = (served.github_tokens if hub else served.gitlab_tokens)[:1]
            forge = Forge(name="demo", kind=request.param, url=url)

            def make(http=None):
                kind, more = (GitHubCollector, {"random": Random(1)}) if hub else (GitLabCollector, {})
                made.append(kind(forge, tokens, lambda budget: None, clock, clock.sleep, http=http, **more))
                return made[-1]

            async def known():
                owners = dict.fromkeys(owner for _, owner in world.owners)
                collector = make()
                found = [r for owner in owners async for r in collector.discover(Source("demo", owner))]
                return [Known(repository) for repository in found]

            try:
                yield make, await known()
            finally:
                for collector in made:
                    await collector.aclose()

    return open_place


async def all_of(stream):
    async with aclosing(stream) as answers:
        return [answer async for answer in answers]


def sorted_out(answers):
    """Return the ids of what failed, and the number of the others."""
    failed = [answer for answer in answers if isinstance(answer, Failure)]
    return {each.id: str(each.error) for each in failed}, len(answers) - len(failed)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("phase", ["pulse", "collect"])
async def test_an_answer_that_cannot_be_read_is_halved_until_the_bad_one_is_alone(place, way, phase):
    async with place() as (make, known):
        victim = known[3].repository
        network = Spoiled(with_id(victim.node_id, WAYS[way]))
        collector = make(network)
        asked = collector.pulse(known) if phase == "pulse" else collector.collect(known, NOW)
        failed, good = sorted_out(await all_of(asked))
    if way == "number" and isinstance(collector, GitLabCollector):
        assert good == COUNT  # what nobody asked for is not read
    else:
        assert (list(failed), good) == ([victim.id], COUNT - 1)
    assert network.asked < 80


SHAPES = {
    "date": lambda found: found.update(createdAt=FAR, updatedAt=FAR, pushedAt=FAR),
    "text": lambda found: found.update(issueList=7, openIssueList=7, defaultBranchRef=7, repository=7),
    "name": lambda found: found.update(nameWithOwner=["x"], fullPath=["x"]),
    "topics": lambda found: found.update(repositoryTopics={"nodes": [7]}, languages=[7], topics=7),
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_field_of_another_kind_fails_its_repository_alone(place, shape):
    async with place() as (make, known):
        victim = known[3].repository
        for phase in ("pulse", "collect"):
            collector = make(Spoiled(node(victim.node_id, SHAPES[shape])))
            asked = collector.pulse(known) if phase == "pulse" else collector.collect(known, NOW)
            answers = await all_of(asked)
            failed, _ = sorted_out(answers)
            assert set(failed) <= {victim.id}
            kind = Pulse if phase == "pulse" else Collected
            assert sum(isinstance(answer, kind) for answer in answers) >= COUNT - 1


async def test_an_id_that_cannot_be_read_declares_nobody_gone(place):
    async with place() as (make, known):
        victim = known[3].repository
        collector = make(Spoiled(node(victim.node_id, lambda found: found.update(id=[1]))))
        answers = await all_of(collector.collect(known, NOW))
    assert not [each for each in answers if isinstance(each, Failure) and each.final]
    assert sum(isinstance(each, Collected) for each in answers) >= COUNT - 1


async def test_a_listing_with_one_bad_entry_gives_the_others(place):
    async with place() as (make, known):
        victim = known[3].repository
        owner = victim.name.rpartition("/")[0]
        collector = make(
            Spoiled(node(victim.node_id, lambda found: found.update(nameWithOwner=7, fullPath=7)))
        )
        answers = await all_of(collector.discover(Source("demo", owner)))
        siblings = sum(each.repository.name.startswith(owner + "/") for each in known)
    failed, good = sorted_out(answers)
    assert list(failed) == [f"demo:{owner}"]
    assert good == siblings - 1


@pytest.mark.parametrize("status", [403, 404])
async def test_a_web_page_is_a_refusal_that_is_not_asked_for_again(place, status):
    async with place() as (make, known):

        class HtmlPage(Spoiled):
            async def handle_async_request(self, request):
                response = await super().handle_async_request(request)
                response.status_code = status
                response.headers["content-type"] = "text/html"
                return response

        network = HtmlPage(lambda request, body: b"<html>no</html>")
        failed, good = sorted_out(await all_of(make(network).pulse(known)))
    assert good == 0
    assert all(f"status {status} and a web page" in said for said in failed.values())
    assert len(failed) == COUNT
    assert network.asked == 1
