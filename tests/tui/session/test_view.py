"""How events change what is shown."""

from datetime import timedelta

from msgspec.structs import replace

from civitop.change import Change
from civitop.i18n.message import literally
from civitop.polling.collector import Budget
from civitop.polling.events import (
    BudgetChanged,
    Collected,
    Collecting,
    Discovered,
    Failed,
    RoundFinished,
    RoundStarted,
)
from tui.session.view import View, activity, choose, loaded, reduce


def held(feed):
    return loaded(View(), feed.snapshot(), feed.changes())


def test_the_stored_state_is_shown_with_its_first_network(feed):
    view = held(feed)
    assert view.network == "os2"
    assert len(view.projects) == 24
    assert choose(view, "sig").network == "sig"
    assert choose(view, "nonsense").network == "os2"
    assert view.networks_of("github:os2/notify") == ("os2",)


def test_a_round_counts_what_was_asked_and_what_answered(feed, now):
    view = held(feed)
    ids = view.shown.repositories
    for event in (RoundStarted(now, ("os2",), 24), Collecting(ids[:2], 12), Collecting(ids[2:4], 8)):
        view = reduce(view, event)
    assert (view.round.done, view.round.total) == (20, 24)
    assert view.round.current == ids[0]
    view = reduce(view, Collected(feed.healths[ids[0]]))
    view = reduce(view, Failed(ids[1], "gone", None))
    assert (view.round.done, view.round.current) == (22, ids[2])
    assert view.round.failed == {ids[1]}
    assert view.healths[ids[1]] is feed.healths[ids[1]]
    view = reduce(view, RoundFinished(now, 1.0, 3, 20, 1, {}, now + timedelta(minutes=5)))
    assert not view.round.running


def test_a_project_is_replaced_and_its_changes_come_first(feed, now):
    view = held(feed)
    first = view.projects[0]
    changed = replace(first, stars=999)
    changes = (
        Change(now, first.id, "level", literally("one"), True),
        Change(now, first.id, "level", literally("two"), True),
    )
    after = reduce(view, Collected(changed, changes))
    assert after.healths[first.id].stars == 999
    assert [str(each.text) for each in after.changes[:2]] == ["two", "one"]
    assert view.healths[first.id] is first


def test_a_discovery_replaces_the_list_of_one_network(feed):
    view = reduce(
        held(feed), Discovered("sig", ("github:sig/b", "github:sig/a"), {"github:x": literally("gone")})
    )
    network = next(n for n in view.networks if n.id == "sig")
    assert network.repositories == ("github:sig/a", "github:sig/b")
    assert network.failed_sources == {"github:x": literally("gone")}


def test_what_civitop_does_is_said_in_one_word(feed, now):
    view = held(feed)
    assert activity(View(), paused=False) == "loading"
    assert activity(view, paused=True) == "paused"
    assert activity(reduce(view, RoundStarted(now, (), 0)), paused=False) == "polling"
    waits = Budget(forge="github", pool="rest", waiting_until=now)
    assert activity(reduce(view, BudgetChanged(waits)), paused=False) == "waiting"
    done = reduce(view, RoundFinished(now, 1, 1, 0, 0, {}, now))
    assert activity(done, paused=False) == "live"
    ids = view.shown.repositories[:1]
    nobody = reduce(
        reduce(reduce(view, Collecting(ids, 0)), Failed(ids[0], "x", None)), RoundFinished(now, 1, 0, 0, 1)
    )
    assert activity(nobody, paused=False) == "offline"


def test_a_project_that_failed_and_is_measured_anew_has_still_failed(feed, now):
    view = held(feed)
    id = view.shown.repositories[0]
    lost = replace(feed.healths[id], status="stale", error="gone")
    for event in (RoundStarted(now, ("os2",), 24), Failed(id, "gone", lost), Collected(lost)):
        view = reduce(view, event)
    assert view.round.failed == {id}
    assert reduce(view, Collected(feed.healths[id])).round.failed == frozenset()


def test_what_is_measured_anew_without_being_asked_for_is_not_counted_twice(feed, now):
    view = held(feed)
    ids = view.shown.repositories
    for event in (RoundStarted(now, ("os2",), 24), Collecting(ids[:1], 23), Collected(feed.healths[ids[5]])):
        view = reduce(view, event)
    assert (view.round.done, view.round.total) == (23, 24)
    view = reduce(view, Collected(feed.healths[ids[0]]))
    assert (view.round.done, view.round.total) == (24, 24)


def test_answers_taken_up_together_give_the_view_of_one_after_the_other(feed, now):
    ids = held(feed).shown.repositories
    one, two, three = (feed.healths[each] for each in ids[:3])
    told = Change(now, one.id, "level", literally("one"), True)
    events = (
        RoundStarted(now, ("os2",), 24),
        Collecting(ids[:2], 22),
        Collected(replace(one, stars=1), (told,)),
        Failed(two.id, "gone", replace(two, error="gone")),
        Collected(replace(one, stars=2), (replace(told, text=literally("two")),)),
        Failed(three.id, "gone", None),
        Collected(replace(two, error="gone", stars=3)),
        Collecting(ids[3:4], 0),
        Collected(replace(feed.healths[ids[3]], name="os2/renamed")),
        RoundFinished(now, 1.0, 2, 22, 2, {}, now + timedelta(minutes=5)),
    )
    view = held(feed)
    for event in events:
        view = reduce(view, event)
    assert reduce(held(feed), *events) == view
    assert view.round.failed == {two.id, three.id}
    assert view.healths[one.id].stars == 2
    assert view.names[ids[3]].text != held(feed).names[ids[3]].text
