"""`civitop [NETWORK ...]`: the dashboard."""

import argparse
import sys

from civitop.errors import UsageError
from civitop.watch import Watch
from cli.main import DONE

NAME = "top"
HELP = "the dashboard (what runs without a command)"
DESCRIPTION = "Shows networks of the configuration, or ready-made ones by their id, and polls them."
EXAMPLES = """\
  civitop                 the networks of your configuration
  civitop os2 signalen    two ready-made networks
  civitop os2 --wall      on a screen on the wall
  civitop os2 --once      as plain text, for a screen reader or a pipe
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help="networks of the configuration, or ready-made"
    )
    parser.add_argument("--once", action="store_true", help="poll once, print plain text and end")
    wall_arguments(parser)


def wall_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the wall mode."""
    parser.add_argument(
        "--wall", action="store_true", help="large figures that change by themselves, for a screen on a wall"
    )
    parser.add_argument(
        "--rotate", type=_seconds, default=15, metavar="SECONDS", help="how long each stands (default: 15)"
    )


def _seconds(text: str) -> int:
    if not text.isdigit() or not 2 <= int(text) <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 2 to 3600")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Open the dashboard, or print it as text."""
    from cli.assemble import read_config, wired

    if not arguments.networks and not arguments.once and sys.stdin.isatty() and sys.stdout.isatty():
        config = read_config(arguments)
        if not config.networks:
            from cli.start import begin

            return begin(arguments, config)
    with wired(arguments, arguments.networks) as wiring:
        if arguments.once:
            return print_once(wiring.watch, poll=not wiring.follows)
        if not sys.stdout.isatty():
            raise UsageError(
                "The dashboard needs a terminal; for a pipe use `civitop --once` or `civitop snapshot`."
            )
        from cli.screen import show

        return show(wiring, arguments)


def print_once(watch: Watch, *, poll: bool) -> int:
    """Print the state as plain text after one round."""
    from civitop.export import writer
    from cli.headless import exit_code, poll_once

    if poll:
        poll_once(watch)
    snapshot = watch.snapshot()
    sys.stdout.write(writer("txt")(snapshot))
    return exit_code(snapshot) or DONE
