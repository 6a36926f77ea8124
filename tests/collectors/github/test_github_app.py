"""A GitHub App asks in place of a person: its tokens come and go, and never show."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from civitop.config.settings import App, KeySource
from civitop.demo.forge import serve
from civitop.demo.world.scale import scaled
from civitop.polling.collector import Collected, Failure, Known
from collectors.github.collector import GitHubCollector

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


class Clock:
    """A clock that only the test moves."""

    def __init__(self):
        self.now = datetime.now(UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def install(scene):
    """Make a collector that has an App and no token."""

    def make(it, *, app=None, installation=None, key=None, tokens=()):
        served = it.served.app
        it.settings["app"] = App(
            id=app or served.id,
            installation=installation or served.installation,
            key=KeySource(env="NEVER_READ"),
        )
        return it.another(tokens, app_key=key or served.key)

    return make


async def test_an_app_collects_as_a_person_does(scene, install):
    async with scene() as it:
        known = [Known(repository) for repository in (await it.repositories()).values()]
        by_person = await it.collect(known)
        collector = install(it)
        by_app = await it.collect(known, collector)
        check = await collector.check()
        await collector.aclose()
        assert it.served.app.issued == 1
        budget = next(told for told in reversed(it.told) if told.pool == "graphql")
    assert all(isinstance(each, Collected) for each in by_app)
    assert {each.fingerprint for each in by_app} == {each.fingerprint for each in by_person}
    assert budget.remaining is not None
    assert check.ok
    assert "GitHub App 424242, installation 7654321 accepted" in check.text


async def test_a_token_is_renewed_before_it_ends(scene, install):
    async with scene() as it:
        collector = install(it)
        clock = Clock()
        collector._transport._renewed[it.settings["app"].name]._clock = clock
        await collector.check()
        clock.now += timedelta(minutes=54)
        await collector.check()
        assert it.served.app.issued == 1
        clock.now += timedelta(minutes=2)
        await collector.check()
        assert it.served.app.issued == 2
        await collector.aclose()


async def test_a_token_that_ends_before_its_time_costs_nothing_but_a_request(scene, install):
    async with scene() as it:
        collector = install(it)
        assert (await collector.check()).ok
        it.served.app.end()
        known = [Known(repository) for repository in (await it.repositories()).values()]
        assert all(isinstance(each, Collected) for each in await it.collect(known, collector))
        assert it.served.app.issued == 2
        await collector.aclose()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"app": 1}, "check its id and private key"),
        ({"installation": 1}, "check that it is installed there"),
        ({"key": "-----BEGIN RSA PRIVATE KEY-----\nMIIsecret\n-----END RSA PRIVATE KEY-----\n"}, "is no key"),
    ],
)
async def test_what_is_wrong_with_an_app_is_one_sentence_without_its_secrets(
    scene, install, wrong, said, caplog
):
    caplog.set_level(logging.DEBUG)
    async with scene() as it:
        known = [Known(repository) for repository in (await it.repositories()).values()]
        collector = install(it, **wrong)
        (failure,) = {
            each.error.english for each in await it.collect(known, collector) if isinstance(each, Failure)
        }
        check = await collector.check()
        await collector.aclose()
    assert said in failure
    assert check.ok is False
    assert said in check.text
    for secret in ("MIIsecret", it.served.app.key[40:80]):
        assert secret not in failure + check.text + caplog.text


async def test_neither_key_nor_token_nor_statement_is_logged(scene, install, caplog):
    caplog.set_level(logging.DEBUG)
    async with scene() as it:
        collector = install(it)
        await collector.check()
        (token,) = it.served.app._issued
        await collector.aclose()
        key = it.served.app.key
    assert token not in caplog.text
    assert "eyJ" not in caplog.text  # how every statement begins
    assert not any(line in caplog.text for line in key.splitlines()[1:-1])


async def test_an_app_and_a_token_share_the_load(scene, install):
    async with scene(concurrency=3) as it:
        collector = install(it, tokens=it.served.github_tokens[:1])
        known = [Known(repository) for repository in (await it.repositories()).values()]
        assert all(isinstance(each, Collected) for each in await it.collect(known, collector))
        check = await collector.check()
        await collector.aclose()
        assert it.served.app.issued == 1
    assert "1 token accepted" in check.text


async def test_a_statement_that_another_key_signed_gets_no_token(scene, install):
    async with scene() as it, serve(scaled(1, now=NOW)) as other:
        collector = install(it, key=other.app.key)
        check = await collector.check()
        await collector.aclose()
        assert it.served.app.issued == 0
    assert check.ok is False
    assert isinstance(collector, GitHubCollector)
