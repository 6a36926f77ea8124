"""What civitop keeps is for nobody else to read, from the first moment; what is no file is not waited for."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from civitop.cli.main import run
from civitop.config import trust
from civitop.config.settings import Forge, TokenSource
from civitop.config.sources import Source
from civitop.errors import StoreError
from civitop.polling.collector import Failure
from civitop.store import Store
from collectors.child import running
from collectors.git.collector import GitCollector
from collectors.git.command import Git, GitStuck
from collectors.git.waiting_files import waiting_file
from tests.patience import PROCESS

FORGE = Forge(name="git", kind="git", url="", token=TokenSource(), addressed=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    path = tmp_path / "clone"
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    return path


@pytest.fixture(autouse=True)
def lax_mask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---------------------------------------------------------------- modes


def test_every_file_of_a_store_is_private_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "s.db"
    with Store(path) as store:
        assert store.claim()
        store.put("key", b"value")
        modes = {each.name: mode(each) for each in path.parent.iterdir()}
    assert set(modes) >= {"s.db", "s.db-wal", "s.db-shm", "s.db.poller"}
    assert set(modes.values()) == {0o600}
    assert mode(path.parent) == 0o700


def test_no_moment_shows_a_store_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    connect = sqlite3.connect
    seen: list[int] = []

    def watching(path: str, **more: object) -> sqlite3.Connection:
        seen.append(mode(Path(path)))
        return connect(path, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(sqlite3, "connect", watching)
    with Store(tmp_path / "s.db") as store:
        store.claim()
    assert seen == [0o600, 0o600]


def test_a_store_from_before_is_taken_from_others(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    Store(path).close()
    path.chmod(0o644)
    with Store(path):
        assert mode(path) == 0o600


def test_the_record_of_trust_is_private_even_where_it_was_not(tmp_path: Path) -> None:
    record = tmp_path / "ours" / "trusted.json"
    trust.trust(tmp_path / "a.toml", b"a", record)
    assert (mode(record), mode(record.parent)) == (0o600, 0o700)
    record.chmod(0o644)
    trust.trust(tmp_path / "b.toml", b"b", record)
    assert mode(record) == 0o600


async def test_what_a_child_writes_is_private(tmp_path: Path) -> None:
    async with running("touch", [str(tmp_path / "new")], dict(os.environ)) as child:
        await child.ended()
    assert mode(tmp_path / "new") == 0o600


async def test_the_cache_of_clones_is_private_also_one_from_before(tmp_path: Path, clone: Path) -> None:
    from collectors.git.address import place
    from collectors.git.clone import State
    from collectors.git.kept_clones import Clones

    cache = tmp_path / "cache"
    cache.mkdir(mode=0o755)
    with pytest.raises(Exception, match=r"HEAD|cannot be reached|couldn't find"):
        await Clones(Git(dict(os.environ)), cache).fetch(
            place(f"file://{clone}"), State("main", "0" * 40, "?")
        )
    assert mode(cache) == 0o700
    modes = {stat.S_IMODE(each.stat().st_mode) & 0o077 for each in cache.rglob("*")}
    assert modes == {0}


# ---------------------------------------------------------------- what is no file


def in_time(words: list[str], within: float = 60) -> int:
    begun = time.monotonic()
    code = run(words)
    assert time.monotonic() - begun < within
    return code


def endless(folder: Path) -> Path:
    link = folder / "endless"
    if not link.is_symlink():
        link.symlink_to("/dev/zero")
    return link


def pipe(folder: Path) -> Path:
    path = folder / "pipe"
    if not path.exists():
        os.mkfifo(path)
    return path


@pytest.mark.parametrize("odd", [endless, pipe])
def test_a_configuration_that_is_no_file_is_refused(
    odd: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = odd(tmp_path)
    assert in_time(["config", "--config", str(path)]) == 2
    assert capsys.readouterr().err == (
        f"civitop: The configuration file {path} cannot be read: it is no regular file.\n"
    )


@pytest.mark.parametrize("odd", [endless, pipe])
@pytest.mark.parametrize("key", ["registry", "affiliations"])
def test_rows_out_of_what_is_no_file_are_refused(
    odd: Callable[[Path], Path], key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = odd(tmp_path)
    config = tmp_path / "c.toml"
    registry = f'[affiliation]\nregistry = ["{path}"]\n' if key == "registry" else ""
    stated = f'affiliations = "{path}"\n' if key == "affiliations" else ""
    config.write_text(f'{registry}[network.o]\nwatch = ["github:x"]\n{stated}')
    words = ["snapshot", "--offline", "--config", str(config), "--store", str(tmp_path / "s.db")]
    assert in_time(words) == 2
    said = capsys.readouterr().err
    assert "it is no regular file" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("odd", [endless, pipe])
def test_what_is_no_file_is_no_store_and_keeps_its_mode(odd: Callable[[Path], Path], tmp_path: Path) -> None:
    path = odd(tmp_path)
    before = mode(path)
    with pytest.raises(StoreError, match="it is no regular file"):
        Store(path)
    assert mode(path) == before


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.write_bytes(b"garbage" * 99)])
def test_a_lock_file_that_cannot_be_used_is_one_sentence(
    make: Callable[[Path], object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path / "s.db.poller")
    assert run(["snapshot", "os2", "--plan", "--store", str(tmp_path / "s.db")]) == 2
    said = capsys.readouterr().err
    assert "s.db.poller cannot be used" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("file", ["HEAD", "config", "packed-refs", "shallow", "info/grafts", "commondir"])
async def test_a_pipe_in_a_clone_is_said_at_once(file: str, tmp_path: Path, clone: Path) -> None:
    (clone / ".git" / file).unlink(missing_ok=True)
    os.mkfifo(clone / ".git" / file)
    collector = GitCollector(FORGE, tmp_path / "cache", environment=dict(os.environ))
    begun = time.monotonic()
    (failure,) = [each async for each in collector.discover(Source("git", str(clone)))]
    await collector.aclose()
    assert time.monotonic() - begun < 30
    assert isinstance(failure, Failure)
    assert f"{file} is no regular file" in str(failure.error)


async def test_a_pipe_that_git_meets_later_is_given_up(clone: Path) -> None:
    os.mkfifo(clone / ".git" / "refs" / "heads" / "pipe")
    assert waiting_file(clone) is None
    git = Git(dict(os.environ), local_seconds=1)
    with pytest.raises(GitStuck, match="for-each-ref gave no answer within 1 s"):
        await git.output("-C", str(clone), "for-each-ref")


# ---------------------------------------------------------------- what must not be shown


def test_a_registry_that_is_another_file_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret").write_text("root:x:0:0:root:/root:/bin/bash\nsecond:line\n")
    config = tmp_path / "c.toml"
    config.write_text('[affiliation]\nregistry = ["secret"]\n[network.o]\nwatch = ["github:x"]\n')
    words = ["snapshot", "--offline", "--config", str(config), "--store", str(tmp_path / "s.db")]
    assert run(words) == 2
    said = capsys.readouterr().err
    assert "this is no table of organisations" in said
    assert "root:" not in said
    assert "second" not in said


EVIL = "a\x1b]0;evil\x07b\x1b[2J\nc\u202e"


@pytest.mark.parametrize("format", ["csv", "md", "txt", "svg", "json"])
def test_escapes_in_the_name_of_a_folder_reach_no_terminal(format: str, tmp_path: Path) -> None:
    clone = tmp_path / EVIL
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    command = ["git", "-C", str(clone), "-c", "user.name=A", "-c", "user.email=a@b.example"]
    subprocess.run([*command, "commit", "-q", "--allow-empty", "-m", "One"], check=True)
    config = tmp_path / "c.toml"
    escaped = str(clone).encode("unicode_escape").decode().replace("\\x", "\\u00")
    config.write_text(f'[network.o]\nwatch = ["git:{escaped}"]\n')
    common = ["--config", str(config), "--store", str(tmp_path / "s.db")]
    for words in (
        ["snapshot", "--format", format, "--fail-on", "bus<9", *common],
        ["repo", str(clone), "--once", *common],
        ["repo", str(tmp_path / f"no{EVIL}"), "--once", *common],
        ["config", "--config", str(clone)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "civitop", *words], capture_output=True, timeout=PROCESS, check=False
        )
        assert done.stdout or done.stderr
        for output in (done.stdout.decode(), done.stderr.decode()):
            assert not {"\x1b", "\x07"} & set(output), words


def test_a_found_configuration_names_no_network_with_escapes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "c.toml"
    words = ["snapshot", "--offline", "--format", "txt", "--config", str(config)]
    config.write_text('[network.o]\nname = "O\\u001b[2J"\nwatch = ["github:x"]\n')
    assert run([*words, "--store", str(tmp_path / "s.db")]) in (0, 4)
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    assert "O\ufffd[2J" in printed.out
    for text in (
        '[network."o\\u001b[2J"]\nwatch = ["github:x"]\n',
        '[network.o]\nwatch = ["github:x\\u001b"]\n',
    ):
        config.write_text(text)
        assert run([*words, "--store", str(tmp_path / "s.db")]) == 2
        assert "control characters" in capsys.readouterr().err
