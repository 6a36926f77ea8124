"""`civitop doctor`: configuration, store, tokens, limits and clock, each checked and said in a line."""

import argparse
import asyncio
import platform
import shutil
import sqlite3
from collections.abc import Iterator

from civitop import __version__, paths
from civitop.cli.exit_codes import DONE, NOTHING, USAGE
from civitop.cli.output import tell
from civitop.config.settings import Config
from civitop.errors import CivitopError, StoreError, UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say, say_n
from civitop.polling.collector import Check
from civitop.signals.base import SIGNS

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
        remote = asyncio.run(forges(config))
        if remote and not any(check.ok for check in remote):
            worst = worst or NOTHING
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


async def forges(config: Config) -> list[Check]:
    """Ask each configured forge one question and return what it answered to."""
    from civitop.library.assembly import collector_for
    from civitop.store import Store
    from collectors.forges import KINDS
    from collectors.tokens import places

    found = []
    with Store(":memory:") as nothing:
        for forge in config.forges.values():
            try:
                collector = await asyncio.to_thread(collector_for, forge, lambda budget: None, nothing)
            except CivitopError as error:
                found.append(Check(forge.name, False, str(error.phrase)))
                continue
            try:
                found.append(await collector.check())
            finally:
                await collector.aclose()
            kind = KINDS[forge.kind]
            if kind.without_token and not forge.app and not await places(forge):
                found.append(Check(forge.name, None, kind.advice(forge)))
    return found
