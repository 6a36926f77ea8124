"""Whoever is forgotten is gone from everything that is held, stays away, and is counted as nobody."""

import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.cli.main import run
from civitop.errors import UsageError
from civitop.model import (
    ChangeRequest,
    Commit,
    Document,
    Facts,
    Identity,
    Issue,
    MailmapEntry,
    Profile,
    Release,
    Response,
    account,
    address_hash,
    identity,
)
from civitop.people.forgotten import Forgotten
from civitop.polling.personal import forgetting
from civitop.store import Store
from civitop.watch import Watch

HOST = "hub.example"
ELSE = identity("Bo Byg", "bo@bakkeby.example", account(HOST, "bo"))
AT_WORK = identity("Vera Voss", "vera@bakkeby.example", account(HOST, "veravoss"))
AT_HOME = identity("Vera Voss", "vera.voss@home.example")
TRACES = (
    "Vera Voss",
    "veravoss",
    address_hash("vera@bakkeby.example"),
    address_hash("vera.voss@home.example"),
)
"""What must be nowhere in the file afterwards."""
PUBLICCODE = """\
name: Desk
maintenance:
  contacts:
    - name: Vera Voss
      email: vera@bakkeby.example
    - {name: Bo Byg, email: bo@bakkeby.example}
"""


@pytest.fixture
def peopled(maker: Any) -> Facts:
    """Facts in which one person stands in every place where people can stand."""
    now = maker.now
    opened, answered = now - timedelta(days=9), Response(now - timedelta(days=8), AT_WORK)
    answers = (answered, Response(now - timedelta(days=7), ELSE))
    return maker.facts(
        commits=0,
        issues=(Issue(1, "A door", AT_WORK, opened, opened, None, 2, answers),),
        change_requests=(
            ChangeRequest(
                2, "A hinge", AT_WORK, opened, opened, now, now, False, 2, answers, (answered,), AT_WORK,
                f"{HOST}/veravoss",
            ),
        ),
        releases=(Release("v1.0", "", opened, False, AT_WORK),),
        documents=(Document("publiccode.yml", PUBLICCODE),),
        mailmap=(
            MailmapEntry("Vera Voss", AT_WORK, None, address_hash("vera@old.example")),
            MailmapEntry("Bo Byg", None, None, address_hash("bo@old.example")),
        ),
    )  # fmt: skip


def committed(facts: Facts, maker: Any) -> Facts:
    days = [maker.now - timedelta(days=day) for day in (2, 3, 4)]
    commits = (
        Commit("a", days[0], AT_WORK, (ELSE,)),
        Commit("b", days[1], ELSE, (AT_WORK,)),
        Commit("c", days[2], AT_HOME),
    )
    return replace(facts, commits=commits)


async def finish(watch: Watch) -> None:
    async for _ in watch.round(forever=False):
        pass


def raw(store: Path) -> bytes:
    """Return the bytes of a store's files as they are."""
    return b"\0".join(part.read_bytes() for part in store.parent.glob(f"{store.name}*"))


def file_of(store: Path) -> bytes:
    """Return all bytes of a store, and what is packed in it."""
    return b"\0".join((raw(store), cells_of(store)))


def cells_of(store: Path | str) -> bytes:
    """Return what every cell of every table holds, unpacked."""
    tables = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if isinstance(store, Path)
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    with Store(store) as opened:
        names = [row[0] for row in opened._rows(tables)]
        cells = [cell for name in names for row in opened._rows(f"SELECT * FROM {name}") for cell in row]
    found = [cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells]
    return b"\0".join(_unpacked(cell) for cell in found)


def _unpacked(cell: bytes) -> bytes:
    """Return what is packed in a cell; a cell of chance may begin like a packed one, and is none."""
    try:
        return zlib.decompress(cell)
    except zlib.error:
        return cell


@pytest.mark.parametrize(
    "person",
    [
        *("hub.example/VeraVoss", "vera@bakkeby.example", "Vera Voss", "véra  voss"),
        f"sha256:{address_hash('vera.voss@home.example')}",
    ],
)
async def test_nothing_of_a_person_is_left_and_no_round_brings_them_back(
    person: str, maker: Any, peopled: Facts, forge_of: Callable[..., Any], watch_over: Callable[..., Watch],
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    forge, path = forge_of(committed(peopled, maker)), tmp_path / "s.db"
    with Store(path) as store:
        await finish(watch_over(store, forge))
        store.want_profiles("hub", [f"{HOST}/veravoss"])
        store.save_profiles([Profile(f"{HOST}/veravoss", "Vera Voss", fetched_at=maker.now)])
        store.put("answer/hub/users", b'{"login": "veravoss"}')
    before = file_of(path)
    assert all(trace.encode() in before for trace in TRACES)
    assert run(["forget", person, "--store", str(path)]) == 0
    assert "Forgotten in 1 repository" in capsys.readouterr().out
    after = file_of(path)
    assert [trace for trace in TRACES if trace.encode() in after] == []
    assert b"Bo Byg" in after
    with Store(path) as store:
        forge.fingerprints["hub:bakkeby/desk"] = "2"
        watch = watch_over(store, forge)
        await finish(watch)
        (health,) = watch.snapshot().repositories
        assert health.signals["bus_factor"].detail.commits_365d == 3  # the work stays
    assert [trace for trace in TRACES if trace.encode() in file_of(path)] == []


async def test_nothing_of_a_person_is_left_in_a_store_that_a_team_shares(
    maker: Any, peopled: Facts, forge_of: Callable[..., Any], watch_over: Callable[..., Watch], schema: str
) -> None:
    forge = forge_of(committed(peopled, maker))
    with Store(schema) as store:
        await finish(watch_over(store, forge))
        store.save_profiles([Profile(f"{HOST}/veravoss", "Vera Voss", fetched_at=maker.now)])
        store.put("answer/hub/users", b'{"login": "veravoss"}')
    before = cells_of(schema)
    assert all(trace.encode() in before for trace in TRACES)
    assert run(["forget", f"{HOST}/veravoss", "--store", schema]) == 0
    after = cells_of(schema)
    assert [trace for trace in TRACES if trace.encode() in after] == []
    assert b"Bo Byg" in after
    with Store(schema) as store:
        forge.fingerprints["hub:bakkeby/desk"] = "2"
        await finish(watch_over(store, forge))
    assert [trace for trace in TRACES if trace.encode() in cells_of(schema)] == []


async def test_nothing_is_left_in_the_log_of_a_store_that_another_process_has_open(
    maker: Any, tmp_path: Path
) -> None:
    path = tmp_path / "s.db"
    with Store(path) as other:
        other.want_profiles("hub", [f"{HOST}/veravoss"])
        other.save_facts(replace(maker.facts(), commits=(Commit("a", maker.now, AT_WORK),)), "1")
        assert b"veravoss" in raw(path)
        assert run(["forget", f"{HOST}/veravoss", "--store", str(path)]) == 0
        assert b"veravoss" not in raw(path)


def test_what_they_did_is_nobodys_and_the_others_are_untouched(
    maker: Any, peopled: Facts, place: Path | str
) -> None:
    facts = committed(peopled, maker)
    with Store(place) as store:
        store.save_facts(facts, "1")
        key, _ = store.forgotten()
        marks = forgetting.asked_for("hub.example/veravoss", Forgotten(key, ()))
        held = forgetting.forget(store, marks, key)
        kept = store.facts(facts.repository.id)
    assert held.names == ("Vera Voss",)
    assert held.logins == ("hub.example/veravoss",)
    assert len(held.addresses) == 2
    assert kept is not None
    assert [commit.author for commit in kept.commits] == [Identity(), ELSE, Identity()]
    assert [commit.coauthors for commit in kept.commits] == [(ELSE,), (), ()]
    (issue,), (change,), (release,) = kept.issues, kept.change_requests, kept.releases
    assert (issue.author, change.author, change.merged_by, release.author) == (None, None, None, None)
    assert [each.author for each in issue.responses or ()] == [None, ELSE]
    assert [each.author for each in change.reviews or ()] == [None]
    assert change.source_owner is None
    assert [entry.proper_name for entry in kept.mailmap] == ["Bo Byg"]
    (document,) = kept.documents
    assert "name: -" in document.text
    assert "email: nobody@invalid" in document.text
    assert "{name: Bo Byg, email: bo@bakkeby.example}" in document.text


async def test_showing_changes_nothing_and_undoing_lets_them_come_back(
    maker: Any, peopled: Facts, forge_of: Callable[..., Any], watch_over: Callable[..., Watch],
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    forge, path = forge_of(committed(peopled, maker)), tmp_path / "s.db"
    words = ["forget", "hub.example/veravoss", "--store", str(path)]
    with Store(path) as store:
        await finish(watch_over(store, forge))
        held = store.facts("hub:bakkeby/desk")
    assert run([*words, "--show"]) == 0
    said = capsys.readouterr().out
    assert "name: Vera Voss" in said
    assert "account: hub.example/veravoss" in said
    assert f"address: sha256:{address_hash('vera.voss@home.example')}" in said
    assert "hub:bakkeby/desk: " in said
    assert "@" not in said
    with Store(path) as store:
        assert store.facts("hub:bakkeby/desk") == held
    assert run([*words, "--undo"]) == 2
    assert run(words) == 0
    assert run([*words, "--undo"]) == 0
    with Store(path) as store:
        await finish(watch_over(store, forge))
        assert store.facts("hub:bakkeby/desk") == held


def test_whoever_is_not_held_is_kept_out_all_the_same(
    tmp_path: Path, maker: Any, peopled: Facts, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["forget", "vera@bakkeby.example", "--store", str(tmp_path / "s.db")]) == 0
    assert "held nothing" in capsys.readouterr().out
    with Store(tmp_path / "s.db") as store:
        key, marks = store.forgotten()
        assert Forgotten(key, marks).knows(AT_WORK)
        assert not Forgotten(key, marks).knows(AT_HOME)


def test_an_address_that_many_machines_have_makes_nobody_the_same(maker: Any) -> None:
    root = Identity("Vera Voss", address_hash("root@localhost"), "localhost")
    other = Identity("Per Holm", address_hash("root@localhost"), "localhost")
    days = [maker.now - timedelta(days=day) for day in (1, 2)]
    facts = maker.facts(commits=0)
    facts = replace(facts, commits=(Commit("a", days[0], root), Commit("b", days[1], other)))
    with Store(":memory:") as store:
        store.save_facts(facts, "1")
        key, _ = store.forgotten()
        forgetting.forget(store, forgetting.asked_for("Vera Voss", Forgotten(key, ())), key)
        _, marks = store.forgotten()
        assert not Forgotten(key, marks).knows(replace(other, name="Nobody Else"))


@pytest.mark.parametrize("text", ["", "vera", "a/ b", "/x", "sha256:12", "@", "your name"])
def test_who_is_nobody_is_a_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="names nobody"):
        forgetting.asked_for(text, Forgotten(b"key", ()))
