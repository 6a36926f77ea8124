"""A disk without room: what is kept stays, what is said is true, and the next round with room heals it."""

import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civitop.cli.exit_codes import DONE, INCOMPLETE, exit_code
from civitop.cli.main import run
from civitop.errors import DiskFull, StoreError
from civitop.polling import events
from civitop.store import Store
from civitop.store.sqlite import SqliteFile
from civitop.watch import Watch

Usage = namedtuple("Usage", "total used free")


async def told(watch: Watch) -> list[events.Event]:
    return [event async for event in watch.round(forever=False)]


def fill(store: Store) -> None:
    """Let the file grow by no further page, as a full disk does."""
    store._connection._db.execute("VACUUM")
    store._connection._db.execute("PRAGMA max_page_count = 1")


async def test_a_round_on_a_full_disk_keeps_what_is_held_and_says_why(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], tmp_path: Path
) -> None:
    forge = forge_of(maker.facts())
    with Store(tmp_path / "s.db") as store:
        watch = watch_over(store, forge)
        await told(watch)
        held = watch.snapshot().repositories[0]
        forge.facts[held.id] = maker.facts(commits=3000)
        forge.fingerprints[held.id] = "2"
        fill(store)
        happened = await told(watch)
        assert isinstance(happened[-1], events.RoundFinished)
        snapshot = watch.snapshot()
        (stale,) = snapshot.repositories
        assert exit_code(snapshot) == INCOMPLETE
        assert stale.status == "stale"
        assert "is full; make room" in str(stale.error)
        assert "mv " not in str(stale.error)
        assert stale.signals == held.signals
        store._connection._db.execute("PRAGMA max_page_count = 1000000")
        await told(watch)
        healed = watch.snapshot()
        assert exit_code(healed) == DONE
        assert healed.repositories[0].signals != held.signals
        assert store._connection._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_write_without_room_is_named(maker: Any, tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        fill(store)
        with pytest.raises(DiskFull, match="nothing that is kept is lost"):
            store.put("key", b"x" * 1_000_000)
        assert store.get("key") is None


@pytest.mark.parametrize(("free", "kind"), [(0, DiskFull), (10**9, StoreError)])
def test_an_error_of_the_disk_is_one_of_room_where_there_is_none(
    free: int, kind: type[StoreError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        raise error

    with Store(tmp_path / "s.db") as store:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, free))
        with pytest.raises(StoreError) as caught, store._connection._sentences():
            broken()
    assert type(caught.value) is kind


def test_a_full_disk_ends_with_nothing_and_not_with_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(SqliteFile, "_write_ahead", full)
    assert run(["snapshot", "os2", "--offline", "--store", str(tmp_path / "s.db")]) == 4
    said = capsys.readouterr().err
    assert "is full; make room" in said
    assert len(said.splitlines()) == 1


def test_the_lock_needs_no_room(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        assert store.claim()
        assert (tmp_path / "s.db.poller").stat().st_size == 0
        assert not (tmp_path / "s.db.poller-journal").exists()
        with Store(tmp_path / "s.db") as other:
            assert not other.claim()
