"""A list that leads in a circle, or claims to be longer than anything, ends with what is known, and says so."""

import base64
import itertools
import tracemalloc

import msgspec
import pytest

from civitop.config.sources import Source
from civitop.polling.collector import Failure
from collectors.failures import MOST_PAGES
from collectors.gitlab.history import PER_PAGE, once
from tests.collectors.spoiled import Spoiled
from tests.collectors.test_one_bad_answer import COUNT, NOW, all_of, place, sorted_out

__all__ = ["place"]  # the fixture


def pages(cursor):
    """Let every list of every answer have a further page, at the next `cursor`."""

    def walk(value):
        if isinstance(value, dict):
            for each in value.values():
                walk(each)
            if isinstance(value.get("pageInfo"), dict):
                value["pageInfo"] = {"hasNextPage": True, "endCursor": cursor(value["pageInfo"])}
        elif isinstance(value, list):
            for each in value:
                walk(each)

    def spoil(request, body):
        decoded = msgspec.json.decode(body)
        walk(decoded)
        return msgspec.json.encode(decoded)

    return spoil


def first_page(zeros=0):
    """Return a cursor of the demo's that leads to the first page; one for each number of zeros."""
    return base64.b64encode(f"h:-{'0' * zeros}1".encode()).decode()


def missing(answers):
    return {
        kind
        for each in answers
        for kind, extent in each.facts.extents.items()
        if extent.missing and "do not come to an end" in extent.missing.english
    }


async def test_a_cursor_that_comes_again_ends_the_lists(place):
    async with place() as (make, known):
        network = Spoiled(pages(lambda info: first_page()))
        answers = await all_of(make(network).collect(known, NOW))
    assert not sorted_out(answers)[0]
    assert {"issues", "change_requests"} <= missing(answers)
    assert network.asked < 60


async def test_pages_without_news_end_the_lists_whatever_their_cursors(place):
    numbers = itertools.count()
    async with place() as (make, known):
        network = Spoiled(pages(lambda info: first_page(next(numbers) % 3000)))
        answers = await all_of(make(network).collect(known, NOW))
    assert not sorted_out(answers)[0]
    assert {"issues", "change_requests"} <= missing(answers)
    assert network.asked < 80


async def test_a_count_of_thousands_of_millions_costs_no_memory(place):
    def claim(request, body):
        return body.replace(b'"totalCount":', b'"totalCount":2000000000,"was":').replace(
            b'"hasNextPage":false', b'"hasNextPage":true'
        )

    async with place() as (make, known):
        network = Spoiled(claim)
        tracemalloc.start()
        try:
            answers = await all_of(make(network).collect(known, NOW))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert len(answers) == COUNT
    assert peak < 60_000_000


async def test_an_owner_whose_pages_lead_in_a_circle_is_listed_as_far_as_it_is_known(place):
    async with place() as (make, known):
        network = Spoiled(pages(lambda info: first_page()))
        owner = known[0].repository.name.rpartition("/")[0]
        failed, good = sorted_out(await all_of(make(network).discover(Source("demo", owner))))
        siblings = {each.repository.id for each in known if each.repository.name.startswith(owner + "/")}
    assert list(failed) == [f"demo:{owner}"]
    assert "without coming to an end" in failed[f"demo:{owner}"]
    assert good >= len(siblings)
    assert network.asked < 10


class Linked(Spoiled):
    """Links every page of a list of REST to itself."""

    async def handle_async_request(self, request):
        response = await super().handle_async_request(request)
        if "/repository/" in request.url.path or "/projects" in request.url.path:
            response.headers["link"] = f'<{request.url}>; rel="next"'
        return response


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)  # GitHub's lists go by GraphQL
async def test_a_link_that_leads_to_itself_ends_the_list(place):
    async with place() as (make, known):
        network = Linked(
            lambda request, body: body.replace(b'"releases":{"nodes":[{', b'"releases":{"nodes":[],"x":[{')
        )
        answers = await all_of(make(network).collect(known, NOW))
    assert not [each for each in answers if isinstance(each, Failure)]
    assert "commits" in missing(answers)
    assert network.asked < 40
    for each in answers:
        assert len({commit.oid for commit in each.facts.commits}) == len(each.facts.commits)


def test_a_list_that_repeats_itself_is_known_by_a_page_without_news():
    endless = itertools.cycle(range(250))
    assert once(endless, str) == (list(range(250)), False)
    assert once([1, 2, 2, 3], str) == ([1, 2, 3], True)
    found, whole = once(itertools.count(), str)
    assert (len(found), whole) == (MOST_PAGES * PER_PAGE, False)
