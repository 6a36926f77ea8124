"""What the dashboard and the demo share on the command line: the wall mode, and the state as plain text."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from civitop.cli.exit_codes import DONE, exit_code
from civitop.cli.output import put
from civitop.i18n.language import _
from civitop.i18n.message import say

if TYPE_CHECKING:
    from civitop.watch import Watch

LONGEST_WAIT = 24 * 3600
"""Seconds that a person may let a round wait."""


def wall_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the wall mode."""
    parser.add_argument(
        "--wall",
        action="store_true",
        help=_("large figures that change by themselves, for a screen on a wall"),
    )
    parser.add_argument(
        "--rotate", type=_seconds, default=15, metavar="SECONDS", help=_("how long each stands (default: 15)")
    )


def _seconds(text: str) -> int:
    if not text.isdigit() or not 2 <= int(text) <= 3600:
        why = say("{text} is no number of seconds from 2 to 3600", text=repr(text))
        raise argparse.ArgumentTypeError(str(why))
    return int(text)


def deep_argument(parser: argparse.ArgumentParser) -> None:
    """Declare that whole histories are read."""
    parser.add_argument(
        "--deep",
        action="store_true",
        help=_("read whole histories by git, for the truck factor (or deep = true of a network)"),
    )


def wait_argument(parser: argparse.ArgumentParser) -> None:
    """Declare how long a round without a terminal may wait for the limits of forges."""
    parser.add_argument(
        "--wait",
        type=_wait,
        default=timedelta(seconds=60),
        metavar="SECONDS",
        help=_("how long to wait for a forge's limits before ending with what is known (default: 60)"),
    )


def quiet_argument(parser: argparse.ArgumentParser) -> None:
    """Declare how to be told nothing but what failed."""
    parser.add_argument("--quiet", "-q", action="store_true", help=_("say on stderr only what failed"))


def _wait(text: str) -> timedelta:
    if not text.isdecimal() or int(text) > LONGEST_WAIT:
        why = say("{text} is no number of seconds from 0 to {most}", text=repr(text), most=LONGEST_WAIT)
        raise argparse.ArgumentTypeError(str(why))
    return timedelta(seconds=int(text))


def print_once(watch: "Watch", *, poll: bool, wait: timedelta | None = None) -> int:
    """Print the state as plain text after one round; `wait` as for `poll_once`."""
    from civitop.cli.progress.headless import poll_once
    from civitop.export import writer

    whole = poll_once(watch, wait) if poll else True
    snapshot = watch.measured()
    put(writer("txt")(snapshot), "txt")
    return exit_code(snapshot, whole=whole) or DONE
