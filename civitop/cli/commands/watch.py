"""`civitop watch`: poll without a screen, for ever, into the store."""

import argparse
import logging
import random
import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from civitop.cli.exit_codes import DONE
from civitop.cli.once import deep_argument, quiet_argument
from civitop.config import duration
from civitop.config.settings import Config
from civitop.errors import UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import Phrase, say

if TYPE_CHECKING:
    from civitop.library.opening import OpenNetworks
    from civitop.service.publication import Publication
    from civitop.service.server import Address
    from civitop.store import Store

HELP = N_("poll without a screen, for ever, into the store")
DESCRIPTION = N_(
    "Keeps the store fresh, for dashboards and snapshots that read it; what happens goes to stderr. "
    "What calls for a person goes where [notify] of the configuration says."
)
EXAMPLES = (
    ("civitop watch os2 --every 15m", ""),
    ("civitop watch os2 --serve 127.0.0.1:9464", ""),
    ("civitop watch os2 --log json --health /run/civitop/health.json", ""),
)

JITTER = 0.1
"""By up to this share of the time between rounds the next one is put off."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=_("networks of the configuration, or ready-made")
    )
    parser.add_argument(
        "--every",
        metavar="SPAN",
        type=span,
        help=_(
            "time between rounds: 15m, 1h (default: the configuration's); up to a tenth is added by chance"
        ),
    )
    deep_argument(parser)
    parser.add_argument(
        "--log", choices=("text", "json"), default="text", help=_("how the lines on stderr are written")
    )
    parser.add_argument(
        "--health", metavar="FILE", type=Path, help=_("keep there, as JSON, how the service is")
    )
    parser.add_argument(
        "--serve",
        metavar="ADDRESS",
        type=_address,
        help=_("serve figures and report over HTTP: PORT on this machine alone, or HOST:PORT"),
    )
    parser.add_argument(
        "--anonymous",
        action="store_true",
        help=_("pseudonyms in place of the names of people in what is served"),
    )
    quiet_argument(parser)


def span(text: str) -> timedelta:
    """Return a time span from ten seconds to a year.

    Raises `argparse.ArgumentTypeError` for what is no span of time.
    """
    found = duration(text)
    if found is None or found < timedelta(seconds=10):
        why = say("{text} is no time span from 10 s to a year; write 30s, 15m or 1h", text=repr(text[:100]))
        raise argparse.ArgumentTypeError(str(why))
    return found


def _address(text: str) -> "Address":
    from civitop.service.server import address

    found = address(text)
    if found is None:
        why = say("{text} is no address; write 9464, 127.0.0.1:9464 or [::1]:9464", text=repr(text[:100]))
        raise argparse.ArgumentTypeError(str(why))
    return found


def run(arguments: argparse.Namespace) -> int:
    """Poll until interrupted.

    Raises `UsageError` where another process polls the store, `StoreError` where this one may not write there.
    """
    from civitop.cli.logs import as_json
    from civitop.cli.loop import run_async
    from civitop.cli.progress.choice import accompanied, face_for
    from civitop.cli.wiring import wired
    from civitop.library.measurers import now
    from civitop.service.outbox import Outbox
    from civitop.service.places import places
    from civitop.service.running import Service

    outbox: Outbox | None = None

    def taken(config: Config) -> None:
        if outbox is not None:
            outbox.use(places(config, now), config.notify.on)

    with ExitStack() as stack:
        if arguments.log == "json":
            stack.enter_context(as_json())
        wiring = stack.enter_context(
            wired(
                arguments,
                arguments.networks,
                every=arguments.every,
                deep=arguments.deep,
                taken=taken,
                jitter=_jitter,
            )
        )
        wiring.store.require_writing()
        if wiring.follows:
            raise UsageError(_whose(wiring))
        # Several may poll a store on a server, and each is to be heard of once.
        outbox = Outbox(wiring.store, now, wiring.poller)
        taken(wiring.config)
        publication = _publication(arguments, wiring.store) if arguments.serve else None
        face = face_for(sys.stderr, quiet=arguments.quiet, json=arguments.log == "json")
        service = Service(
            wiring.watch,
            outbox,
            now,
            tell=face.take,
            health_file=arguments.health,
            publication=publication,
        )
        if publication is not None:
            from civitop.service.server import serving

            base = stack.enter_context(serving(arguments.serve, publication, service.condition))
            logging.getLogger("civitop.service").warning(_served(arguments.serve), base)
        run_async(accompanied(face, service.run()))
    return DONE


def _publication(arguments: argparse.Namespace, store: "Store") -> "Publication":
    from civitop.service.publication import Publication

    if not arguments.anonymous:
        return Publication()
    from civitop.export.anonymous import anonymous
    from civitop.export.pseudonyms import pseudonym_key

    key = pseudonym_key(store)
    return Publication(lambda snapshot: anonymous(snapshot, key))


def _served(where: "Address") -> str:
    """Return the line of the log that says who can read what is served."""
    return "serving at %s" if where.is_loopback else "serving at %s, to everybody who reaches this machine"


def _jitter() -> float:
    return random.uniform(0, JITTER)  # noqa: S311 # nosec B311


def _whose(wiring: "OpenNetworks") -> Phrase:
    """Say who polls the store already."""
    from civitop.library.poller import poller

    other = poller(wiring.store)
    if other is None:
        return say("Another civitop already polls this store; name another one with --store.")
    return say(
        "Another civitop already polls this store: {whose}; name another one with --store.",
        whose=other.phrase,
    )
