"""A store on a server: what only a server can do wrong is one sentence, without the password in it."""

import builtins
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from civitop.errors import DiskFull, StoreError
from civitop.export import json_export
from civitop.i18n.message import literally
from civitop.polling import events
from civitop.store import Store, base
from civitop.store import postgres as postgres_store
from civitop.store.address import holds_password, is_clear, is_server, without_password
from civitop.store.schema import MIGRATIONS
from civitop.store.server_errors import failure
from civitop.watch import Watch
from tools.postgres_server import Running

PASSWORD = "hunter2-is-secret"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"postgresql://poll:{PASSWORD}@db.example/civ", "postgresql://poll:***@db.example/civ"),
        (f"postgres://poll:{PASSWORD}@db.example", "postgres://poll:***@db.example"),
        (f"postgresql://poll:a@{PASSWORD}@db.example/civ", "postgresql://poll:***@db.example/civ"),
        (f"postgresql://poll:a/{PASSWORD}@db.example/civ", "postgresql://poll:***@db.example/civ"),
        (f"postgresql:///civ?password={PASSWORD}&host=db", "postgresql:///civ?password=***&host=db"),
        (f"postgresql:///civ?p%61ssword={PASSWORD}", "postgresql:///civ?p%61ssword=***"),
        (f"postgresql:///civ?sslpassword={PASSWORD}", "postgresql:///civ?sslpassword=***"),
        ("postgresql://poll@db.example:5433/civ?sslmode=require",) * 2,
        ("postgresql:///civ?passfile=/home/me/.pgpass&service=team",) * 2,
        ("postgresql://db.example:5432/civ?application_name=a@b:c@d",) * 2,
    ],
)  # fmt: skip
def test_no_password_is_shown(address: str, shown: str) -> None:
    assert is_server(address)
    assert without_password(address).replace("passfile=***", "passfile=/home/me/.pgpass") == shown
    assert holds_password(address) == ("***" in shown)


def test_a_password_that_libpq_would_take_for_a_host_is_not_tried() -> None:
    assert not is_clear(f"postgresql://poll:a@{PASSWORD}@db.example/civ")
    assert not is_clear(f"postgresql://poll:{PASSWORD}/a@db.example/civ")
    assert is_clear(f"postgresql://poll:{PASSWORD}@db.example/civ?application_name=a@b")
    assert is_clear("postgresql:///civ")


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://poll:{PASSWORD}@[::1/civ",
        f"postgresql://poll:{PASSWORD}@h/civ?foo=bar",
        f"postgresql://poll:a@{PASSWORD}@h/civ",
        f"postgresql://poll:{PASSWORD}/a@h/civ",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(StoreError, match="is no address of a store") as caught:
        Store(address)
    error: BaseException | None = caught.value
    assert error is not None
    assert PASSWORD not in str(error)
    assert error.__cause__ is None


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be reached \(.*\); check that it runs") as caught:
        Store(f"postgresql://poll:{PASSWORD}@/civ?host={tmp_path}")
    assert PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_the_driver_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name == "psycopg":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(StoreError, match=r"pip install 'civitop\[postgres\]'"):
        Store("postgresql://db.example/civ")


def test_a_wrong_password_and_none_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres: Running
) -> None:
    postgres.execute(
        f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'", "CREATE SCHEMA civ AUTHORIZATION guarded"
    )
    hba = postgres.folder / "data" / "pg_hba.conf"
    hba.write_text(f"local all guarded scram-sha-256\n{hba.read_text()}")
    postgres.execute("SELECT pg_reload_conf()")
    address = postgres.address(user="guarded", schema="civ")
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    assert "refuses the password or has none" in _refused(address)
    monkeypatch.setenv("PGPASSWORD", "wrong-one")
    said = _refused(address)
    assert "refuses the password or has none" in said
    assert "wrong-one" not in said
    monkeypatch.delenv("PGPASSWORD")
    passfile = tmp_path / "passfile"
    passfile.write_text(f"*:*:*:guarded:{PASSWORD}\n")
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    with Store(address) as store:
        assert store.claim()


def _refused(address: str) -> str:
    """Return why a store cannot be opened, as soon as the server has read its rules again."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            Store(address).close()
        except StoreError as error:
            return str(error)
        time.sleep(0.05)
    pytest.fail("it took no password at all")


def test_a_store_of_a_newer_civitop_is_left_alone(postgres: Running, schema: str) -> None:
    with Store(schema) as store, store._transaction() as db:
        db.execute("UPDATE schema_version SET steps = ?", (len(MIGRATIONS) + 1,))
    with pytest.raises(StoreError, match=f"newer civitop .schema {len(MIGRATIONS) + 1}, this one knows"):
        Store(schema)


def test_a_full_disk_of_the_server_is_one() -> None:
    error = failure("postgresql://db", psycopg.errors.DiskFull("could not extend file"))
    assert isinstance(error, DiskFull)
    assert "is full; make room" in str(error)


async def test_a_server_that_was_restarted_is_found_again(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], postgres: Running, schema: str
) -> None:
    with Store(schema) as store:
        watch = watch_over(store, forge_of(maker.facts()))
        ((pid,),) = store._rows("SELECT pg_backend_pid()")
        postgres.execute(f"SELECT pg_terminate_backend({pid}, 10000)")
        with pytest.raises(StoreError, match="cannot be reached"):
            store.members("ours")
        happened = [event async for event in watch.round(forever=False)]
        assert not [event for event in happened if isinstance(event, events.Failed)]
        assert watch.snapshot().repositories[0].status == "fresh"


def test_a_server_that_is_just_being_started_anew_is_waited_for(
    postgres: Running, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_store, "IDLE", 0.0)
    real, tries = postgres_store._connect, []

    def starting(address: str) -> Any:
        tries.append(address)
        if len(tries) < 4:
            raise psycopg.OperationalError("the database system is starting up")
        return real(address)

    with Store(schema) as store:
        store.put("a", b"1")
        ((pid,),) = store._rows("SELECT pg_backend_pid()")
        postgres.execute(f"SELECT pg_terminate_backend({pid}, 10000)")
        monkeypatch.setattr(postgres_store, "_connect", starting)
        assert store.get("a") == b"1"
    assert len(tries) == 4
    monkeypatch.setattr(postgres_store, "RESTART", 0.5)
    tries.clear()
    with pytest.raises(StoreError, match="starting up"):
        Store(schema)
    assert len(tries) == 1


async def test_figures_are_those_of_a_store_in_a_file(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], schema: str
) -> None:
    figures = []
    for place in (schema, ":memory:"):
        with Store(place) as store:
            forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library"), commits=40))
            forge.broken["hub:bakkeby/library"] = "It is gone."
            watch = watch_over(store, forge)
            _ = [event async for event in watch.round(forever=False)]
            forge.broken.clear()
            _ = [event async for event in watch.round(forever=False)]
            figures.append((json_export.write(watch.measured()), watch.changes(), store.members("ours")))
    assert figures[0] == figures[1]


def test_a_closed_store_stays_closed(schema: str) -> None:
    store = Store(schema)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="the store is closed"):
        store.members("ours")


def test_two_that_write_at_once_do_so_one_after_the_other(maker: Any, schema: str) -> None:
    """Without the lock these two would wait for each other's rows, and the server would end one of them."""
    repositories = [maker.repository(f"x/{n}") for n in range(40)]
    ids = [repository.id for repository in repositories]
    with Store(schema) as first, Store(schema) as second:
        for repository in repositories:
            first.save_facts(maker.facts(repository), "print")
        wrong: list[BaseException] = []

        def touch(store: Store, order: list[str]) -> None:
            try:
                for _ in range(10):
                    store.touch(order, maker.now)
            except BaseException as error:
                wrong.append(error)

        threads = [
            threading.Thread(target=touch, args=(first, ids)),
            threading.Thread(target=touch, args=(second, ids[::-1])),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not wrong


def test_a_writer_that_stopped_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch, schema: str
) -> None:
    monkeypatch.setattr(postgres_store, "PATIENCE", 4)
    with Store(schema) as stopped, Store(schema) as other:
        with pytest.raises(StoreError), stopped._transaction() as db:  # noqa: PT012 - all of it is what stops
            db.execute("INSERT INTO note (key, value) VALUES ('a', ?)", (b"1",))
            other.put("b", b"2")  # waits until the server has ended the one that stopped
            db.execute("SELECT 1")
        assert (other.get("a"), other.get("b")) == (None, b"2")


def test_a_step_of_the_schema_that_fails_is_undone_whole(
    monkeypatch: pytest.MonkeyPatch, schema: str
) -> None:
    broken = (*MIGRATIONS, "CREATE TABLE half (id TEXT PRIMARY KEY); SELECT nonsense")
    monkeypatch.setattr(base, "MIGRATIONS", broken)
    with pytest.raises(StoreError, match="nonsense"):
        Store(schema)
    monkeypatch.setattr(base, "MIGRATIONS", MIGRATIONS)
    with Store(schema) as store:
        assert store._rows("SELECT 1 FROM pg_class WHERE relname = 'half'") == []


async def test_damage_of_every_table_heals(
    maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], schema: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """What cannot be read is left out, said, and collected again, as it is in a file."""
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/library")))

    async def polled(store: Store) -> Any:
        watch = watch_over(store, forge)
        happened = [event async for event in watch.round(forever=False)]
        assert not [str(event.error) for event in happened if isinstance(event, events.Failed)]
        return watch.snapshot()

    with Store(schema) as store:
        whole = await polled(store)
        forge.broken["hub:bakkeby/library"] = "It is gone."
        _ = [event async for event in watch_over(store, forge).round(forever=False)]
        forge.broken.clear()
        whole = await polled(store)
        with store._transaction() as db:
            for table, column in (
                ("repository", "record"), ("repository", "health"), ("repository", "glance"), ("facts", "data"),
                ("history", "data"), ("change", "data"), ("sighting", "data"), ("note", "value"),
            ):  # fmt: skip
                damaged = db.execute(f"UPDATE {table} SET {column} = substr({column}, 1, 2) || ?", (b"\xff",))
                if table == "change":
                    assert damaged.rowcount
    with Store(schema) as store:
        watch = watch_over(store, forge)
        watch.snapshot()
        watch.changes()
        healed = await polled(store)
        assert [h.signals for h in healed.repositories] == [h.signals for h in whole.repositories]
        assert store.changes(["hub:bakkeby/library"]) == ()
    assert {"repositories", "figures", "changes"} <= {
        str(record.args[1]) for record in caplog.records if record.args
    }


def test_what_sorts_does_so_as_in_a_file(maker: Any, schema: str) -> None:
    """A server's own language would put b before Z and ä beside a."""
    members = [maker.repository(f"x/{name}") for name in ("b", "Z", "ä", "a")]
    with Store(schema) as store, Store(":memory:") as file:
        for each in (store, file):
            each.save_membership("ours", "hub", {"hub:x": members}, {"hub:ä": literally("é")}, maker.now)
        assert store.members("ours") == file.members("ours") == tuple(sorted(each.id for each in members))
