"""What docs/privacy.md promises to let go of is let go of, by the rounds themselves."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from civitop.model import Profile
from civitop.polling.facts_merge import KEEP_DAYS
from civitop.polling.personal.retention import UNWATCHED, drop_profiles
from civitop.store import Store
from civitop.watch import Watch

PAGE = Path(__file__).parents[3] / "docs" / "privacy.md"
IDA, GONE = "hub.example/ida", "hub.example/vera"


async def finish(watch: Watch) -> None:
    async for _ in watch.round(forever=False):
        pass


async def test_profiles_of_accounts_that_contribute_nowhere_any_more_go_within_a_day(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    with Store(":memory:") as store:
        forge = forge_of(maker.facts())
        await finish(watch_over(store, forge))
        store.want_profiles("hub", [IDA, GONE])
        store.save_profiles([Profile(login, fetched_at=maker.now) for login in (IDA, GONE)])
        await finish(watch_over(store, forge, now=maker.now + timedelta(hours=1)))
        assert store.profiles().keys() == {IDA, GONE}
        await finish(watch_over(store, forge, now=maker.now + timedelta(days=1)))
        assert store.profiles().keys() == {IDA}
        assert GONE not in store.profiles_wanted("hub", maker.now + timedelta(days=99), maker.now)


def test_a_clock_that_was_ahead_keeps_nobody(maker: Any) -> None:
    with Store(":memory:") as store:
        drop_profiles(store, maker.now + timedelta(days=400))
        store.want_profiles("hub", [GONE])
        drop_profiles(store, maker.now)
        assert store.profiles_wanted("hub", maker.now, maker.now) == []


def test_the_page_promises_what_the_code_keeps() -> None:
    page = PAGE.read_text("utf-8")
    assert f"after {KEEP_DAYS:,} days" in page
    assert f"go {UNWATCHED.days} days after they were collected" in page
    assert "within a day" in page
