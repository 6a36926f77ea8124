"""Makes an addition in a copy of the house, and sees whether it works there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

PACKAGES = ("civitop", "collectors", "tui")
TOYS = Path(__file__).parent / "toys"
SECONDS = 120
"""Longest time for one command in the copy."""


class Insertion(Struct, frozen=True):
    """Lines that an addition needs in a file that is there."""

    file: str
    before: str
    """The first line that begins so moves down."""
    lines: str


class Proof(Struct, frozen=True):
    """A command of civitop in the copy, and what it must print."""

    arguments: tuple[str, ...]
    prints: str


class Addition(Struct, frozen=True):
    """Something that is added to the house."""

    name: str
    files: Mapping[str, str]
    """Its own files: from the place in the house to the file or folder in `toys`."""
    insertions: tuple[Insertion, ...]
    most: int
    """Number of files that are there already and may be touched."""
    proofs: tuple[Proof, ...]
    replaces: tuple[str, str] = ("", "")
    """A text of its own files and what stands in its place: one toy serves two additions."""

    @property
    def touched(self) -> tuple[str, ...]:
        """Return the files that were there before and are touched, sorted."""
        return tuple(sorted({each.file for each in self.insertions}))


def copied(root: Path, target: Path) -> None:
    """Copy the packages of the house, and its `config.toml`, which a wheel ships."""
    for package in PACKAGES:
        shutil.copytree(root / package, target / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "config.toml", target)


def add(addition: Addition, house: Path) -> None:
    """Put an addition into a house; raises `LookupError` where a line is not found that it leans on."""
    for place, toy in addition.files.items():
        source, target = TOYS / toy, house / place
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            text = source.read_text("utf-8")
            target.write_text(text.replace(*addition.replaces) if addition.replaces[0] else text, "utf-8")
    for each in addition.insertions:
        path = house / each.file
        lines = path.read_text("utf-8").splitlines(keepends=True)
        found = [number for number, line in enumerate(lines) if line.startswith(each.before)]
        if not found:
            msg = f"{each.file} has no line that begins with {each.before!r}"
            raise LookupError(msg)
        lines.insert(found[0], each.lines)
        path.write_text("".join(lines), "utf-8")


def missing(addition: Addition, house: Path, folder: Path) -> list[str]:
    """Return what the commands of the copy do not print; nothing where the addition works.

    `folder` has the `config.toml` that they read.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": str(house),
        "LANGUAGE": "en",
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    found = []
    for proof in addition.proofs:
        command = [sys.executable, "-m", "civitop", "--config", "config.toml", "--store", ":memory:"]
        ran = subprocess.run(
            [*command, *proof.arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if proof.prints not in ran.stdout:
            said = (ran.stderr or ran.stdout).strip().splitlines()
            found.append(
                f"`{' '.join(proof.arguments)}` does not print {proof.prints!r}: {' / '.join(said[-3:])}"
            )
    return found
