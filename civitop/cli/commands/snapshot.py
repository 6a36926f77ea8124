"""`civitop snapshot`: one round without a terminal, written in a format for machines or reports."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from civitop.cli.exit_codes import DONE, INCOMPLETE, THRESHOLD_CROSSED, exit_code
from civitop.cli.once import deep_argument, quiet_argument, wait_argument
from civitop.cli.output import note
from civitop.cli.snapshots.moments import moment
from civitop.cli.snapshots.targets import target, write_target, write_text
from civitop.errors import UsageError
from civitop.export import FORMATS, writer
from civitop.health import Snapshot
from civitop.i18n.language import N_, _
from civitop.i18n.message import say
from civitop.polling.gc_tuning import settle
from civitop.reading.feed import Still

if TYPE_CHECKING:
    from civitop.filter.grammar import Filter
    from civitop.library.opening import OpenNetworks
    from civitop.reading.store_reader import StoredFeed
    from civitop.store import Store

HELP = N_("one round without a terminal: JSON, CSV, a page, metrics or a picture")
DESCRIPTION = N_(
    "Polls the networks once and writes what was found. With --offline nothing is asked: the store answers. "
    "With --at the state of a past day is given, as far as facts and history reach back."
)
EXAMPLES = (
    ("civitop snapshot os2 --format json --output os2.json", ""),
    ("civitop snapshot --offline --at 2026-06-30 --format csv", ""),
    ("civitop snapshot os2 --fail-on 'bus<2 level:bad' || notify-send civitop", ""),
    ("civitop snapshot os2 --format html --format csv --output report/", ""),
    ("civitop snapshot --demo --format svg --output dashboard.svg", ""),
    ("civitop snapshot os2 --plan", ""),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=_("networks of the configuration, or ready-made")
    )
    parser.add_argument(
        "--format",
        action="append",
        choices=[*FORMATS, "svg"],
        help=_("may be given several times; default: json, in a folder all but svg"),
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="FILE",
        help=_("write there instead of standard output; into a folder, csv is a file for each table"),
    )
    parser.add_argument(
        "--bom", action="store_true", help=_("begin CSV files so that Excel reads them right")
    )
    parser.add_argument("--offline", action="store_true", help=_("ask nobody; use what the store holds"))
    parser.add_argument("--demo", action="store_true", help=_("use the invented network of `civitop demo`"))
    parser.add_argument(
        "--at",
        metavar="DATE",
        type=moment,
        help=_("as of that day's end or moment (UTC), for example 2026-06-30"),
    )
    parser.add_argument(
        "--fail-on", metavar="EXPR", help=_("exit with 1 when a repository matches the filter EXPR")
    )
    parser.add_argument(
        "--only", metavar="EXPR", help=_("leave out repositories that do not match the filter EXPR")
    )
    parser.add_argument(
        "--anonymous", action="store_true", help=_("pseudonyms in place of the names of people")
    )
    deep_argument(parser)
    wait_argument(parser)
    quiet_argument(parser)
    parser.add_argument("--plan", action="store_true", help=_("say what a round would cost, and stop"))
    parser.add_argument(
        "--schema", action="store_true", help=_("print the JSON Schema of the json format, and stop")
    )
    parser.add_argument(
        "--size", metavar="WxH", default="120x36", help=_("columns and rows of the svg picture")
    )


def run(arguments: argparse.Namespace) -> int:
    """Write a snapshot; the exit code tells whether it is whole and whether a threshold was crossed."""
    if arguments.schema:
        import msgspec

        from civitop.codec import snapshot_schema

        schema = msgspec.json.format(msgspec.json.encode(snapshot_schema()), indent=2).decode()
        write_text(f"{schema}\n", arguments.output, "json")
        return DONE
    only, fail_on = (_filter(text) if text else None for text in (arguments.only, arguments.fail_on))
    to = target(arguments.format, arguments.output)
    if arguments.plan:
        from civitop.cli.snapshots.plan import plan_text

        with _wiring(arguments) as wiring:
            write_text(plan_text(wiring.watch), arguments.output, "txt")
        return DONE
    with _polled(arguments) as (feed, store, whole):
        snapshot = _taken(arguments, feed, store)
        if only is not None:
            from civitop.cli.snapshots.selection import only as those

            snapshot = those(snapshot, only)

        def tables() -> Mapping[str, str]:
            from civitop.export.datapackage import files

            return files(snapshot, Still(feed, snapshot).changes(), people=not arguments.anonymous)

        write_target(to, lambda each: _render(arguments, each, feed, snapshot), tables, bom=arguments.bom)
    if only is not None and not snapshot.repositories:
        return DONE if whole else INCOMPLETE  # nothing matches: of what was asked for nothing is missing
    return _crossed(snapshot, fail_on) or exit_code(snapshot, whole=whole)


def _filter(text: str) -> "Filter":
    from civitop.filter.grammar import parse

    return parse(text)


@contextmanager
def _polled(arguments: argparse.Namespace) -> "Iterator[tuple[StoredFeed, Store, bool]]":
    """Yield the networks after their round, or as the store has them, and whether the round asked for everything."""
    if arguments.offline and not arguments.demo:
        from civitop.cli.wiring import wired_store

        with wired_store(arguments, arguments.networks, deep=arguments.deep) as held:
            settle()  # what is made from here on ends by itself: looking for garbage would take a tenth of the time
            held.feed.catch_up()
            yield held.feed, held.store, True
        return
    from civitop.cli.progress.headless import poll_once

    with _wiring(arguments) as wiring:
        settle()
        yield wiring.watch, wiring.store, poll_once(wiring.watch, arguments.wait, quiet=arguments.quiet)


def _taken(arguments: argparse.Namespace, feed: "StoredFeed", store: "Store") -> Snapshot:
    """Return the snapshot of now or of a past day."""
    snapshot = feed.snapshot(arguments.at) if arguments.at else feed.measured()
    if not arguments.anonymous:
        return snapshot
    from civitop.export.anonymous import anonymous
    from civitop.export.pseudonyms import pseudonym_key

    return anonymous(snapshot, pseudonym_key(store))


def _crossed(snapshot: Snapshot, condition: "Filter | None") -> int:
    """Say which repositories cross the threshold, a line with the reason for each; 0 where none does."""
    if condition is None:
        return DONE
    from civitop.cli.snapshots.selection import matching, reason

    crossed = list(matching(snapshot, condition))
    for health in crossed:
        note(f"{health.id}: {reason(health, condition)} ({condition})")
    return THRESHOLD_CROSSED if crossed else DONE


@contextmanager
def _wiring(arguments: argparse.Namespace) -> "Iterator[OpenNetworks]":
    if arguments.demo:
        if arguments.networks or arguments.offline:
            raise UsageError(say("--demo brings its own network; leave out the names and --offline."))
        from civitop.cli.commands.demo import demo_watch

        with demo_watch(living=False, wait=arguments.wait, deep=arguments.deep) as wiring:
            yield wiring
        return
    from civitop.cli.wiring import wired

    poll, wait, deep = not arguments.offline, arguments.wait, arguments.deep
    with wired(arguments, arguments.networks, poll=poll, wait=wait, deep=deep) as wiring:
        if wiring.watch.follows:
            note(_("Another civitop polls this store; these are its figures."))
        yield wiring


def _render(arguments: argparse.Namespace, format: str, feed: "StoredFeed", snapshot: Snapshot) -> str:
    if format != "svg":
        return writer(format)(snapshot)
    import asyncio

    from tui.picture import picture

    width, _, height = arguments.size.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        sentence = say(
            "{text} is no size; write columns and rows, for example 120x36.", text=repr(arguments.size)
        )
        raise UsageError(sentence)
    return asyncio.run(picture(Still(feed, snapshot), size=(int(width), int(height))))
