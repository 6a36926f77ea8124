"""`civitop doctor`: configuration, store, tokens, limits and clock, each checked and said in a line."""

import argparse
import asyncio
import platform
import shutil
import sqlite3
from collections.abc import Iterator

from civitop import __version__, paths
from civitop.collector import Check
from civitop.errors import CivitopError, StoreError, UsageError
from civitop.settings import Config
from civitop.signals.base import SIGNS
from cli.main import DONE, NOTHING, USAGE, say

NAME = "doctor"
HELP = "check configuration, tokens, limits, clock and store"
DESCRIPTION = """\
Checks everything that civitop needs and says in a line what it found and what to do. Asks each configured
forge one question; tokens are never shown."""
EXAMPLES = """\
  civitop doctor
  civitop doctor --offline
  civitop doctor --forget github:OS2mo/os2mo
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--offline", action="store_true", help="ask no forge")
    parser.add_argument(
        "--forget", metavar="ID", help="remove what the store holds of a repository, and stop"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the checks; the exit code is that of the worst one."""
    if arguments.forget:
        return _forget(arguments)
    from cli.assemble import read_config

    worst = DONE
    checks = [*_machine()]
    try:
        config = read_config(arguments)
        checks.append(
            Check(
                "configuration",
                True,
                f"{config.path}: {len(config.networks)} networks, {len(config.forges)} forges",
            )
        )
    except CivitopError as error:
        checks.append(Check("configuration", False, str(error)))
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


def _forget(arguments: argparse.Namespace) -> int:
    from cli.assemble import open_store

    with open_store(arguments) as store:
        if not store.forget(arguments.forget):
            raise UsageError(f"The store holds nothing of {arguments.forget}.")
    return say(f"Forgot {arguments.forget}; the next round collects it anew.")


def _machine() -> Iterator[Check]:
    yield Check(
        "civitop", True, f"{__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    git = shutil.which("git")
    yield Check(
        "git", git is not None or None, git or "not found: local paths and git sources cannot be read"
    )


def _store(arguments: argparse.Namespace) -> Check:
    from cli.assemble import open_store

    path = arguments.store or paths.store_file()
    try:
        with open_store(arguments) as store:
            busy = "" if store.claim() else "; another civitop polls into it"
    except StoreError as error:
        return Check("store", False, str(error))
    return Check("store", True, f"{path}{busy}")


async def forges(config: Config) -> list[Check]:
    """Ask each configured forge one question and return what it answered to."""
    from civitop.store import Store
    from cli.assemble import collector_for

    found = []
    with Store(":memory:") as nothing:
        for forge in config.forges.values():
            try:
                collector = await asyncio.to_thread(collector_for, forge, lambda budget: None, nothing)
            except CivitopError as error:
                found.append(Check(forge.name, False, str(error)))
                continue
            try:
                found.append(await collector.check())
            finally:
                await collector.aclose()
    return found
