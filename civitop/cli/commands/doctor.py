"""`civitop doctor`: configuration, store, tokens, limits and clock, each checked and said in a line."""

import argparse
import asyncio
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from civitop import __version__, paths
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

NAME = "doctor"
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
    checks.append(_store(arguments))
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
    from civitop.cli.wiring import open_store

    with open_store(arguments) as store:
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


def _store(arguments: argparse.Namespace) -> Check:
    from civitop.cli.wiring import open_store

    path = arguments.store or paths.store_file()
    try:
        with open_store(arguments) as store:
            mine = store.claim()
    except StoreError as error:
        return Check(_("store"), False, str(error.phrase))
    busy = say("{file}; another civitop polls into it", file=str(path))
    return Check(_("store"), True, str(path) if mine else str(busy))


async def forges(config: Config, patience: float = PATIENCE) -> list[Check]:
    """Ask all configured forges one question at the same time, and return what each answered to it.

    One that gives no answer within `patience` seconds does not work.
    """
    from civitop.store import Store

    with Store(":memory:") as nothing:
        asked = [_asked(forge, nothing, patience) for forge in config.forges.values()]
        return [check for checks in await asyncio.gather(*asked) for check in checks]


async def _asked(forge: Forge, store: "Store", patience: float) -> list[Check]:
    """Return what one forge answered, and how to get a token where there is none."""
    from civitop.library.assembly import collector_for
    from collectors.forges import KINDS
    from collectors.tokens import places

    try:
        collector = await asyncio.to_thread(collector_for, forge, lambda budget: None, store)
    except CivitopError as error:
        return [Check(forge.name, False, str(error.phrase))]
    try:
        found = [await asyncio.wait_for(collector.check(), patience)]
    except TimeoutError:
        late = say(
            "{host} gave no answer within {seconds} s: check the network and the address of {forge}.",
            host=forge.host,
            seconds=round(patience),
            forge=forge.name,
        )
        found = [Check(forge.name, False, str(late))]
    finally:
        await collector.aclose()
    kind = KINDS[forge.kind]
    if kind.without_token and not forge.app and not await places(forge):
        found.append(Check(forge.name, None, kind.advice(forge)))
    return found
