"""A forge that behaves badly, the same way each time."""

import asyncio
import socket

import httpx
import pytest

from civitop.demo import Faults, serve
from civitop.demo.github.api import GitHub
from civitop.demo.server.http import Request

QUERY = {"query": "{ viewer { login } }"}


async def outcomes(world, client_of, faults, count=60):
    found = []
    async with serve(world, faults=faults) as forge:
        github = client_of(forge, "github")
        async with github.http:
            for _ in range(count):
                try:
                    answer = await github.http.post(f"{github.url}/api/graphql", json=QUERY)
                    found.append(str(answer.status_code))
                except httpx.RemoteProtocolError as error:
                    found.append("truncated" if "complete" in str(error) else "reset")
                except httpx.ReadError:
                    found.append("reset")
    return found


async def test_troubles_come_in_their_shares_and_are_the_same_each_time(world, client_of):
    faults = Faults(seed=5, bad_gateway=0.2, gateway_timeout=0.1, reset=0.1, truncated=0.1)
    first = await outcomes(world, client_of, faults)
    assert first == await outcomes(world, client_of, faults)
    counts = {name: first.count(name) for name in set(first)}
    assert counts.keys() == {"200", "502", "504", "reset", "truncated"}
    assert 5 <= counts["502"] <= 20


async def test_other_seeds_bring_other_troubles(world, client_of):
    one = await outcomes(world, client_of, Faults(seed=1, bad_gateway=0.5), 20)
    assert one != await outcomes(world, client_of, Faults(seed=2, bad_gateway=0.5), 20)


async def test_a_secondary_limit_asks_to_wait_and_notes_who_did_not(world, client_of):
    clock = [100.0]
    async with serve(world, faults=Faults(secondary_after=2, retry_after=5), clock=lambda: clock[0]) as forge:
        github = client_of(forge, "github")
        async with github.http:
            answers = []
            for at in (100.0, 100.0, 100.0, 100.1, 101.0, 105.0):
                clock[0] = at
                answers.append(await github.http.post(f"{github.url}/api/graphql", json=QUERY))
    assert [a.status_code for a in answers] == [200, 200, 403, 403, 403, 200]
    assert answers[2].headers["retry-after"] == "5"
    assert "secondary rate limit" in answers[2].json()["message"]
    assert forge.github_log.waits == [(100.0, 105.0)]
    assert [a.at for a in forge.github_log.early] == [101.0]  # the one at 100.1 was on its way


async def test_nobody_is_early_who_asked_before_the_first_pause_had_gone_out(world):
    clock = [100.0]
    side = GitHub(
        world, ("t",), faults=Faults(secondary_after=0, retry_after=2), latency=0, clock=lambda: clock[0]
    )
    asked = Request("GET", "/api/v3/rate_limit", {"authorization": "token t"}, b"", "http://127.0.0.1")
    one, other = [await side.handle(asked) for _ in range(2)]
    side.done(asked, one)
    clock[0] = 100.5
    late = await side.handle(asked)
    for answer in (other, late):
        side.done(asked, answer)
    assert [dict(answer.headers)["Retry-After"] for answer in (one, other, late)] == ["2", "2", "2"]
    assert [a.at for a in side.log.early] == [100.5]


async def test_gitlabs_limit_is_a_429(world, client_of):
    async with serve(world, faults=Faults(secondary_after=0, retry_after=7)) as forge:
        gitlab = client_of(forge, "gitlab")
        async with gitlab.http:
            answer = await gitlab.get("/version")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


async def test_the_log_counts_requests_points_and_bytes(world, client_of):
    async with serve(world) as forge:
        github = client_of(forge, "github")
        async with github.http:
            answer = await github.http.post(f"{github.url}/api/graphql", json=QUERY)
            repos = await github.get("/orgs/opencity-commons/repos")
        sizes = [int(a.headers["content-length"]) for a in (answer, repos)]
        assert forge.github_log.by_api() == {
            "github/graphql": (1, 1, sizes[0]),
            "github/rest": (1, 0, sizes[1]),
        }
        assert (forge.github_log.requests, forge.github_log.points) == (2, 1)
        assert sizes[1] < len(repos.content)  # it went over the wire compressed
        forge.github_log.clear()
        assert forge.github_log.requests == 0


async def test_latency_holds_back_every_answer_but_not_each_other(world, client_of):
    async with serve(world, latency=1.0) as forge:
        github = client_of(forge, "github")
        async with github.http:
            begin = asyncio.get_running_loop().time()
            await asyncio.gather(*(github.get("/user") for _ in range(8)))
            took = asyncio.get_running_loop().time() - begin
    assert 1.0 <= took < 6.0


async def test_only_this_machine_can_reach_it(forge):
    port = int(forge.github_url.rpartition(":")[2])
    other = socket.socket(socket.AF_INET6)
    with other, pytest.raises(OSError, match=r"."):
        other.connect(("::1", port))
    assert forge.github_url.startswith("http://127.0.0.1:")


async def test_it_is_gone_when_the_block_ends(world):
    async with serve(world) as forge:
        url = forge.gitlab_url
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


async def test_a_living_forge_changes_by_itself(world, monkeypatch):
    monkeypatch.setattr("civitop.demo.world.life.GAP", (0.01, 0.02))
    changed = set()
    async with serve(world, living=True), asyncio.timeout(20):
        while len(changed) < 3:
            await asyncio.sleep(0.05)
            changed = {p.key for p in world.projects if world.contents(p.key).revision}
    assert not any(world.by_key[key].archived for key in changed)
