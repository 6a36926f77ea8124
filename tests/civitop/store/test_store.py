"""The store keeps what it was given, survives damage with a sentence, and lets one process poll."""

import json
import sqlite3
import threading
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from civitop.change import Change
from civitop.codec import encode_glance, encode_health
from civitop.errors import StoreError
from civitop.health import Health
from civitop.i18n.message import literally, say, say_n
from civitop.model import Extent, Profile
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.store import Store
from civitop.store.healths import packed
from civitop.store.schema import MIGRATIONS


def test_facts_come_back_as_they_were(maker: Any, place: Path | str) -> None:
    facts = maker.facts()
    with Store(place) as store:
        store.save_facts(facts, "print")
    with Store(place) as store:
        assert store.facts(facts.repository.id) == facts
        entry = store.entries([facts.repository.id])[facts.repository.id]
    assert (entry.repository, entry.fingerprint, entry.collected_at) == (facts.repository, "print", maker.now)


def test_what_is_not_held_is_none(maker: Any, place: Path | str) -> None:
    with Store(place) as store:
        assert store.facts("hub:none") is None
        assert store.entries(["hub:none"]) == {}


def test_a_failure_keeps_the_facts(maker: Any, place: Path | str) -> None:
    facts = maker.facts()
    with Store(place) as store:
        store.save_facts(facts, "print")
        store.save_failure(facts.repository, literally("The forge is away."))
        entry = store.entries([facts.repository.id])[facts.repository.id]
        assert entry.error.english == "The forge is away."
        assert store.facts(facts.repository.id) == facts
        store.touch([facts.repository.id], maker.now + timedelta(hours=1))
        entry = store.entries([facts.repository.id])[facts.repository.id]
    assert (entry.error, entry.collected_at) == (None, maker.now + timedelta(hours=1))


def test_a_repository_leaves_its_network_only_when_all_sources_answered(
    maker: Any, place: Path | str
) -> None:
    a, b = maker.repository("x/a"), maker.repository("x/b")
    with Store(place) as store:
        store.save_membership("ours", "hub", {"hub:x": [a, b]}, {}, maker.now)
        store.save_membership("ours", "hub", {"hub:x": [a]}, {"hub:x": literally("away")}, maker.now)
        assert store.members("ours") == (a.id, b.id)
        assert store.source_failures("ours") == {"hub:x": literally("away")}
        store.save_membership("ours", "hub", {"hub:x": [a]}, {}, maker.now)
        assert store.members("ours") == (a.id,)
        assert store.source_failures("ours") == {}


def test_one_forge_does_not_empty_the_membership_of_another(maker: Any, place: Path | str) -> None:
    a, b = maker.repository("x/a"), maker.repository("x/b", forge="lab")
    with Store(place) as store:
        store.save_membership("ours", "hub", {"hub:x": [a]}, {}, maker.now)
        store.save_membership("ours", "lab", {"lab:x": [b]}, {}, maker.now)
        assert store.members("ours") == ("hub:x/a", "lab:x/b")


def test_a_renamed_repository_takes_everything_along(maker: Any, place: Path | str) -> None:
    facts = maker.facts()
    new = maker.repository("bakkeby/new-name")
    with Store(place) as store:
        store.save_membership("ours", "hub", {"hub:bakkeby": [facts.repository]}, {}, maker.now)
        store.save_facts(facts, "print")
        store.rename(facts.repository.id, new)
        assert store.members("ours") == (new.id,)
        held = store.facts(new.id)
        assert held is not None
        assert held.commits == facts.commits
        assert store.facts(facts.repository.id) is None


def test_a_damaged_store_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "civitop.db"
    path.write_bytes(b"this is no database, and long enough to be read as a header of one" * 20)
    with pytest.raises(StoreError, match="move it away"):
        Store(path)


def test_a_store_of_a_newer_civitop_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "civitop.db"
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(StoreError, match="newer civitop"):
        Store(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, place: Path | str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be made"):
        Store(tmp_path / "file" / "civitop.db")


def test_only_one_store_is_claimed_at_a_time(tmp_path: Path) -> None:
    first, second = Store(tmp_path / "s.db"), Store(tmp_path / "s.db")
    assert first.claim()
    assert first.claim()
    assert not second.claim()
    first.close()
    assert second.claim()
    second.close()


def test_others_may_not_read_the_file(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db"):
        assert (tmp_path / "s.db").stat().st_mode & 0o077 == 0


def test_changes_come_newest_first_and_once(maker: Any, place: Path | str) -> None:
    old = Change(maker.now - timedelta(days=1), "hub:a", "release", literally("v1"))
    new = Change(maker.now, "hub:b", "backlog", literally("grew"))
    with Store(place) as store:
        store.save_changes([old, new])
        store.save_changes([old])
        assert store.changes(["hub:a", "hub:b"]) == (new, old)
        assert store.changes(["hub:a"]) == (old,)
        assert store.changes(["hub:a", "hub:b"], limit=1) == (new,)


def test_a_profile_is_wanted_until_it_was_fetched_and_again_when_old(maker: Any, place: Path | str) -> None:
    with Store(place) as store:
        store.want_profiles("hub", ["hub.example/ida"])
        assert store.profiles_wanted("hub", maker.now, maker.now) == ["hub.example/ida"]
        assert store.profiles() == {}
        profile = Profile(login="hub.example/ida", company="Bakkeby", fetched_at=maker.now)
        store.save_profiles([profile])
        assert store.profiles_wanted("hub", maker.now - timedelta(days=30), maker.now) == []
        assert store.profiles_wanted("hub", maker.now + timedelta(days=1), maker.now) == ["hub.example/ida"]
        # A clock that was once ahead does not keep a profile until it gets there.
        assert store.profiles_wanted(
            "hub", maker.now - timedelta(days=30), maker.now - timedelta(days=1)
        ) == ["hub.example/ida"]
        assert store.profiles() == {"hub.example/ida": profile}


def test_the_address_of_nobody_is_in_the_file(maker: Any, tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        store.save_facts(maker.facts(), "print")
        row = store.facts("hub:bakkeby/desk")
    assert row is not None
    assert b"ida@bakkeby" not in (tmp_path / "s.db").read_bytes()
    assert row.commits[0].author.domain == "bakkeby.example"


def test_history_answers_for_the_last_day_that_it_has(maker: Any, place: Path | str) -> None:
    health = Health(
        id="hub:a", forge="hub", name="a", url="", archived=False, status="fresh", collected_at=maker.now,
        error=None, signals={},
    )  # fmt: skip
    with Store(place) as store:
        store.save_health([health], maker.now)
        assert store.history("hub:a", maker.now.date()) is None
        assert store.first_day() is None


def test_what_was_acknowledged_stays_so_and_nothing_else_is(maker: Any, place: Path | str) -> None:
    old = Change(maker.now - timedelta(days=40), "hub:a", "release", literally("v1"))
    new = Change(maker.now, "hub:b", "backlog", literally("grew"), True)
    other = Change(maker.now, "hub:b", "release", literally("v2"))
    with Store(place) as store:
        store.save_changes([old, new, other])
        store.acknowledge([old, new], maker.now)
        store.save_changes([new])
    with Store(place) as store:
        assert store.acknowledged(maker.now - timedelta(days=30)) == {new}
        assert store.acknowledged(maker.now - timedelta(days=50)) == {new, old}
        assert store.changes(["hub:b"]) == (other, new)


def test_a_store_from_before_acknowledging_is_taken_along(maker: Any, tmp_path: Path) -> None:
    change = Change(maker.now, "hub:a", "release", literally("v1"))
    with sqlite3.connect(tmp_path / "civitop.db") as old:
        old.executescript(f"{MIGRATIONS[0]}; PRAGMA user_version = 1;")
    with Store(tmp_path / "civitop.db") as store:
        store.save_changes([change])
        store.acknowledge([change], maker.now)
        assert store.acknowledged(maker.now) == {change}


def test_several_processes_that_open_a_new_store_at_once_all_get_it(place: Path | str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def open_one(_: int) -> tuple[str, ...]:
        with Store(place) as store:
            return store.members("ours")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(open_one, range(16))) == [()] * 16


def test_a_new_store_that_another_process_is_just_making_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "s.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.2, other.rollback)
    letting_go.start()
    with Store(tmp_path / "s.db") as store:
        assert store.members("ours") == ()
    letting_go.join()
    other.close()


def stored_health(maker: Any, store: Store, commits: int = 3) -> Health:
    facts = maker.facts(commits=commits)
    store.save_facts(facts, "print")
    measurer = Measurer(maker.network(), store, maker.registry, Stated())
    health = measurer.measure(measurer.project(facts), maker.now)
    store.save_health([health], maker.now)
    return health


def test_a_health_comes_back_as_it_was_measured(maker: Any, place: Path | str) -> None:
    with Store(place) as store:
        health = stored_health(maker, store)
    with Store(place) as store:
        held = store.healths([health.id, "hub:none"])
        assert held == {health.id: health}
        store.rename(health.id, maker.repository("bakkeby/new"))
        renamed = store.healths(["hub:bakkeby/new"])["hub:bakkeby/new"]
    assert renamed == replace(health, id="hub:bakkeby/new", name="bakkeby/new", url=renamed.url)
    assert renamed.url == "https://hub.example/bakkeby/new"
    assert renamed.worst == health.worst


def test_a_store_from_before_glances_is_filled_once(maker: Any, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store(path) as store:
        health = stored_health(maker, store)
    with sqlite3.connect(path) as old:
        old.executescript(
            "ALTER TABLE repository DROP COLUMN glance; ALTER TABLE repository DROP COLUMN checksum; DROP TABLE lease;"
            "PRAGMA user_version = 2;"
        )
        old.execute("UPDATE repository SET health = ?", (encode_health(health),))
    with Store(path) as store:
        assert store.healths([health.id]) == {health.id: health}
    with sqlite3.connect(path) as now:
        kept = [(encode_glance(health), packed(health))]
        assert now.execute("SELECT glance, health FROM repository").fetchall() == kept
        now.execute("UPDATE repository SET health = CAST('read no more' AS BLOB), checksum = NULL")
    with Store(path) as store:
        assert store.healths([health.id])[health.id].worst == health.worst


def test_what_another_version_kept_is_read_as_far_as_it_fits(maker: Any, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store(path) as store:
        health = stored_health(maker, store)
    _, *rest = msgspec.msgpack.decode(encode_glance(health))
    of_another = msgspec.msgpack.encode(["0.0.9", *rest])
    with sqlite3.connect(path) as other:
        other.execute("UPDATE repository SET glance = ?", (of_another,))
    with Store(path) as store:
        assert store.healths([health.id]) == {health.id: health}
    with sqlite3.connect(path) as other:
        strange = zlib.compress(encode_health(health).replace(b'"shares":', b'"portions":'))
        other.execute("UPDATE repository SET health = ?, checksum = ?", (strange, zlib.crc32(strange)))
    with Store(path) as store:
        assert store.healths([health.id]) == {}
        assert store.facts(health.id) is not None


def test_damaged_figures_are_not_held_any_more_and_the_log_says_so(
    maker: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The damage would else show when somebody looks at the project, and nobody could do anything about it."""
    path = tmp_path / "s.db"
    with Store(path) as store:
        health = stored_health(maker, store)
    with sqlite3.connect(path) as disk:
        ((whole,),) = disk.execute("SELECT health FROM repository").fetchall()
        half = len(whole) // 2
        damaged = whole[:half] + bytes([whole[half] ^ 0xFF]) + whole[half + 1 :]
        disk.execute("UPDATE repository SET health = ?", (damaged,))
    with Store(path) as store:
        assert store.healths([health.id]) == {}
        assert store.healths([health.id]) == {}
        assert store.entries([health.id])[health.id].measured_at is None
        assert store.facts(health.id) is not None
    (said,) = caplog.messages
    assert said == (
        f"What {path} holds of figures in 1 rows, as of {health.id}, cannot be read: "
        "the next round measures them anew."
    )


def test_a_glance_of_older_figures_never_replaces_that_of_newer_ones(maker: Any, place: Path | str) -> None:
    with Store(place) as store, Store(place) as other:
        old = stored_health(maker, store)
        new = stored_health(maker, other, commits=5)
        # What this process read is by now what it was: another one has measured anew in between.
        store._renewed([(old.id, encode_health(old))])
        held = store.healths([old.id])[old.id]
        assert held == new != old
        assert {id: seen.value for id, seen in held.glance.items()} == {
            id: signal.value for id, signal in new.signals.items()
        }


# ---------------------------------------------------------------- sentences

BROKEN = say("{host} does not answer ({why}).", host="hub.example", why=say_n("{n} try", "{n} tries", 3))


def test_sentences_come_back_with_what_they_are_made_of(maker: Any, place: Path | str) -> None:
    facts = maker.facts()
    facts = replace(facts, extents={**facts.extents, "tags": Extent.absent(BROKEN)})
    change = Change(maker.now, facts.repository.id, "failed", BROKEN, True)
    with Store(place) as store:
        measurer = Measurer(maker.network(), store, maker.registry, Stated())
        health = measurer.measure(measurer.project(facts), maker.now, BROKEN)
        store.save_facts(facts, "print")
        store.save_failure(facts.repository, BROKEN)
        store.save_membership("ours", "hub", {"hub:x": []}, {"hub:x": BROKEN}, maker.now)
        store.save_changes([change])
        store.save_health([health], maker.now)
        assert store.facts(facts.repository.id) == facts
        assert store.entries([facts.repository.id])[facts.repository.id].error == BROKEN
        assert store.source_failures("ours") == {"hub:x": BROKEN}
        assert store.changes([facts.repository.id]) == (change,)
        store.acknowledge([change], maker.now)
        assert store.acknowledged(maker.now) == {change}
        assert store.healths([health.id]) == {health.id: health}
        kept = store.history(health.id, maker.now.date())
    assert kept is not None
    assert {name: point.reason for name, point in kept[1].items()} == {
        name: signal.reason for name, signal in health.signals.items()
    }


def test_a_store_from_before_languages_is_read_as_it_is(maker: Any, tmp_path: Path) -> None:
    """It has sentences as plain text; that is how a literal one is kept, so that nothing is migrated."""
    facts, sentence = maker.facts(), "The forge is away [2]."
    change = Change(maker.now, facts.repository.id, "failed", literally(sentence), True)
    with Store(tmp_path / "s.db") as store:
        store.save_facts(facts, "print")
        store.save_failure(facts.repository, literally(sentence))
        store.save_changes([change])
    with sqlite3.connect(tmp_path / "s.db") as db:
        assert db.execute("SELECT error FROM repository").fetchall() == [(sentence,)]
        ((data,),) = db.execute("SELECT data FROM change").fetchall()
    db.close()
    assert json.loads(data)["text"] == sentence
    with Store(tmp_path / "s.db") as store:
        (entry,) = store.entries([facts.repository.id]).values()
        assert entry.error is not None
        assert entry.error.english == sentence
