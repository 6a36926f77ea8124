"""`civitop diff OLD NEW`: what changed between two snapshots, files, days or periods."""

import argparse
from datetime import datetime
from pathlib import Path

from civitop.cli.exit_codes import DONE
from civitop.cli.output import note
from civitop.cli.snapshots.moments import moment, period
from civitop.cli.snapshots.targets import write_text
from civitop.errors import UsageError
from civitop.export.differences import FORMATS, writer
from civitop.health import Snapshot
from civitop.i18n.language import N_, _
from civitop.i18n.message import say

HELP = N_("what changed between two snapshots (files, dates or periods)")
DESCRIPTION = N_(
    "Tells what changed between two snapshots: JSON files that `civitop snapshot` wrote, or days that the store can "
    "give. A month (2026-06), a quarter (2026-Q2) or a year stands for its end; one alone tells what changed in it."
)
EXAMPLES = (
    ("civitop diff june.json july.json", ""),
    ("civitop diff 2026-06-30 2026-07-31 os2", ""),
    ("civitop diff 2026-Q3 --format md", N_("what changed in a quarter")),
    ("civitop diff --since-last", N_("since this was last asked")),
)

LAST = "diff/last"
"""The key under which the store remembers when `--since-last` was last asked; by the networks asked for."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "sides",
        nargs="*",
        metavar="OLD|NEW|NETWORK",
        help=_("JSON snapshots, dates or periods; for dates, networks to look at may follow"),
    )
    parser.add_argument("--since-last", action="store_true", help=_("since the last time this was asked"))
    parser.add_argument(
        "--anonymous", action="store_true", help=_("pseudonyms in place of the names of people")
    )
    parser.add_argument("--format", choices=FORMATS, default="txt", help=_("default: txt"))
    parser.add_argument("--output", "-o", metavar="FILE", help=_("write there instead of standard output"))


def run(arguments: argparse.Namespace) -> int:
    """Write what differs."""
    from civitop.reading.difference import difference

    sides = _since_last(arguments) if arguments.since_last else _two(arguments)
    if sides is not None and arguments.anonymous:
        sides = _anonymous(arguments, *sides)
    if sides is not None:
        write_text(writer(arguments.format)(difference(*sides)), arguments.output, arguments.format)
    return DONE


def _two(arguments: argparse.Namespace) -> tuple[Snapshot, Snapshot]:
    """Return the two snapshots that the words name; one period alone is compared from its start to its end."""
    words = list(arguments.sides)
    if not words:
        raise UsageError(
            say("Say what to compare: two files, dates or periods, one period, or --since-last.")
        )
    whole = None if _is_file(Path(words[0])) else period(words[0])
    if whole and (len(words) == 1 or not _is_side(words[1])):
        ends = (whole.start, whole.end)
        return _past(arguments, ends[0], words[1:]), _past(arguments, ends[1], words[1:])
    if len(words) == 1:
        raise UsageError(
            say("{text} has to be compared with something: name a second one.", text=repr(words[0]))
        )
    old, new = (_read(arguments, side, words[2:]) for side in words[:2])
    return old, new


def _anonymous(arguments: argparse.Namespace, old: Snapshot, new: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Return both with the pseudonyms that the store's key gives."""
    from civitop.cli.wiring import open_store, read_config
    from civitop.export.anonymous import anonymous
    from civitop.export.pseudonyms import pseudonym_key

    with open_store(arguments, read_config(arguments)) as store:
        key = pseudonym_key(store)
    return anonymous(old, key), anonymous(new, key)


def _since_last(arguments: argparse.Namespace) -> tuple[Snapshot, Snapshot] | None:
    """Return the state of the last time and of now, and remember now; `None` the first time."""
    from civitop.cli.wiring import wired

    with wired(arguments, arguments.sides, poll=False) as wiring:
        key = "/".join([LAST, *sorted(network.id for network in wiring.networks)])
        held = wiring.watch.preference(key)
        now = wiring.watch.snapshot()
        wiring.watch.prefer(key, now.asof.isoformat().encode())
        if held is None:
            note(_("This is remembered; the next time tells what changed since."))
            return None
        return wiring.watch.snapshot(datetime.fromisoformat(held.decode())), wiring.watch.snapshot(now.asof)


def _read(arguments: argparse.Namespace, side: str, networks: list[str]) -> Snapshot:
    from civitop.library.reading import load_snapshot

    return load_snapshot(side) if _is_file(Path(side)) else _past(arguments, _moment(side), networks)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # longer than any name, or in a folder that may not be read
        return False


def _is_side(word: str) -> bool:
    """Return whether a word is a file, a period or a date, and no network's name."""
    try:
        return _is_file(Path(word)) or bool(_moment(word))
    except UsageError:
        return False


def _moment(side: str) -> datetime:
    whole = period(side)
    if whole is not None:
        return whole.end
    try:
        return moment(side)
    except argparse.ArgumentTypeError as error:
        sentence = say(
            "{text} is neither a file nor a date such as 2026-06-30 nor a period such as 2026-Q2.",
            text=repr(side[:200]),
        )
        raise UsageError(sentence) from error


def _past(arguments: argparse.Namespace, at: datetime, networks: list[str]) -> Snapshot:
    """Return the state of a moment; of one that is still to come, that of now."""
    from civitop.cli.wiring import wired
    from civitop.library.measurers import now

    with wired(arguments, networks, poll=False) as wiring:
        return wiring.watch.snapshot(min(at, now()))
