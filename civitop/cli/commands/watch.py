"""`civitop watch`: poll without a screen, for ever, into the store."""

import argparse
import sys
from datetime import timedelta

from civitop.cli.exit_codes import DONE
from civitop.cli.once import deep_argument
from civitop.config import duration
from civitop.errors import UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say

NAME = "watch"
HELP = N_("poll without a screen, for ever, into the store")
DESCRIPTION = N_(
    "Keeps the store fresh, for dashboards and snapshots that read it; what happens goes to stderr."
)
EXAMPLES = (("civitop watch os2 --every 15m", ""),)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=_("networks of the configuration, or ready-made")
    )
    parser.add_argument(
        "--every",
        metavar="SPAN",
        type=span,
        help=_("time between rounds: 15m, 1h (default: the configuration's)"),
    )
    deep_argument(parser)


def span(text: str) -> timedelta:
    """Return a time span from ten seconds to a year.

    Raises `argparse.ArgumentTypeError` for what is no span of time.
    """
    found = duration(text)
    if found is None or found < timedelta(seconds=10):
        why = say("{text} is no time span from 10 s to a year; write 30s, 15m or 1h", text=repr(text[:100]))
        raise argparse.ArgumentTypeError(str(why))
    return found


def run(arguments: argparse.Namespace) -> int:
    """Poll until interrupted.

    Raises `UsageError` where another process polls the store, `StoreError` where this one may not write there.
    """
    from civitop.cli.headless import Progress
    from civitop.cli.loop import run_async
    from civitop.cli.wiring import wired

    with wired(arguments, arguments.networks, every=arguments.every, deep=arguments.deep) as wiring:
        wiring.store.require_writing()
        if wiring.follows:
            raise UsageError(say("Another civitop already polls this store; name another one with --store."))

        async def forever() -> None:
            progress = Progress(sys.stderr)
            async for event in wiring.watch.events():
                progress.take(event)

        run_async(forever())
    return DONE
