"""What does not fit the model is not kept, and costs its own repository alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.model import Commit, Identity, Profile, Tag
from civitop.polling import events
from civitop.polling.validation import AT_ONCE, Unfit, check, check_profile, fitting
from civitop.store import Store
from civitop.watch import Watch

WRONG = {
    "text for a number": lambda facts: repository(facts, stars="many"),
    "a list for a number": lambda facts: repository(facts, forks=[1]),
    "true for a number": lambda facts: repository(facts, stars=True),
    "a negative number": lambda facts: repository(facts, open_issues=-1),
    "a number beyond JSON": lambda facts: repository(facts, stars=2**60),
    "a number beyond any format": lambda facts: repository(facts, stars=10**30),
    "a number for text": lambda facts: repository(facts, description=5),
    "a number for an id": lambda facts: repository(facts, node_id=7),
    "an endless id": lambda facts: repository(facts, node_id="x" * 2000),
    "a lone surrogate": lambda facts: repository(facts, description="\ud800"),
    "text for a date": lambda facts: repository(facts, pushed_at="2026-01-01T00:00:00Z"),
    "another state": lambda facts: repository(facts, ci_state="broken"),
    "a date at the end of the calendar": lambda facts: repository(facts, pushed_at=datetime.max.replace(tzinfo=UTC)),
    "a date before computers": lambda facts: replace(facts, tags=(Tag("v1", datetime(1066, 1, 1, tzinfo=UTC)),)),
    "a number for an author": lambda facts: replace(facts, commits=(replace(facts.commits[0], author=5),)),
    "a number for a name": lambda facts: replace(facts, commits=(replace(facts.commits[0], author=Identity(5)),)),
    "text for a list": lambda facts: replace(facts, files="README"),
    "a deep list": lambda facts: repository(facts, topics=(deep(),)),
}  # fmt: skip


def repository(facts: Any, **more: Any) -> Any:
    return replace(facts, repository=replace(facts.repository, **more))


def deep() -> list[Any]:
    found: list[Any] = []
    for _ in range(100_000):
        found = [found]
    return found


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_refused(wrong: str, maker: Any) -> None:
    check(maker.facts())
    with pytest.raises(Unfit):
        check(WRONG[wrong](maker.facts()))


def test_facts_beyond_the_first_thousands_are_looked_at_too(maker: Any) -> None:
    ida = Identity("Ida")
    commits = tuple(Commit(f"c{n}", maker.now - timedelta(minutes=n), ida) for n in range(AT_ONCE + 2))
    check(
        maker.facts().__class__(
            repository=maker.repository(), collected_at=maker.now, source="x", commits=commits
        )
    )
    with pytest.raises(Unfit, match=">= 0"):
        check(replace(maker.facts(), commits=(*commits, replace(commits[-1], parents=-1))))


async def test_one_of_two_fails_alone_and_the_next_round_heals_it(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library")))
    whole = forge.facts["hub:bakkeby/desk"]
    forge.facts["hub:bakkeby/desk"] = repository(whole, stars="many")
    with Store(":memory:") as store:
        happened = [event async for event in watch_over(store, forge).round(forever=False)]
        (failed,) = [event for event in happened if isinstance(event, events.Failed)]
        assert str(failed.error) == (
            "bakkeby/desk was answered with what cannot be right (repository: Expected `int | null`, got `str` - "
            "at `$.stars`): nothing of it was kept."
        )
        finished = happened[-1]
        assert (finished.collected, finished.failed) == (1, 1)
        desk, library = watch_over(store, forge).snapshot().repositories
        assert (desk.status, desk.error, library.status) == ("failed", failed.error, "fresh")
        assert store.facts("hub:bakkeby/desk") is None
        forge.facts["hub:bakkeby/desk"] = whole
        [event async for event in watch_over(store, forge).round(forever=False)]
        assert [h.status for h in watch_over(store, forge).snapshot().repositories] == ["fresh", "fresh"]


def test_of_a_listed_repository_what_fits_is_taken(maker: Any) -> None:
    whole = maker.repository(stars=3)
    assert fitting(whole) is whole
    found = fitting(replace(whole, stars="many", topics=5, pushed_at=maker.now))
    assert (found.id, found.stars, found.topics, found.pushed_at) == (whole.id, None, (), maker.now)
    with pytest.raises(Unfit):
        fitting(replace(whole, name=5))


def test_a_profile_of_a_wrong_type_is_refused() -> None:
    check_profile(Profile("hub.example/ida", company="Bakkeby"))
    with pytest.raises(Unfit):
        check_profile(Profile("hub.example/ida", company=5))  # type: ignore[arg-type]
