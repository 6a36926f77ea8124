"""A store says which process polls into it."""

import os
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from civitop.cli.main import run
from civitop.errors import DiskFull
from civitop.library.poller import NOTE, poller, sign
from civitop.store import Store

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_who_signed_is_told_to_another_process(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as mine, Store(tmp_path / "s.db") as theirs:
        assert mine.claim()
        sign(mine, "watch", NOW)
        assert not theirs.claim()
        found = poller(theirs)
    assert found is not None
    assert found.pid == os.getpid()
    sentence = str(found.phrase)
    assert sentence.startswith(f"process {os.getpid()} of ")
    assert sentence.endswith("(civitop watch), since 2026-11-22 10:00 UTC")


@pytest.mark.parametrize("held", [None, b"\xff", b'{"pid": 7}'])
def test_an_unsigned_or_damaged_store_names_nobody(held: bytes | None) -> None:
    with Store(":memory:") as store:
        if held is not None:
            store.put(NOTE, held)
        assert poller(store) is None


def test_a_full_disk_is_no_reason_not_to_poll() -> None:
    def put(key: str, value: bytes) -> None:
        raise DiskFull("It is full.")

    sign(SimpleNamespace(put=put), "watch", NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("signed", [True, False])
def test_a_second_watch_says_whose_the_store_is(
    signed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "c.toml"
    config.write_text('[network.ours]\nwatch = ["git:/nowhere"]\n')
    with Store(tmp_path / "s.db") as other:
        assert other.claim()
        if signed:
            sign(other, "watch", NOW)
        assert run(["watch", "--config", str(config), "--store", str(tmp_path / "s.db")]) == 2
    said = capsys.readouterr().err
    assert "already polls this store" in said
    assert ("(civitop watch), since 2026-11-22 10:00 UTC; name another one with --store." in said) == signed
