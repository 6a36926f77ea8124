"""What the dashboard and the demo share on the command line: the wall mode, and the state as plain text."""

import argparse

from civitop.cli.exit_codes import DONE
from civitop.cli.output import put
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.watch import Watch


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


def print_once(watch: Watch, *, poll: bool) -> int:
    """Print the state as plain text after one round."""
    from civitop.cli.headless import exit_code, poll_once
    from civitop.export import writer

    if poll:
        poll_once(watch)
    snapshot = watch.measured()
    put(writer("txt")(snapshot), "txt")
    return exit_code(snapshot) or DONE
