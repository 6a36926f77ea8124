"""What cannot be read in the store is left out, said, and collected again: no damage lasts."""

import sqlite3
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from civitop.health import Snapshot
from civitop.i18n.message import literally
from civitop.model import Profile, account, identity
from civitop.polling import events
from civitop.store import Store
from civitop.watch import Watch

COLUMNS = {
    "repository": (
        *("node_id", "record", "fingerprint", "collected_at", "measured_at", "error"),
        *("health", "glance", "checksum"),
    ),
    "facts": ("data",),
    "history": ("data", "day"),
    "change": ("at", "data", "acknowledged_at"),
    "sighting": ("data",),
    "profile": ("data", "fetched_at", "forge"),
    "note": ("value",),
    "source_failure": ("error", "at"),
}
"""Every column but those by which rows are found."""

KEPT: dict[str, Any] = {
    "nothing": b"",
    "bytes": b"\xff\xfe\x00",
    "text": "many",
    "a number": 5,
    "a negative number": -(2**63),
    "an object": b'{"stars":"many","login":5,"at":"many","repository":{}}',
    "a list": b"[1,2,3]",
    "another date": "9999-99-99T00:00:00",
    "packed nothing": zlib.compress(b""),
    "a packed object": zlib.compress(msgspec.msgpack.encode({"repository": {"stars": "many"}, "value": []})),
    "a packed list": zlib.compress(msgspec.msgpack.encode([[1, "many", None], "many"])),
    "deep": zlib.compress(b"\x91" * 100_000),
    "null": None,
}
CASES = [
    (table, column, damage) for table, columns in COLUMNS.items() for column in columns for damage in KEPT
]


async def round_of(watch: Watch) -> list[Any]:
    return [event async for event in watch.round(forever=False)]


@pytest.fixture
def world(maker: Any, forge_of: Callable[..., Any]) -> Any:
    bo = identity("Bo Lund", "bo@mail.example", account("hub.example", "bo"))
    facts = maker.facts()
    return forge_of(
        replace(facts, commits=(*facts.commits, replace(facts.commits[-1], oid="b1", author=bo))),
        maker.facts(maker.repository("bakkeby/library")),
    )


async def filled(path: Path, watch_over: Callable[..., Watch], world: Any, maker: Any) -> Any:
    """Make a store with a row in every table, and return the figures."""
    with Store(path) as store:
        await round_of(watch_over(store, world))
        world.broken["hub:bakkeby/library"] = "It is gone."
        await round_of(watch_over(store, world))
        del world.broken["hub:bakkeby/library"]
        watch = watch_over(store, world)
        await round_of(watch)
        watch.acknowledge(watch.changes())
        watch.look()
        store.save_profiles(
            [Profile(login=account("hub.example", "bo"), company="Bakkeby", fetched_at=maker.now)]
        )
        members = [f.repository for f in world.facts.values()]
        store.save_membership(
            "ours", "hub", {"hub:bakkeby": members}, {"hub:gone": literally("Gone.")}, maker.now
        )
        return watch.snapshot()


def read_all(watch: Watch, maker: Any) -> None:
    """Read whatever a face reads."""
    watch.snapshot()
    watch.snapshot(maker.now - timedelta(days=3))
    watch.snapshot(maker.now - timedelta(days=900))
    watch.changes()
    watch.acknowledged(maker.now - timedelta(days=30))
    watch.report("hub:bakkeby/desk")
    watch.last_looked()
    watch.days()
    watch.plan()
    watch.people_file("ours")


def figures(snapshot: Snapshot) -> list[Any]:
    """Return of each repository whether it is well, and the figures that no hour changes."""
    ids = ("open_issues", "release_cadence", "bus_factor")
    return [
        (h.id, h.status, h.error, h.stars, [h.signals[id].value if id in h.signals else "none" for id in ids])
        for h in snapshot.repositories
    ]


async def test_every_table_of_a_full_store_has_a_row(
    maker: Any, world: Any, watch_over: Callable[..., Watch], tmp_path: Path
) -> None:
    await filled(tmp_path / "s.db", watch_over, world, maker)
    with sqlite3.connect(tmp_path / "s.db") as disk:
        tables = {row[0] for row in disk.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables - {"membership", "lease"} == set(COLUMNS)
        assert all(disk.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COLUMNS)


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in COLUMNS.items() for c in columns])
async def test_damage_is_left_out_and_heals(
    table: str, column: str, maker: Any, world: Any, watch_over: Callable[..., Watch], tmp_path: Path
) -> None:
    whole = await filled(tmp_path / "whole.db", watch_over, world, maker)
    for name, damage in KEPT.items():
        path = tmp_path / f"{name}.db"
        with sqlite3.connect(tmp_path / "whole.db") as disk, sqlite3.connect(path) as copy:
            disk.backup(copy)
        with sqlite3.connect(path) as disk:
            try:
                disk.execute(f"UPDATE {table} SET {column} = ?", (damage,))
            except sqlite3.IntegrityError:
                continue  # the table itself takes no such value
        for later in (timedelta(minutes=5), timedelta(minutes=10)):
            with Store(path) as store:
                watch = watch_over(store, world, now=maker.now + later)
                read_all(watch, maker)
                happened = await round_of(watch)
                read_all(watch, maker)
                failed = [str(event.error) for event in happened if isinstance(event, events.Failed)]
                assert not failed, (name, failed)
                now = watch.snapshot()
        assert figures(now) == figures(whole), name


async def test_a_row_of_a_wrong_type_is_said_in_one_line_and_collected_from_the_start(
    maker: Any,
    world: Any,
    watch_over: Callable[..., Watch],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "s.db"
    await filled(path, watch_over, world, maker)
    with sqlite3.connect(path) as disk:
        (record,) = disk.execute("SELECT record FROM repository WHERE id = 'hub:bakkeby/desk'").fetchone()
        poisoned = msgspec.json.encode({**msgspec.json.decode(record), "stars": "many"})
        disk.execute("UPDATE repository SET record = ? WHERE id = 'hub:bakkeby/desk'", (poisoned,))
    with Store(path) as store:
        watch = watch_over(store, world)
        desk, library = watch.snapshot().repositories
        assert (desk.id, desk.status, library.status) == ("hub:bakkeby/desk", "stale", "fresh")
        assert (
            str(desk.error) == "What the store held of bakkeby/desk could not be read: it is collected again."
        )
        watch.snapshot()
        (said,) = caplog.messages
        assert said == (
            f"What {path} holds of repositories in 1 rows, as of hub:bakkeby/desk, cannot be read: "
            "the next round collects them from the start."
        )
        world.asked.clear()
        await round_of(watch)
        assert ("collect", ["hub:bakkeby/desk"]) in world.asked
        assert watch.snapshot().repositories[0].status == "fresh"
