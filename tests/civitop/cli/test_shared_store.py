"""The address of a shared store on the command line, and what a role that only reads can do."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from civitop.cli.main import run
from civitop.errors import StoreError
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.store import Store
from tools.postgres_server import Running

PASSWORD = "hunter2-is-secret"
NETWORK = """
[network.ours]
name = "Ours"
watch = ["github:bakkeby"]
"""
DOCUMENT = Path(__file__).parents[3] / "docs" / "shared-store.md"
ROLES = DOCUMENT.read_text("utf-8").partition("```sql\n")[2].partition("```")[0]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVITOP_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "ours.toml"
    path.write_text(NETWORK)
    return path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run(list(words))
    out = capsys.readouterr()
    assert PASSWORD not in out.out + out.err
    return code, out.out + out.err


# ---------------------------------------------------------------- where it is named


def test_a_password_among_the_arguments_is_refused(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["snapshot", "--offline"], ["watch"], ["--once"], ["doctor", "--forget", "hub:x"]):
        address = f"postgresql://poll:{PASSWORD}@127.0.0.1:9/civ"
        code, text = said(capsys, *command, "--config", str(config), "--store", address)
        assert (code, text) == (
            2,
            (
                "civitop: --store: leave the password out; it is read from PGPASSWORD, a password file (PGPASSFILE), "
                "a service file or an address in CIVITOP_STORE.\n"
            ),
        ), command


def test_a_password_in_the_configuration_is_refused_with_its_line(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(f'{NETWORK}\n[store]\naddress = "postgresql://poll:{PASSWORD}@127.0.0.1:9/civ"\n')
    code, text = said(capsys, "config", "--config", str(config))
    assert (code, text.partition("; it is read")[0]) == (
        2, f"civitop: {config}:7: store.address: leave the password out"
    )  # fmt: skip
    config.write_text(f'{NETWORK}\n[store]\naddress = "mysql://db.example/civ"\n')
    code, text = said(capsys, "config", "--config", str(config))
    assert code == 2
    assert "store.address: write the address of a database: postgresql://user@host/database." in text


def test_option_variable_and_configuration_come_in_that_order(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def named() -> str:
        return said(capsys, "snapshot", "--offline", "--config", str(config))[1]

    config.write_text(f'{NETWORK}\n[store]\naddress = "postgresql://poll@/one?host={tmp_path}"\n')
    assert f"store postgresql://poll@/one?host={tmp_path} cannot be reached" in named()
    assert (
        f'address = "postgresql://poll@/one?host={tmp_path}"'
        in said(capsys, "config", "--config", str(config))[1]
    )
    monkeypatch.setenv("CIVITOP_STORE", f"postgresql://poll:{PASSWORD}@/two?host={tmp_path}")
    assert f"store postgresql://poll:***@/two?host={tmp_path} cannot be reached" in named()
    code, _ = said(
        capsys, "snapshot", "--offline", "--config", str(config), "--store", str(tmp_path / "s.db")
    )
    assert (tmp_path / "s.db").exists()
    assert code != 2


def test_a_configuration_that_merely_lies_there_sends_nothing_to_a_server(
    config: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(
        f'{NETWORK}\n[store]\naddress = "postgresql:///x?host={tmp_path}"\n'
    )
    _, text = said(capsys, "snapshot", "--offline")
    assert "is not trusted, so this of it is left out: store" in text
    assert "cannot be reached" not in text


# ---------------------------------------------------------------- roles, as docs/shared-store.md makes them


@pytest.fixture(scope="module")
def team(postgres: Running) -> Iterator[tuple[str, str]]:
    """The addresses of the writer and the reader of an empty store."""
    postgres.execute("CREATE DATABASE team")
    postgres.execute(*(each for each in ROLES.split(";") if each.strip()), database="team")
    yield postgres.address("team", user="civitop_writer"), postgres.address("team", user="civitop_reader")
    postgres.execute(
        "DROP DATABASE team WITH (FORCE)", "DROP ROLE civitop_writer", "DROP ROLE civitop_reader"
    )


def test_a_reader_before_the_writer_is_told_what_is_missing(team: tuple[str, str]) -> None:
    with pytest.raises(StoreError, match="may only be read by this role"):
        Store(team[1])


def filled(maker: Any, address: str) -> str:
    repository = maker.repository(forge="github")
    with Store(address) as store:
        facts = maker.facts(repository)
        store.save_membership("ours", "github", {"github:bakkeby": [repository]}, {}, maker.now)
        store.save_facts(facts, "print")
        network = maker.network()
        measurer = Measurer(network, store, maker.registry, Stated())
        store.save_health([measurer.measure(measurer.project(facts), maker.now)], maker.now)
    return str(repository.id)


def test_the_reader_reads_and_cannot_write(
    team: tuple[str, str], maker: Any, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writer, reader = team
    id = filled(maker, writer)
    with Store(reader) as store:
        assert store.facts(id) is not None
        assert store.read_only
        assert not store.claim()
        tables = store._rows(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'civitop'::regnamespace"
        )
        assert len(tables) >= 10
        for (table,) in tables:
            for statement in (
                f"DELETE FROM {table}",
                f"INSERT INTO {table} DEFAULT VALUES",
                f"DROP TABLE {table}",
            ):
                with (
                    pytest.raises(StoreError, match="may only be read by this role"),
                    store._transaction() as db,
                ):
                    db.execute(statement)
        with pytest.raises(StoreError, match="may only be read by this role"):
            store.put("a", b"1")
    options = ("--config", str(config), "--store", reader)
    for command in (["watch"], ["doctor", "--forget", id]):
        code, text = said(capsys, *command, *options)
        assert code == 2
        assert re.fullmatch(
            r"civitop: The store postgresql://civitop_reader\S+ may only be read .*\n", text
        ), command
    for command in (["snapshot", "--offline", "--format", "csv"], ["snapshot", "--format", "csv"]):
        code, text = said(capsys, *command, *options)
        assert code == 0, text
        assert "bakkeby/desk" in text
    code, text = said(capsys, "doctor", "--offline", *options)
    assert "this role may only read it" in text


def test_damage_is_left_out_by_the_reader_and_stays_for_the_writer(
    team: tuple[str, str], maker: Any, caplog: pytest.LogCaptureFixture
) -> None:
    writer, reader = team
    id = filled(maker, writer)
    with Store(writer) as store, store._transaction() as db:
        db.execute("UPDATE repository SET health = ?", (b"\xff",))
        db.execute("UPDATE facts SET data = ?", (b"\xff",))
        db.execute("UPDATE history SET data = ?", (b"\xff",))
    with Store(reader) as store:
        assert store.healths([id]) == {}
        assert store.facts(id) is None
        assert store.history(id, maker.now.date()) is None
        assert store.facts(id) is None
    assert caplog.messages
    with Store(writer) as store:
        assert store._rows("SELECT 1 FROM facts WHERE repository = ?", id) != []
        assert store.facts(id) is None
        assert store._rows("SELECT 1 FROM facts WHERE repository = ?", id) == []


def test_doctor_counts_who_polls(
    team: tuple[str, str], config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writer, _ = team
    with Store(writer) as store:
        store.share("x", ["a"])
        store.share("y", ["b"])
        _, text = said(capsys, "doctor", "--offline", "--config", str(config), "--store", writer)
        assert "2 civitops poll into it" in text
