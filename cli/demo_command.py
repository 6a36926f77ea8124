"""`civitop demo`: the dashboard on the embedded forge with its invented network."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from cli.assemble import Wiring
from cli.main import DONE

NAME = "demo"
HELP = "the dashboard on an invented network: no token, no internet, no configuration"
DESCRIPTION = """\
Starts a small forge on this machine that speaks GitHub's and GitLab's APIs, with an invented network of
municipalities and vendors that goes on living while you look, and opens the dashboard on it."""
EXAMPLES = """\
  civitop demo
  civitop demo --once
"""

EVERY = timedelta(seconds=10)
"""The demo's round: short, so that its life can be watched."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--once", action="store_true", help="poll once, print plain text and end")


def run(arguments: argparse.Namespace) -> int:
    """Open the demo dashboard, or print it as text."""
    with demo_watch(living=not arguments.once) as wiring:
        if arguments.once or not sys.stdout.isatty():
            from cli.dashboard import print_once

            return print_once(wiring.watch, poll=True)
        from cli.screen import show

        return show(wiring) or DONE


@contextmanager
def demo_watch(*, living: bool) -> Iterator[Wiring]:
    """Serve the demo forge, and wire a poll loop over it to a store that leaves nothing behind."""
