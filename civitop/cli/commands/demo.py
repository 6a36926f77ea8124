"""`civitop demo`: the dashboard on the embedded forge with its invented network."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from civitop.cli.exit_codes import DONE
from civitop.cli.once import print_once, wait_argument, wall_arguments
from civitop.cli.output import is_screen
from civitop.config.settings import Config, Forge, NetworkSettings, TokenSource
from civitop.config.sources import Source
from civitop.i18n.language import N_, _
from civitop.library.assembly import collectors_for
from civitop.library.measurers import now
from civitop.library.opening import OpenNetworks
from civitop.library.rounds import Rounds
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.registry.rows import Row
from civitop.people.affiliation.statements import Stated
from civitop.polling.ingest import Clock
from civitop.polling.measurer import Measurer
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch

if TYPE_CHECKING:
    from civitop.demo import Spawned

HELP = N_("the dashboard on an invented network: no token, no internet, no configuration")
DESCRIPTION = N_(
    "Starts a small forge on this machine that speaks GitHub's and GitLab's APIs, with an invented network "
    "of municipalities and vendors that goes on living while you look, and opens the dashboard on it."
)
EXAMPLES = (("civitop demo", ""), ("civitop demo --wall", ""), ("civitop demo --once", ""))

EVERY = timedelta(seconds=10)
"""The demo's round: short, so that its life can be watched."""

OWNERS: tuple[tuple[str, str], ...] = (
    ("github", "opencity-commons"),
    ("github", "fjord-digital"),
    ("github", "havnsted-kommune"),
    ("gitlab", "samen-digitaal"),
)
"""The owners and the group of the invented network."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--once", action="store_true", help=_("poll once, print plain text and end"))
    parser.add_argument(
        "--no-token",
        action="store_true",
        help=_("as without a token: histories by git, and 60 requests an hour"),
    )
    wait_argument(parser)
    wall_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Open the demo dashboard, or print it as text."""
    if arguments.once or not is_screen(sys.stdout):
        wait = arguments.wait
        with demo_watch(living=False, tokens=not arguments.no_token, wait=wait) as wiring:
            return print_once(wiring.watch, poll=True, wait=wait)
    from civitop.cli.screen import load, show

    with demo_watch(living=True, meanwhile=load, tokens=not arguments.no_token) as wiring:
        return show(wiring, arguments) or DONE


@contextmanager
def demo_watch(
    *,
    living: bool,
    meanwhile: Callable[[], object] = lambda: None,
    tokens: bool = True,
    wait: timedelta | None = None,
    deep: bool = False,
) -> Iterator[OpenNetworks]:
    """Serve the demo forge, and wire a poll loop over it to a store that leaves nothing behind.

    `meanwhile` is done while the forge comes up in its own process; without `tokens` its interfaces are
    asked as anybody may.
    """
    from civitop.demo import Spec, spawn  # the parser imports this module: a snapshot needs no demo

    with (
        spawn(Spec(now=now(), living=living)) as served,
        Store(":memory:") as store,
        TemporaryDirectory(prefix="civitop-demo-") as cache,
    ):
        meanwhile()
        yield wired_demo(served, store, cache=Path(cache), tokens=tokens, wait=wait, deep=deep)


def wired_demo(
    served: "Spawned",
    store: Store,
    clock: Clock = now,
    *,
    cache: Path | None = None,
    tokens: bool = True,
    wait: timedelta | None = None,
    deep: bool = False,
    every: timedelta = EVERY,
    jitter: Callable[[], float] = lambda: 0.0,
    timer: Callable[[], float] = time.monotonic,
) -> OpenNetworks:
    """Wire a poll loop over a served demo forge to a store.

    `cache` is the folder of clones; `every`, `jitter` and `timer` are as for `civitop.watch.Watch`.
    """
    network = NetworkSettings(
        id="demo",
        name="Open City Commons",
        note=N_("An invented network: its municipalities, vendors and people do not exist."),
        watch=tuple(Source(forge, owner) for forge, owner in OWNERS),
        deep=deep,
    )
    config = Config(every=every, forges=_forges(served), networks={network.id: network}, path="the demo")
    known = {"github": served.github_tokens, "gitlab": served.gitlab_tokens}
    collectors = collectors_for(
        config,
        (network,),
        lambda budget: watch.told(budget),
        store,
        known if tokens else dict.fromkeys(known, ()),
        clock,
        cache,
        wait,
    )
    measurer = Measurer(network, store, _registry(), Stated())
    setup = Setup((network,), {network.id: measurer}, collectors, every)
    watch = Watch(store, setup, clock=clock, jitter=jitter, timer=timer)
    return OpenNetworks(config, store, watch, (network,), follows=False, rounds=Rounds(watch))


def _forges(served: "Spawned") -> dict[str, Forge]:
    urls = {"github": served.github_url, "gitlab": served.gitlab_url}
    kinds = ("github", "gitlab")
    return {kind: Forge(name=kind, kind=kind, url=urls[kind], token=TokenSource()) for kind in kinds}


def _registry() -> Registry:
    """Return a registry of the invented bodies alone."""
    from civitop.demo.world.bodies import BODIES

    rows = [
        Row(
            id=body.id,
            kind=body.kind,
            type="",
            name=body.name,
            variants=(),
            domains=body.domains,
            derived_domains=(),
            region="",
            source="invented",
        )
        for body in BODIES.values()
    ]
    owners = {f"127.0.0.1/{org}": body.id for body in BODIES.values() for org in body.forge_orgs}
    return Registry(rows, owners)
