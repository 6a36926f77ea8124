"""`civitop doctor`: configuration, store, tokens, limits and clock, each checked and said in a line."""

import argparse
import asyncio
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from civitop import __version__
from civitop.cli.exit_codes import DONE, INCOMPLETE, NOTHING, USAGE
from civitop.cli.loop import run_async
from civitop.cli.output import tell
from civitop.config.settings import Config, Forge
from civitop.errors import CivitopError, StoreError, UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say, say_n
from civitop.polling.collector import Check
from civitop.signals.base import SIGNS

if TYPE_CHECKING:
    from civitop.store import Store

HELP = N_("check configuration, tokens, limits, clock and store")
DESCRIPTION = N_(
    "Checks everything that civitop needs and says in a line what it found and what to do. Asks each "
    "configured forge one question; tokens are never shown."
)
EXAMPLES = (
    ("civitop doctor", ""),
    ("civitop doctor --offline", ""),
    ("civitop doctor --forget github:OS2mo/os2mo", ""),
)

PATIENCE = 8.0
"""Seconds for a forge to answer one question."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--offline", action="store_true", help=_("ask no forge"))
    parser.add_argument(
        "--forget", metavar="ID", help=_("remove what the store holds of a repository, and stop")
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the checks; the exit code is that of the worst one."""
    if arguments.forget:
        return _forget(arguments)
    from civitop.cli.wiring import read_config

    worst = DONE
    checks = [*_machine()]
    try:
        config = read_config(arguments)
        checks.append(Check(_("configuration"), True, _counted(config)))
    except CivitopError as error:
        checks.append(Check(_("configuration"), False, str(error.phrase)))
        config, worst = Config(), USAGE
    checks.append(_store(arguments, config))
    if any(check.ok is False for check in checks):
        worst = USAGE
    if not arguments.offline:
        remote = run_async(forges(config))
        failed = [check for check in remote if check.ok is False]
        asked = [forge for forge in config.forges.values() if forge.addressed]
        if failed:
            worst = worst or (NOTHING if len(failed) >= len(asked) else INCOMPLETE)
        checks += remote
    for check in checks:
        sign = SIGNS[{True: "good", False: "bad", None: "watch"}[check.ok]]  # type: ignore[index]
        print(f"{sign} {check.what:<14} {check.text}")
    return worst


def _counted(config: Config) -> str:
    found = say(
        "{file}: {networks}, {forges}",
        file=config.path or "",
        networks=say_n("{n} network", "{n} networks", len(config.networks)),
        forges=say_n("{n} forge", "{n} forges", len(config.forges)),
    )
    return str(found)


def _forget(arguments: argparse.Namespace) -> int:
    from civitop.cli.wiring import open_store, read_config

    with open_store(arguments, read_config(arguments)) as store:
        store.require_writing()
        if not store.forget(arguments.forget):
            raise UsageError(say("The store holds nothing of {repository}.", repository=arguments.forget))
    forgot = say("Forgot {repository}; the next round collects it anew.", repository=arguments.forget)
    return tell(str(forgot))


def _machine() -> Iterator[Check]:
    yield Check(
        "civitop", True, f"{__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    git = shutil.which("git")
    missing = _("not found: local paths and git sources cannot be read")
    yield Check("git", git is not None or None, git or missing)


def _store(arguments: argparse.Namespace, config: Config) -> Check:
    from civitop.cli.wiring import open_store

    try:
        with open_store(arguments, config) as store:
            name, busy = store.name, store.read_only or not store.claim()
            reading, pollers = store.read_only, len(set(store.holders().values()))
    except (StoreError, UsageError) as error:
        return Check(_("store"), False, str(error.phrase))
    if reading:
        return Check(_("store"), None, str(say("{file}; this role may only read it", file=name)))
    if busy:
        return Check(_("store"), True, str(say("{file}; another civitop polls into it", file=name)))
    polled = say_n(
        "{file}; {n} civitop polls into it", "{file}; {n} civitops poll into it", pollers, file=name
    )
    return Check(_("store"), True, str(polled) if pollers else name)


async def forges(config: Config, patience: float = PATIENCE) -> list[Check]:
    """Ask all configured forges one question at the same time, and return what each answered to it.

    One that gives no answer within `patience` seconds does not work.
    """
    from civitop.library.assembly import secret_variables
    from civitop.store import Store

    every = config.forges.values()
    with Store(":memory:") as nothing:
        secret = secret_variables(every)
        asked = await asyncio.gather(*(_asked(forge, nothing, patience, secret) for forge in every))
        lacking = await asyncio.gather(*(_advised(forge) for forge in every))
    return [each for pair in zip(asked, lacking, strict=True) for each in pair if each]


async def _advised(forge: Forge) -> Check | None:
    """Return what is known without a token, and how to get one, where there is none."""
    from collectors.forges import KINDS
    from collectors.tokens import places

    kind = KINDS[forge.kind]
    if not kind.without_token or forge.app or await places(forge):
        return None
    return Check(forge.name, None, kind.advice(forge))


async def _asked(forge: Forge, store: "Store", patience: float, secret: frozenset[str]) -> Check:
    from civitop.library.assembly import collector_for

    make = partial(collector_for, forge, lambda budget: None, store, secret=secret)
    try:
        collector = await asyncio.to_thread(make)
    except CivitopError as error:
        return Check(forge.name, False, str(error.phrase))
    try:
        return await asyncio.wait_for(collector.check(), patience)
    except TimeoutError:
        late = say(
            "{host} gave no answer within {seconds} s: check the network and the address of {forge}.",
            host=forge.host,
            seconds=round(patience),
            forge=forge.name,
        )
        return Check(forge.name, False, str(late))
    finally:
        await collector.aclose()
