"""A round: what it asks, what it keeps, what it tells, and how it goes on after being cut off."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from civitop.change import Change
from civitop.health import Health
from civitop.i18n.message import literally
from civitop.model import Commit, account, identity
from civitop.people.identities import PeopleRules
from civitop.polling import events
from civitop.polling.measurer import Measurer
from civitop.signals.base import Project
from civitop.store import Store
from civitop.watch import Watch
from tests.patience import PROCESS


async def round_of(watch: Watch) -> list[events.Event]:
    return [event async for event in watch.round(forever=False)]


def of(kind: type, happened: list[events.Event]) -> list[Any]:
    return [event for event in happened if isinstance(event, kind)]


async def test_the_first_round_discovers_collects_and_measures(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library")))
    with Store(place) as store:
        watch = watch_over(store, forge)
        happened = await round_of(watch)
        snapshot = watch.snapshot()
    assert [type(e).__name__ for e in happened[:3]] == ["RoundStarted", "Discovered", "Collecting"]
    assert {e.health.id for e in of(events.Collected, happened)} == {
        "hub:bakkeby/desk",
        "hub:bakkeby/library",
    }
    finished = of(events.RoundFinished, happened)[-1]
    assert (finished.collected, finished.unchanged, finished.failed) == (2, 0, 0)
    assert [h.status for h in snapshot.repositories] == ["fresh", "fresh"]
    assert snapshot.repositories[0].signals["bus_factor"].value == 1
    assert snapshot.repositories[0].signals["municipalities"].value == 1
    assert snapshot.networks[0].totals["municipalities"] == 1


async def test_a_round_without_change_asks_for_pulses_only(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        forge.asked.clear()
        happened = await round_of(watch_over(store, forge, now=maker.now + timedelta(minutes=5)))
        snapshot = watch_over(store, forge).snapshot()
    assert forge.asked == [("pulse", 1)]
    assert of(events.RoundFinished, happened)[0].unchanged == 1
    assert snapshot.repositories[0].collected_at == maker.now + timedelta(minutes=5)


async def test_only_what_changed_is_collected_again(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library")))
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        forge.asked.clear()
        forge.fingerprints["hub:bakkeby/library"] = "2"
        await round_of(watch_over(store, forge))
    assert ("collect", ["hub:bakkeby/library"]) in forge.asked


async def test_a_repository_that_fails_takes_no_other_down_and_keeps_its_figures(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library")))
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        forge.broken["hub:bakkeby/library"] = "It is gone."
        happened = await round_of(watch_over(store, forge))
        snapshot = watch_over(store, forge).snapshot()
        changes = watch_over(store, forge).changes()
    desk, library = snapshot.repositories
    assert (desk.status, library.status, library.error.english) == ("fresh", "stale", "It is gone.")
    assert library.signals["bus_factor"].value == 1
    assert [e.id for e in of(events.Failed, happened)] == ["hub:bakkeby/library"]
    assert [(c.repository, c.kind) for c in changes] == [("hub:bakkeby/library", "failed")]


async def test_a_repository_that_never_came_is_listed_with_its_error(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    forge.broken["hub:bakkeby/desk"] = "The forge does not answer."
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        (desk,) = watch_over(store, forge).snapshot().repositories
    assert (desk.status, desk.error.english, desk.signals) == ("failed", "The forge does not answer.", {})


async def test_a_source_that_cannot_be_listed_is_told_and_what_was_known_stays(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        forge.broken["hub:bakkeby"] = "There is no owner bakkeby."
        later = maker.now + timedelta(hours=7)
        happened = await round_of(watch_over(store, forge, now=later))
        snapshot = watch_over(store, forge, now=later).snapshot()
    assert of(events.Discovered, happened)[0].failed == {
        "hub:bakkeby": literally("There is no owner bakkeby.")
    }
    assert snapshot.networks[0].failed_sources == {"hub:bakkeby": literally("There is no owner bakkeby.")}
    assert len(snapshot.repositories) == 1


async def test_ignored_repositories_are_not_taken(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/archived-x")))
    with Store(place) as store:
        await round_of(watch_over(store, forge, maker.network(ignore=("*/archived-*",))))
        assert store.members("ours") == ("hub:bakkeby/desk",)


async def test_a_round_that_was_cut_off_goes_on_where_it_was(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    facts = [maker.facts(maker.repository(f"bakkeby/p{n}")) for n in range(5)]
    forge = forge_of(*facts)
    forge.stop_after = 2
    with Store(place) as store:
        failed = of(events.Failed, await round_of(watch_over(store, forge)))
        assert store.entries(["hub:bakkeby/p2"])["hub:bakkeby/p2"].error == failed[0].error
    assert [each.id for each in failed] == [f"hub:bakkeby/p{n}" for n in (2, 3, 4)]
    assert "Asking for hub broke off (RuntimeError)" in failed[0].error.english
    forge.stop_after = None
    forge.asked.clear()
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        assert len(watch_over(store, forge).snapshot().repositories) == 5
    assert ("collect", [f"hub:bakkeby/p{n}" for n in (2, 3, 4)]) in forge.asked
    assert ("pulse", 2) in forge.asked


async def test_a_renamed_repository_is_followed(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        renamed = replace(maker.repository("bakkeby/counter"), node_id="node-bakkeby/desk")
        forge.facts = {renamed.id: maker.facts(renamed)}
        forge.fingerprints = {renamed.id: "1"}
        await round_of(watch_over(store, forge))
        snapshot = watch_over(store, forge).snapshot()
    assert [h.id for h in snapshot.repositories] == ["hub:bakkeby/counter"]
    assert snapshot.repositories[0].signals["bus_factor"].value == 1


async def test_a_past_day_is_measured_anew_and_always_the_same(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    from civitop.export import writer

    forge = forge_of(maker.facts(commits=40))
    past = maker.now - timedelta(days=20)
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        first = writer("json")(watch_over(store, forge).snapshot(past))
        later = watch_over(store, forge, now=maker.now + timedelta(days=3))
        second = writer("json")(later.snapshot(past))
        snapshot = later.snapshot(past)
    assert first == second
    (desk,) = snapshot.repositories
    assert desk.signals["bus_factor"].detail.commits_365d == 20
    assert desk.signals["open_issues"].value == 0


async def test_accounts_that_nothing_settles_are_asked_for_once(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    from civitop.model import Commit, account, identity

    stranger = identity("Bo", "bo@mail.example", account("hub.example", "bo"))
    facts = maker.facts()
    facts = replace(facts, commits=(*facts.commits, Commit("x", maker.now - timedelta(days=50), stranger)))
    forge = forge_of(facts)
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        await round_of(watch_over(store, forge))
    assert [asked for asked in forge.asked if asked[0] == "profiles"] == [("profiles", ["hub.example/bo"])]


async def test_one_repository_in_depth(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as store:
        watch = watch_over(store, forge)
        await round_of(watch)
        report = watch.report("hub:bakkeby/desk")
        nothing = watch.report("hub:bakkeby/none")
    assert nothing is None
    assert report is not None
    assert [(p.name, p.commits, p.share) for p in report.people] == [("Ida Holm", 3, 1.0)]
    assert report.people[0].affiliation.organisation.name == "Bakkeby"
    assert sum(report.weekly_commits) == 3
    assert dict(report.community)["LICENSE"] == "LICENSE"
    assert dict(report.community)["SECURITY"] is None
    assert [w.number for w in report.waiting] == []  # nobody has said whether the issue was answered


async def test_another_process_that_polls_is_read_along(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as poller, Store(place) as reader:
        await round_of(watch_over(poller, forge))
        forge.asked.clear()
        follower = watch_over(reader, forge, follow=True)
        assert len(of(events.Collected, await round_of(follower))) == 1
        assert len(of(events.Collected, await round_of(follower))) == 0
    assert forge.asked == []


async def test_a_changed_configuration_is_taken_up_between_rounds(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as store:
        calls = 0
        stricter = watch_over(store, forge, maker.network(people=PeopleRules(bots=("Ida Holm",))))._setup

        def reload() -> Any:
            nonlocal calls
            calls += 1
            return stricter if calls == 1 else None

        watch = watch_over(store, forge, reload=reload)
        values = []
        async for event in watch.events():
            if isinstance(event, events.Collected):
                values.append(event.health.signals["bus_factor"].detail.people)
            if len(values) == 2:
                break
    assert values == [1, 0]


async def test_a_pause_keeps_the_next_round_waiting(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as store:
        watch = watch_over(store, forge)
        stream = watch.events()
        async for event in stream:
            if isinstance(event, events.RoundFinished):
                break
        watch.pause(True)
        watch.poll_now()
        following = asyncio.ensure_future(anext(stream))
        done, _ = await asyncio.wait({following}, timeout=0.2)
        assert not done
        watch.pause(False)
        assert isinstance(await asyncio.wait_for(following, PROCESS), events.RoundStarted)


async def test_a_look_is_remembered_for_each_network(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    with Store(place) as store:
        watch = watch_over(store, forge_of())
        assert watch.last_looked() is None
        watch.look()
        assert watch.last_looked() == maker.now
        other = watch_over(store, forge_of(), maker.network(id="other"))
        assert other.last_looked() is None


async def test_a_change_is_acknowledged_through_the_feed(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    change = Change(maker.now, "hub:bakkeby/desk", "release", literally("v2 was released."))
    with Store(place) as store:
        watch = watch_over(store, forge_of())
        store.save_changes([change])
        watch.acknowledge([change])
        assert watch.acknowledged(maker.now - timedelta(days=1)) == {change}


async def test_the_feed_says_what_is_wrong_with_the_configuration_and_who_polls(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    trouble: list[str] = []
    with Store(place) as store:
        watch = watch_over(store, forge_of(), trouble=lambda: trouble[-1] if trouble else None, follow=True)
        assert (watch.problem, watch.follows) == (None, True)
        trouble.append("ours.toml:3: no.")
        assert watch.problem == "ours.toml:3: no."


async def test_the_sources_of_a_forge_are_listed_side_by_side(
    maker: Any,
    forge_of: Callable[..., Any],
    watch_over: Callable[..., Watch],
    monkeypatch: Any,
    place: Path | str,
) -> None:
    from civitop.config.sources import Source

    forge = forge_of(maker.facts())
    together = asyncio.Barrier(3)

    async def discover(source: Source) -> Any:
        await asyncio.wait_for(together.wait(), PROCESS)  # goes on only when three are under way at once
        yield maker.repository(f"{source.path}/desk")

    monkeypatch.setattr(forge, "discover", discover)
    owners = tuple(Source("hub", owner) for owner in ("bakkeby", "skovby", "aaby"))
    with Store(place) as store:
        await round_of(watch_over(store, forge, maker.network(watch=owners)))
        assert store.members("ours") == ("hub:aaby/desk", "hub:bakkeby/desk", "hub:skovby/desk")


async def test_after_the_first_sources_have_answered_all_others_are_listed_at_once(
    maker: Any,
    forge_of: Callable[..., Any],
    watch_over: Callable[..., Watch],
    monkeypatch: Any,
    place: Path | str,
) -> None:
    from civitop.config.sources import Source

    under_way = most = 0

    async def discover(source: Source) -> Any:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        yield maker.repository(f"{source.path}/desk")

    forge = forge_of(maker.facts())
    monkeypatch.setattr(forge, "discover", discover)
    owners = tuple(Source("hub", f"town{number}") for number in range(108))
    with Store(place) as store:
        await round_of(watch_over(store, forge, maker.network(watch=owners)))
        assert len(store.members("ours")) == 108
    assert most == 100


async def test_an_increment_that_does_not_fit_is_told_and_collected_whole_next_time(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    id = "hub:bakkeby/desk"
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        forge.facts[id] = maker.facts(base="a head that nobody holds")
        forge.fingerprints[id] = "2"
        (failed,) = of(events.Failed, await round_of(watch_over(store, forge)))
        assert "from the start" in failed.error.english
        forge.facts[id] = maker.facts(commits=5)
        await round_of(watch_over(store, forge))
        (desk,) = watch_over(store, forge).snapshot().repositories
    assert (desk.status, desk.signals["bus_factor"].detail.commits_365d) == ("fresh", 5)


async def test_what_was_learnt_before_a_round_was_cut_off_is_measured_in_the_next(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        assert watch_over(store, forge)._keeper.taught() == {}
        watch_over(store, forge)._keeper.teach("ours")
        assert watch_over(store, forge)._keeper.taught().keys() == {"ours"}
        await round_of(watch_over(store, forge))
        assert watch_over(store, forge)._keeper.taught() == {}


async def test_figures_of_another_configuration_are_measured_again_without_a_round(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], place: Path | str
) -> None:
    forge = forge_of(maker.facts())
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        other = watch_over(store, forge, maker.network(people=PeopleRules(bots=("Ida Holm",))))
        other.catch_up()
        (desk,) = other.snapshot().repositories
    assert desk.signals["bus_factor"].detail.people == 0


async def test_a_failed_repository_that_is_measured_anew_is_told_with_its_failure(
    maker: Any,
    forge_of: Callable[..., Any],
    watch_over: Callable[..., Watch],
    monkeypatch: pytest.MonkeyPatch,
    place: Path | str,
) -> None:
    facts = maker.facts()
    forge = forge_of(facts)
    with Store(place) as store:
        await round_of(watch_over(store, forge))
        forge.broken[facts.repository.id] = "No answer."
        watch = watch_over(store, forge)
        await round_of(watch)
        monkeypatch.setattr(store, "healths", lambda ids: {})  # as if its figures were others before
        event = watch._keeper.remeasure(facts.repository.id, False)
    assert event is not None
    assert (event.health.status, str(event.health.error)) == ("stale", "It is gone.")


async def test_damaged_figures_are_measured_anew_though_nothing_changed_at_the_forge(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], tmp_path: Path
) -> None:
    path, forge = tmp_path / "s.db", forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library")))
    with Store(path) as store:
        await round_of(watch_over(store, forge))
        (whole, library) = watch_over(store, forge).snapshot().repositories
    with sqlite3.connect(path) as disk:
        disk.execute("UPDATE repository SET health = zeroblob(500) WHERE id = ?", (whole.id,))
    forge.asked.clear()
    with Store(path) as store:
        watch = watch_over(store, forge, now=maker.now + timedelta(minutes=5))
        desk, other = watch.snapshot().repositories
        assert (desk.id, dict(desk.signals), other.signals) == (whole.id, {}, library.signals)
        happened = await round_of(watch)
        assert [event.health.id for event in of(events.Collected, happened)] == [whole.id]
        again = watch.snapshot().repositories[0]
        assert again.signals["bus_factor"] == whole.signals["bus_factor"]
    assert [what for what, _ in forge.asked] == ["pulse"]


async def test_repositories_that_what_was_learnt_is_not_about_are_not_measured_again(
    maker: Any,
    forge_of: Callable[..., Any],
    watch_over: Callable[..., Watch],
    monkeypatch: pytest.MonkeyPatch,
    place: Path | str,
) -> None:
    """In a network of a thousand, news about one person would else cost a thousand measurements."""
    bo = identity("Bo Lund", "bo@mail.example", account("hub.example", "bo"))
    seen = maker.facts(maker.repository("bakkeby/seen"))
    theirs = replace(
        maker.facts(maker.repository("bakkeby/theirs")),
        commits=(Commit("b1", maker.now - timedelta(days=2), bo),),
    )
    forge = forge_of(maker.facts(maker.repository("bakkeby/others")), theirs)
    measured: list[str] = []
    measure = Measurer.measure

    def noted(self: Measurer, project: Project, *rest: Any) -> Health:
        measured.append(project.facts.repository.name)
        return measure(self, project, *rest)

    monkeypatch.setattr(Measurer, "measure", noted)
    with Store(place) as store:
        watch = watch_over(store, forge)
        await round_of(watch)
        measured.clear()
        at_work = identity("Bo Lund", "bo@bakkeby.example", account("hub.example", "bo"))
        forge.facts[seen.repository.id] = replace(
            seen, commits=(Commit("s1", maker.now - timedelta(days=3), at_work),)
        )
        forge.fingerprints[seen.repository.id] = "1"
        store.put("discovered/ours/hub", msgspec.json.encode((maker.now - timedelta(hours=7), b"")))
        happened = await round_of(watch)
        (found,) = [each for each in watch.snapshot().repositories if each.name == "bakkeby/theirs"]
    assert sorted(measured) == ["bakkeby/seen", "bakkeby/theirs"]
    assert found.signals["municipalities"].value == 1
    assert [event.health.name for event in of(events.Collected, happened)] == [
        "bakkeby/seen", "bakkeby/theirs"
    ]  # fmt: skip


async def test_the_facts_that_an_increment_adds_to_are_decoded_once(
    maker: Any,
    forge_of: Callable[..., Any],
    watch_over: Callable[..., Watch],
    monkeypatch: Any,
    place: Path | str,
) -> None:
    forge = forge_of(maker.facts())
    id = "hub:bakkeby/desk"
    read: list[str] = []
    facts_of, collect = Store.facts, forge.collect

    def counted(store: Store, repository: str) -> Any:
        read.append(repository)
        return facts_of(store, repository)

    async def looks_first(known: Any, asof: Any) -> Any:
        assert all(each.facts() is not None for each in known)
        async for answer in collect(known, asof):
            yield answer

    with Store(place) as store:
        await round_of(watch_over(store, forge))
        head = facts_of(store, id).repository.head
        forge.facts[id] = maker.facts(base=head, commits=1)
        forge.fingerprints[id] = "2"
        monkeypatch.setattr(Store, "facts", counted)
        monkeypatch.setattr(forge, "collect", looks_first)
        (collected,) = of(events.Collected, await round_of(watch_over(store, forge)))
    assert collected.health.error is None
    assert read == [id]
