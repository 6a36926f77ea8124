"""Every figure of what is exported is of the moment that the snapshot says."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from civitop.cli.snapshots.moments import moment
from civitop.export import json_export
from civitop.export.wording import spoken
from civitop.model import Issue
from civitop.polling import events
from civitop.polling.measurer import Measurer
from civitop.signals import SIGNALS
from civitop.signals.base import Thresholds
from civitop.signals.parts.windows import day_before, end_of
from civitop.store import Store
from civitop.watch import Watch


async def round_of(watch: Watch) -> list[events.Event]:
    return [event async for event in watch.round(forever=False)]


async def test_what_is_exported_after_a_quiet_day_is_what_that_moment_gives(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    later = maker.now + timedelta(hours=19)
    with Store(":memory:") as store:
        await round_of(watch_over(store, forge_of(maker.facts())))
        watch = watch_over(store, forge_of(maker.facts()), now=later)
        measured, rebuilt = watch.measured(), watch.snapshot(later)
        held = watch.snapshot()
    assert measured.asof == measured.generated_at == later
    assert held.asof == maker.now
    [one], [other] = measured.repositories, rebuilt.repositories
    for definition in SIGNALS:
        assert one.signals[definition.id] == other.signals[definition.id]
    assert one.signals != held.repositories[0].signals
    assert measured.networks[0].totals == rebuilt.networks[0].totals
    assert one.status == "fresh"


async def test_figures_of_the_last_hour_stand_and_are_exported_as_the_screen_shows_them(
    maker: Any,
    forge_of: Callable[..., Any],
    watch_over: Callable[..., Watch],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library")))
    with Store(":memory:") as store:
        await round_of(watch_over(store, forge))
        with monkeypatch.context() as none:
            none.setattr(Measurer, "measure", None)
            soon = watch_over(store, forge, now=maker.now + timedelta(minutes=20))
            written = json_export.write(soon.measured())
            assert json_export.write(watch_over(store, forge, now=maker.now).measured()) == written
            shown, exported = soon.snapshot(), soon.measured()
        assert [h.signals for h in exported.repositories] == [h.signals for h in shown.repositories]
        assert exported.asof == exported.generated_at == shown.asof == maker.now
        later = maker.now + timedelta(minutes=61)
        assert watch_over(store, forge, now=later).measured().asof == later


async def test_figures_by_another_configuration_do_not_stand(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    with Store(":memory:") as store:
        await round_of(watch_over(store, forge_of(maker.facts())))
        later = maker.now + timedelta(minutes=5)
        strict = maker.network(thresholds={"activity": Thresholds(watch=13, bad=13)})
        watch = watch_over(store, forge_of(maker.facts()), network=strict, now=later)
        assert watch.snapshot().repositories[0].signals["activity"].level == "watch"
        assert watch.measured().repositories[0].signals["activity"].level == "bad"


async def test_a_round_without_change_measures_again_what_an_hour_has_aged(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]
) -> None:
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library")))
    with Store(":memory:") as store:
        await round_of(watch_over(store, forge))
        forge.broken["hub:bakkeby/library"] = "It hides."
        soon = await round_of(watch_over(store, forge, now=maker.now + timedelta(minutes=50)))
        assert not [event for event in soon if isinstance(event, events.Collected)]
        later = maker.now + timedelta(hours=7)
        happened = await round_of(watch_over(store, forge, now=later))
        collected = {e.health.id: e.health for e in happened if isinstance(e, events.Collected)}
        assert collected.keys() == {"hub:bakkeby/desk", "hub:bakkeby/library"}
        assert collected["hub:bakkeby/library"].status == "stale"
        fresh = watch_over(store, forge, now=later).snapshot()
        again = watch_over(store, forge, now=later).snapshot(later)
    assert [h.signals for h in fresh.repositories] == [h.signals for h in again.repositories]


def test_a_day_ends_at_midnight_and_its_last_second_belongs_to_it(
    maker: Any, watch_over: Callable[..., Watch], forge_of: Callable[..., Any]
) -> None:
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    last = Issue(1, "Late", None, midnight - timedelta(milliseconds=1), midnight)
    first = Issue(2, "Early", None, midnight, midnight)
    assert moment("2026-11-19") == end_of(date(2026, 11, 19)) == midnight
    with Store(":memory:") as store:
        facts = maker.facts(issues=(last, first))
        store.save_membership("ours", "hub", {"hub:bakkeby": [facts.repository]}, {}, maker.now)
        store.save_facts(facts, "1")
        watch = watch_over(store, forge_of(facts))
        signal = watch.snapshot(moment("2026-11-19")).repositories[0].signals["open_issues"]
    assert (signal.value, signal.trend[-1].day) == (1, date(2026, 11, 19))


def test_the_midnight_that_ends_a_day_is_said_as_that_day() -> None:
    assert spoken(end_of(date(2026, 6, 30))) == (date(2026, 6, 30), "24:00")
    assert spoken(datetime(2026, 6, 30, 9, 5, tzinfo=UTC)) == (date(2026, 6, 30), "09:05")
    assert day_before(datetime(2026, 6, 30, 9, tzinfo=UTC)) == date(2026, 6, 30)
