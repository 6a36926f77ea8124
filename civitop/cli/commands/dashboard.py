"""`civitop [NETWORK ...]`: the dashboard."""

import argparse
import os
import sys

from civitop.cli.once import print_once, wait_argument, wall_arguments
from civitop.cli.output import is_screen
from civitop.errors import UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say

HELP = N_("the dashboard (what runs without a command)")
DESCRIPTION = N_("Shows networks of the configuration, or ready-made ones by their id, and polls them.")
EXAMPLES = (
    ("civitop", N_("the networks of your configuration")),
    ("civitop os2 signalen", N_("two ready-made networks")),
    ("civitop os2 --wall", N_("on a screen on the wall")),
    ("civitop os2 --once", N_("as plain text, for a screen reader or a pipe")),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=_("networks of the configuration, or ready-made")
    )
    parser.add_argument("--once", action="store_true", help=_("poll once, print plain text and end"))
    wait_argument(parser)
    wall_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Open the dashboard, or print it as text.

    Raises `UsageError` for options that do not go together.
    """
    from civitop.cli.wiring import read_config, wired

    if not arguments.networks and not arguments.once and sys.stdin.isatty() and is_screen(sys.stdout):
        config = read_config(arguments)
        if not config.networks:
            from civitop.cli.commands.start import begin

            return begin(arguments, config)
    wait = arguments.wait if arguments.once else None
    with wired(arguments, arguments.networks, wait=wait) as wiring:
        if arguments.once:
            return print_once(wiring.watch, poll=not wiring.follows, wait=wait)
        if not sys.stdout.isatty():
            raise UsageError(
                say("The dashboard needs a terminal; for a pipe use `civitop --once` or `civitop snapshot`.")
            )
        if not is_screen(sys.stdout):
            raise UsageError(
                say(
                    "This terminal (TERM={name}) draws no screens; use `civitop --once`.",
                    name=os.environ["TERM"],
                )
            )
        from civitop.cli.screen import show

        return show(wiring, arguments)
