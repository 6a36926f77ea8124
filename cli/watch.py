"""`civitop watch`: poll without a screen, for ever, into the store."""

import argparse
import asyncio
import sys
from datetime import timedelta

from civitop.config import duration
from civitop.errors import UsageError
from cli.main import DONE

NAME = "watch"
HELP = "poll without a screen, for ever, into the store"
DESCRIPTION = "Keeps the store fresh, for dashboards and snapshots that read it; what happens goes to stderr."
EXAMPLES = """\
  civitop watch os2 --every 15m
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help="networks of the configuration, or ready-made"
    )
    parser.add_argument(
        "--every",
        metavar="SPAN",
        type=span,
        help="time between rounds: 15m, 1h (default: the configuration's)",
    )


def span(text: str) -> timedelta:
    """Return a time span of ten seconds or more."""
    found = duration(text)
    if found is None or found < timedelta(seconds=10):
        raise argparse.ArgumentTypeError(f"{text!r} is no time span of 10 s or more; write 30s, 15m or 1h")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Poll until interrupted."""
    from cli.assemble import wired
    from cli.headless import Progress

    with wired(arguments, arguments.networks, every=arguments.every) as wiring:
        if wiring.follows:
            raise UsageError("Another civitop already polls this store; name another one with --store.")

        async def forever() -> None:
            progress = Progress(sys.stderr)
            async for event in wiring.watch.events():
                progress.take(event)

        asyncio.run(forever())
    return DONE
