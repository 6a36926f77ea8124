"""Some rounds in bad weather, half of them killed: the store stays whole, the figures come out right."""

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from benchmarks.faults.chaos import chaos, shown
from benchmarks.faults.weather import FAULTS, Weather
from civitop.demo.server.http import Request, Response

pytestmark = pytest.mark.slow


@pytest.mark.timeout(300)
async def test_rounds_that_go_wrong_lose_nothing(tmp_path: Path) -> None:
    found = await chaos(tmp_path, rounds=3, kills=1, seed=5, count=2)
    assert found.wrong == []
    assert found.rounds == sum(found.ends.values()) == 3
    assert found.kills == found.ends[-9] <= 1


async def test_the_weather_spoils_what_it_says(tmp_path: Path) -> None:
    async def answer(request: Request) -> Response:
        return Response(200, b'{"data": {"a": "b"}}', [("Content-Type", "application/json")])

    weather = Weather(Random(1))
    weather.share, weather.kinds = 1.0, tuple(FAULTS)
    asked = Request("GET", "/", {}, b"", "http://127.0.0.1")
    answers = [await weather.over(answer)(asked) for _ in range(60)]
    assert set(weather.met) >= set(FAULTS)
    assert {each.status for each in answers} >= {0, 200, 429}
    weather.calm()
    assert await weather.over(answer)(asked) == await answer(asked)


def test_figures_are_compared_one_by_one() -> None:
    at = datetime.now(UTC).isoformat()
    snapshot = json.loads(f'{{"collected_at": "{at}", "repositories": [{{"name": "a", "values": [1, 2]}}]}}')
    assert shown(snapshot) == {
        ".repositories.0.name": "a",
        ".repositories.0.values.0": 1,
        ".repositories.0.values.1": 2,
    }
