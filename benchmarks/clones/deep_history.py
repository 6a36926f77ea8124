"""Truck factor with folder tree beside `git log --name-status` of the same clone, and beside the `truckfactor` package.

    python -m benchmarks.clones.deep_history PATH...            # clones that are there
    python -m benchmarks.clones.deep_history --built 100000     # a history made for it, with as many files
    python -m benchmarks.clones.deep_history PATH --rival PROGRAM   # the truckfactor command of another environment

civitop's time is that of its own parts, one after the other, in a process of its own: read the history, resolve the
people, measure the signal with all folders. The best of three runs each, with the processor's seconds of all
processes in brackets, which a busy machine changes less; of the rival one run. No name of a person is printed.
"""

import argparse
import asyncio
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

MOST_TIMES, MOST_SECONDS = 1.5, 0.5
"""civitop may take so many times as long as git, and so many seconds on top."""
MOST_MB = 300
FILES_A_FOLDER = 20
PEOPLE = 200
RUNS = 3


class Outcome(NamedTuple):
    """What one run of civitop found, and took."""

    commits: int
    files: int
    factor: int | None
    folders: list[tuple[str, int, int]]
    """Path, files and truck factor of the five largest nearest to the root."""
    seconds: float
    computing: float
    """Seconds of the processor, git's included."""
    peak_mb: float


def run(path: str) -> Outcome:
    """Measure one clone, in this process."""
    from datetime import UTC, datetime

    from civitop.model import Facts, Repository
    from civitop.people.affiliation.engine import NetworkAffiliator
    from civitop.people.affiliation.registry import load
    from civitop.people.affiliation.statements import Stated
    from civitop.people.identities import resolve
    from civitop.signals.base import Project, Settings
    from civitop.signals.truck_factor import measure
    from collectors.git.address import Place
    from collectors.git.command import Git
    from collectors.git.contents import contents
    from collectors.git.deep_histories import DeepHistories

    affiliator = NetworkAffiliator(load(), Stated(), {}, [], None)
    histories = DeepHistories(Path(os.devnull), os.environ)
    head = subprocess.run(
        ["git", "-C", path, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    repository = Repository(id=f"git:{path}", forge="git", name=Path(path).name, url="", head=head)
    begun, before = time.perf_counter(), _computing()

    async def read() -> Facts:
        tree = await contents(Git(os.environ), path, head, remote=False)
        facts = Facts(
            repository=repository, collected_at=datetime.now(UTC), source="git/log", mailmap=tree.mailmap
        )
        return await histories.complete(facts, Place(path, remote=False), None)

    facts = asyncio.run(read())
    signal = measure(Project(facts, resolve(facts), affiliator), datetime.now(UTC), Settings())
    seconds = time.perf_counter() - begun
    return Outcome(
        signal.detail.commits or 0,
        signal.detail.files or 0,
        None if signal.value is None else round(signal.value),
        [(each.path, each.files, each.factor) for each in signal.detail.folders[:5]],
        seconds,
        _computing() - before,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _computing() -> float:
    """Return the processor's seconds of this process and of those that it started and that have ended."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def by_git(path: str) -> tuple[float, float]:
    """Return the seconds that git takes to print which files each commit changed, and those of the processor."""
    begun, before = time.perf_counter(), _computing()
    subprocess.run(["git", "-C", path, "log", "--name-status"], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun, _computing() - before


def by_rival(program: str, path: str, folder: Path) -> tuple[str, float]:
    """Return the truck factor by the truckfactor package, which wants a work tree, and the seconds that it takes."""
    place = folder / "work"
    shutil.rmtree(place, ignore_errors=True)
    clone = ["git", "clone", "--quiet", "--shared", "--no-checkout", path, str(place)]
    subprocess.run(clone, stderr=subprocess.DEVNULL, check=True)
    begun = time.perf_counter()
    said = subprocess.run([program, str(place)], capture_output=True, text=True, cwd=folder)
    found = re.search(r"is: (\d+)", said.stdout)
    return found[1] if found else "failed", time.perf_counter() - begun


def in_its_own_process(path: str) -> Outcome:
    """Return the best of several runs."""
    found = []
    for _ in range(RUNS):
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.clones.deep_history", "--one", path],
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(Outcome(*json.loads(said.stdout)))
    return min(found, key=lambda outcome: outcome.seconds)


# ---------------------------------------------------------------- a history that is made


def built(folder: Path, commits: int, files: int) -> str:
    """Make a bare repository with so many commits and files; the same at every call."""
    path = folder / f"built-{commits}.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", path], check=True)
    with subprocess.Popen(
        ["git", "-C", path, "fast-import", "--quiet", "--date-format=raw"], stdin=subprocess.PIPE
    ) as child:
        assert child.stdin
        for piece in _stream(commits, files):
            child.stdin.write(piece.encode())
    if child.returncode:
        raise SystemExit(f"git fast-import ended with {child.returncode}")
    return str(path)


def _stream(commits: int, files: int) -> Iterator[str]:
    """Yield commits that add all files evenly and change two others each; each person works in few folders."""
    numbers = _numbers()
    added = 0
    for number in range(commits):
        person = next(numbers) * next(numbers) % PEOPLE  # a few do most of it
        wanted = files * (number + 1) // commits
        paths = [_path(place) for place in range(added, wanted)]
        paths += [_path(next(numbers) % max(added, 1)) for _ in range(2) if added]
        added = wanted
        who = f"Person {person} <p{person}@x.example> {1_600_000_000 + 600 * number} +0000"
        yield f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata 1\nx\n"
        for path in dict.fromkeys(paths):
            text = f"{path} {number}\n"
            yield f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"


def _path(place: int) -> str:
    folder = place // FILES_A_FOLDER
    return f"part{folder % 40}/room{folder // 40 % 40}/shelf{folder // 1600}/file{place}.py"


def _numbers() -> Iterator[int]:
    """Yield numbers without end, each time the same."""
    state = 1
    while True:
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        yield state >> 33


# ---------------------------------------------------------------- the command


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line, measure, and print a table; 1 where a limit is crossed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clones.deep_history", description=__doc__)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--built", type=int, action="append", default=[], metavar="COMMITS")
    parser.add_argument("--rival", metavar="PROGRAM")
    parser.add_argument("--one", metavar="PATH", help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    if chosen.one:
        print(json.dumps(run(chosen.one)))
        return 0
    more = " truckfactor package | its seconds | times as long |" if chosen.rival else ""
    print(f"| clone | commits | files | truck factor | git log | civitop | ratio | peak MB |{more} folders |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |" + " ---: |" * 3 * bool(more) + " --- |")
    crossed = False
    with tempfile.TemporaryDirectory(prefix="civitop-bench-") as folder:
        paths = [*chosen.paths, *(built(Path(folder), commits, commits) for commits in chosen.built)]
        for path in paths:
            git = min(by_git(path) for _ in range(RUNS))
            ours = in_its_own_process(path)
            crossed |= ours.seconds > MOST_TIMES * git[0] + MOST_SECONDS or ours.peak_mb > MOST_MB
            rival = by_rival(chosen.rival, path, Path(folder)) if chosen.rival else None
            print(_row(path, git, ours, rival), flush=True)
    return int(crossed)


def _row(path: str, git: tuple[float, float], ours: Outcome, rival: tuple[str, float] | None) -> str:
    place = Path(path)
    name = (place.parent if place.name in ("repo", ".git") else place).name.replace("+", "/")
    folders = ", ".join(f"`{path}` {factor} of {files} files" for path, files, factor in ours.folders)
    cells = [name, f"{ours.commits:,}", f"{ours.files:,}", str(ours.factor), f"{git[0]:.2f} s ({git[1]:.2f})"]
    cells += [f"{ours.seconds:.2f} s ({ours.computing:.2f})", f"{ours.seconds / git[0]:.2f}"]
    cells += [f"{ours.peak_mb:.0f}"]
    if rival:
        found, seconds = rival
        cells += [found, f"{seconds:.1f} s", f"{seconds / ours.seconds:.0f}"]
    return f"| {' | '.join([*cells, folders])} |"


if __name__ == "__main__":
    sys.exit(main())
