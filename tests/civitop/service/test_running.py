"""The service over a forge made by hand: health file, pages and notices follow the rounds."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from civitop.errors import OutputError
from civitop.polling import events
from civitop.service.notices import Notice
from civitop.service.outbox import Outbox
from civitop.service.publication import Publication
from civitop.service.running import Service
from civitop.store import Store
from civitop.watch import Watch


async def until(true: Callable[[], object]) -> None:
    for _ in range(3000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError


async def test_it_tells_serves_and_says_how_it_is(
    maker: Any, forge_of: Any, watch_over: Any, tmp_path: Path
) -> None:
    forge, file, told, taken = forge_of(maker.facts()), tmp_path / "health.json", [], []

    async def hook(notice: Notice) -> None:
        taken.append(notice)

    with Store(tmp_path / "s.db") as store:
        watch, publication = watch_over(store, forge), Publication()
        outbox = Outbox(store, lambda: maker.now)
        outbox.use({"webhook": hook}, ("round-failed",))
        service = Service(
            watch, outbox, lambda: maker.now, tell=told.append, health_file=file, publication=publication
        )
        running = asyncio.create_task(service.run())

        def rounds() -> int:
            return sum(isinstance(event, events.RoundFinished) for event in told)

        await until(lambda: rounds() == 1 and json.loads(file.read_text())["status"] == "ok")
        page = publication.page("/snapshot.json")
        assert page is not None
        assert b"hub:bakkeby/desk" in page.body
        assert publication.page("/snapshot.json") is page  # made once
        assert service.condition().collected == 1

        forge.broken = {"hub:bakkeby": "It is gone.", "hub:bakkeby/desk": "It is gone."}
        watch.poll_now()
        await until(lambda: rounds() == 2 and json.loads(file.read_text())["status"] == "failing")
        await until(lambda: taken)
        newer = publication.page("/snapshot.json")
        assert newer is not None
        assert newer.etag != page.etag
        assert not service.condition().is_well

        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert json.loads(file.read_text())["status"] == "stopped"
    assert [notice.kind for notice in taken] == ["round-failed"]
    assert ("close", None) in forge.asked


async def test_a_health_file_that_cannot_be_written_stops_it_at_once(
    maker: Any, forge_of: Any, watch_over: Any, tmp_path: Path
) -> None:
    with Store(":memory:") as store:
        service = Service(
            watch_over(store, forge_of()),
            Outbox(store, lambda: maker.now),
            lambda: maker.now,
            tell=lambda event: None,
            health_file=tmp_path / "no" / "health.json",
        )
        with pytest.raises(OutputError, match="health file"):
            await service.run()


@pytest.mark.parametrize(("share", "seconds"), [(0.0, 300), (0.05, 315), (0.1, 330)])
async def test_the_next_round_is_put_off_by_a_share_drawn_anew(
    share: float, seconds: int, maker: Any, forge_of: Any, watch_over: Any
) -> None:
    with Store(":memory:") as store:
        watch: Watch = watch_over(store, forge_of(maker.facts()), jitter=lambda: share)
        *_, last = [event async for event in watch.round()]
        assert isinstance(last, events.RoundFinished)
        assert last.next_at == maker.now + timedelta(seconds=seconds)


async def test_the_rest_lasts_until_the_announced_moment_by_the_timer(
    maker: Any, forge_of: Any, watch_over: Any
) -> None:
    seconds = 0.0
    begun: list[float] = []

    def move(to: float) -> None:
        nonlocal seconds
        seconds = to

    with Store(":memory:") as store:
        watch: Watch = watch_over(store, forge_of(maker.facts()), jitter=lambda: 0.1, timer=lambda: seconds)
        happened = watch.events()
        async for event in happened:
            if isinstance(event, events.RoundStarted):
                begun.append(seconds)
                if len(begun) == 2:
                    break
            if isinstance(event, events.RoundFinished):
                move(329.98)  # 330 is due: five minutes and a tenth
                asyncio.get_running_loop().call_later(0.2, move, 330.0)
        await happened.aclose()
    assert begun == [0.0, 330.0]
