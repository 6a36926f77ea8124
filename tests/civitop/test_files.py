"""Files that are written stay what they were, or are not there; a full disk leaves nothing behind."""

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from civitop.cli.main import run
from civitop.files import private_folder, read_regular, write_new, write_whole
from tests.patience import PROCESS

SCHEMA = ["snapshot", "--schema", "--output"]


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    assert run([*SCHEMA, str(tmp_path / "new")]) == 0
    assert mode(tmp_path / "new") == 0o640
    write_whole(tmp_path / "private", "x", mode=0o600)
    assert mode(tmp_path / "private") == 0o600


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_text("old")
    held.chmod(0o604)
    assert run([*SCHEMA, str(held)]) == 0
    assert mode(held) == 0o604
    assert "old" not in held.read_text()[:3]


def test_a_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "target"
    link = tmp_path / "link"
    link.symlink_to(target)
    assert run([*SCHEMA, str(link)]) == 0  # also one that leads to nothing yet
    assert link.is_symlink()
    assert target.read_text().startswith("{")
    assert run([*SCHEMA, str(link)]) == 0
    assert link.is_symlink()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["elsewhere", "link"]
    assert [each.name for each in (tmp_path / "elsewhere").iterdir()] == ["target"]


def test_a_pipe_stays_a_pipe_and_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[str] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_text()), daemon=True)
    reader.start()
    assert run([*SCHEMA, str(pipe)]) == 0
    reader.join(10)
    assert found[0].startswith("{")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_is_no_place_to_write_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*SCHEMA, str(tmp_path)]) == 5
    assert capsys.readouterr().err == f"civitop: {tmp_path} cannot be written: Is a directory.\n"
    assert run([*SCHEMA, str(tmp_path / "no" / "such")]) == 5
    assert "No such file or directory" in capsys.readouterr().err


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
from civitop.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize(
    "words", [SCHEMA, ["init", "os2", "--output"]], ids=["snapshot --output", "init --output"]
)
def test_where_the_disk_takes_no_more_nothing_is_left_behind(
    words: list[str], there: bool, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    if there and words is SCHEMA:
        target.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *words, str(target)],
        capture_output=True,
        timeout=PROCESS,
        check=False,
    )
    assert done.returncode == 5
    assert done.stderr.decode() == f"civitop: {target} cannot be written: File too large.\n"
    left = [each.read_text() for each in tmp_path.iterdir()]
    assert left == (["old"] if there and words is SCHEMA else [])


def test_a_write_that_is_broken_off_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "held"
    held.write_text("old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(held, "new")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["old"]


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    write_new(tmp_path / "one", "1")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "one", "2")
    assert (tmp_path / "one").read_text() == "1"


def test_private_folders_are_private_from_the_first(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b")
    assert (mode(tmp_path / "a"), mode(tmp_path / "a" / "b")) == (0o700, 0o700)
    private_folder(tmp_path / "a" / "b")


def test_only_a_regular_file_of_a_bounded_size_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="it is no regular file"):
        read_regular(pipe, 100)
    with pytest.raises(IsADirectoryError):
        read_regular(tmp_path, 100)
    (tmp_path / "large").write_bytes(b"x" * 101)
    with pytest.raises(OSError, match="it is larger") as caught:
        read_regular(tmp_path / "large", 100)
    assert caught.value.errno == errno.EFBIG
    assert read_regular(tmp_path / "large", 101) == b"x" * 101
