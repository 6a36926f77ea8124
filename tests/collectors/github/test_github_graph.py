"""Batches adapt to what the forge bears, and nobody pays for a neighbour."""

import json
import re
from datetime import UTC, datetime
from random import Random

import httpx
import pytest

from civitop.config.settings import Forge
from civitop.errors import Unreachable
from collectors.github.documents import Item
from collectors.github.graph import Graph, Sizes
from collectors.http.transport import Transport


class Fake:
    """A GraphQL endpoint that answers `nodes(ids:)`, with a fault on demand."""

    def __init__(self, fault=lambda ids, page, n: None):
        self.fault = fault
        self.asked = []

        async def no_wait(seconds):
            return None

        forge = Forge(name="demo", kind="github", url="https://forge.example", concurrency=1)
        transport = Transport(
            forge,
            "https://forge.example/api/v3",
            ["t"],
            lambda budget: None,
            lambda: datetime(2026, 11, 22, tzinfo=UTC),
            sleep=no_wait,
            random=Random(1),
            http=httpx.MockTransport(self.answer),
        )
        self.graph = Graph(transport, "https://forge.example/api/graphql")

    def answer(self, request):
        body = json.loads(request.content)
        aliases = {key: value for key, value in body["variables"].items() if key.startswith("ids_")}
        ids = [each for value in aliases.values() for each in value]
        self.asked.append(len(ids))
        special = self.fault(ids, body["variables"].get("page"), len(self.asked))
        if isinstance(special, httpx.Response):
            return special
        errors = []
        data = {}
        for alias in re.findall(r"(a\d+): nodes", body["query"]):
            data[alias] = []
            for place, each in enumerate(aliases[alias.replace("a", "ids_")]):
                wrong = (special or {}).get(each)
                data[alias].append(None if wrong else {"id": each})
                if wrong:
                    errors.append({"type": wrong, "message": wrong.lower(), "path": [alias, place]})
        return httpx.Response(200, json={"data": data, **({"errors": errors} if errors else {})})

    async def ask(self, count, document="repositories"):
        items = [Item(document, f"R{n}") for n in range(count)]
        found = await self.graph.ask(items, {"commitsSince": "s", "issuesSince": "s"})
        return [found[item] for item in items]


async def test_a_query_that_times_out_is_halved_until_it_fits_and_stays_small():
    fake = Fake(lambda ids, page, n: httpx.Response(502) if len(ids) > 3 else None)
    answers = await fake.ask(12)
    assert [answer.data["id"] for answer in answers] == [f"R{n}" for n in range(12)]
    assert fake.asked[:3] == [12, 6, 3]
    assert max(fake.asked[3:]) <= 4


async def test_batches_grow_again_slowly():
    fake = Fake()
    await fake.ask(100)
    assert fake.asked[:3] == [12, 14, 16]
    assert max(fake.asked) <= 24


async def test_what_arrived_of_a_query_that_was_too_dear_is_kept():
    def fault(ids, page, n):
        return dict.fromkeys(ids[4:], "RESOURCE_LIMITS_EXCEEDED") if n == 1 else None

    fake = Fake(fault)
    answers = await fake.ask(12)
    assert all(answer.data for answer in answers)
    assert sum(fake.asked) == 12 + 8


async def test_a_deleted_and_a_private_repository_cost_their_neighbours_nothing():
    fake = Fake(lambda ids, page, n: {"R2": "NOT_FOUND", "R5": "FORBIDDEN"})
    answers = await fake.ask(8)
    assert [n for n, answer in enumerate(answers) if answer.problem] == [2, 5]
    assert answers[5].problem.type == "FORBIDDEN"
    assert fake.asked == [8]


async def test_one_heavy_repository_alone_is_asked_with_smaller_pages():
    def fault(ids, page, n):
        return {"R1": "RESOURCE_LIMITS_EXCEEDED"} if "R1" in ids and page > 30 else None

    fake = Fake(fault)
    answers = await fake.ask(3)
    assert all(answer.data for answer in answers)


async def test_a_repository_that_is_too_heavy_at_any_size_fails_alone():
    fake = Fake(lambda ids, page, n: {"R1": "RESOURCE_LIMITS_EXCEEDED"} if "R1" in ids else None)
    answers = await fake.ask(6)
    assert [n for n, answer in enumerate(answers) if answer.problem] == [1]
    assert answers[1].problem.type == "RESOURCE_LIMITS_EXCEEDED"


async def test_a_repository_that_always_ends_in_502_fails_alone():
    fake = Fake(lambda ids, page, n: httpx.Response(502) if "R1" in ids else None)
    answers = await fake.ask(6)
    assert [n for n, answer in enumerate(answers) if answer.problem] == [1]


async def test_a_limit_with_status_200_is_waited_for_and_asked_again():
    limited = httpx.Response(
        200, json={"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    )
    fake = Fake(lambda ids, page, n: limited if n == 1 else None)
    answers = await fake.ask(2)
    assert all(answer.data for answer in answers)


async def test_an_answer_that_breaks_off_is_asked_again():
    broken = httpx.Response(200, text='{"data": {"a0": [{"id": "R0"')
    fake = Fake(lambda ids, page, n: broken if n == 1 else None)
    assert all(answer.data for answer in await fake.ask(2))
    assert fake.asked == [2, 2]


async def test_a_forge_that_answers_nothing_at_all_is_one_error():
    fake = Fake(lambda ids, page, n: httpx.Response(503))
    with pytest.raises(Unreachable):
        await fake.ask(5)


def test_a_small_share_of_a_heavy_request_does_not_shrink_to_nothing():
    sizes = Sizes()
    mixed = [Item("commit_details", f"C{n}") for n in range(940)] + [Item("issue_details", "I1")]
    sizes.shrink(mixed)
    assert sizes.of("issue_details") > 400
    assert 400 < sizes.of("commit_details") < 500


def test_a_request_that_was_not_full_is_no_reason_to_try_more():
    sizes = Sizes()
    sizes.grow([Item("repositories", f"R{n}") for n in range(4)])
    assert sizes.of("repositories") == 12
