"""`civitop diff OLD NEW`: what changed between two snapshots, files or dates."""

import argparse
from datetime import datetime
from pathlib import Path

from civitop.cli.commands.snapshot import moment
from civitop.cli.exit_codes import DONE
from civitop.errors import UsageError
from civitop.health import Snapshot
from civitop.i18n.language import N_, _
from civitop.i18n.message import say
from civitop.signals.base import LEVEL_NAMES, Level

NAME = "diff"
HELP = N_("what changed between two snapshots (files or dates)")
DESCRIPTION = N_(
    "Compares two snapshots: JSON files that `civitop snapshot` wrote, or dates that the store can give."
)
EXAMPLES = (("civitop diff june.json july.json", ""), ("civitop diff 2026-06-30 2026-07-31", ""))


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("old", metavar="OLD", help=_("a JSON snapshot or a date"))
    parser.add_argument("new", metavar="NEW", help=_("a JSON snapshot or a date"))
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=_("for dates: the networks to look at")
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each figure that differs."""
    old, new = (_read(arguments, side) for side in (arguments.old, arguments.new))
    for line in differences(old, new):
        print(line)
    return DONE


def _read(arguments: argparse.Namespace, side: str) -> Snapshot:
    from civitop.library.reading import load_snapshot

    return load_snapshot(side) if _is_file(Path(side)) else _past(arguments, _moment(side))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # longer than any name, or in a folder that may not be read
        return False


def _moment(side: str) -> datetime:
    try:
        return moment(side)
    except argparse.ArgumentTypeError as error:
        sentence = say("{text} is neither a file nor a date such as 2026-06-30.", text=repr(side[:200]))
        raise UsageError(sentence) from error


def _past(arguments: argparse.Namespace, at: datetime) -> Snapshot:
    from civitop.cli.wiring import wired

    with wired(arguments, arguments.networks, poll=False) as wiring:
        return wiring.watch.snapshot(at)


def differences(old: Snapshot, new: Snapshot) -> list[str]:
    """Return a sentence for each repository that came, went, or whose figures differ; sorted by id."""
    before = {health.id: health for health in old.repositories}
    after = {health.id: health for health in new.repositories}
    lines = []
    for id in sorted(before.keys() | after.keys()):
        if id not in before:
            lines.append(str(say("{repository}: new", repository=id)))
        elif id not in after:
            lines.append(str(say("{repository}: gone", repository=id)))
        else:
            for name, now in after[id].signals.items():
                was = before[id].signals.get(name)
                if was is not None and (was.value, was.level) != (now.value, now.level):
                    lines.append(
                        f"{id}: {name}: {_figure(was.value, was.level)} → {_figure(now.value, now.level)}"
                    )
    return lines


def _figure(value: float | None, level: Level) -> str:
    return f"{'–' if value is None else f'{value:g}'} ({_(LEVEL_NAMES[level])})"
