"""`civitop snapshot`: one round without a terminal, written in a format for machines or reports."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from civitop.cli.exit_codes import DONE, THRESHOLD_CROSSED
from civitop.cli.once import wait_argument
from civitop.cli.output import note, put
from civitop.errors import OutputError, UsageError
from civitop.export import FORMATS, writer
from civitop.files import reason, write_whole
from civitop.health import Snapshot
from civitop.i18n.language import N_, _
from civitop.i18n.message import say
from civitop.reading.feed import Still
from civitop.signals.parts.windows import end_of
from civitop.watch import Watch

NAME = "snapshot"
HELP = N_("one round without a terminal: JSON, CSV, Markdown or a picture")
DESCRIPTION = N_(
    "Polls the networks once and writes what was found. With --offline nothing is asked: the store answers. "
    "With --at the state of a past day is given, as far as facts and history reach back."
)
EXAMPLES = (
    ("civitop snapshot os2 --format json --output os2.json", ""),
    ("civitop snapshot --offline --at 2026-06-30 --format csv", ""),
    ("civitop snapshot os2 --fail-on 'bus<2 level:bad' || notify-send civitop", ""),
    ("civitop snapshot --demo --format svg --output dashboard.svg", ""),
    ("civitop snapshot os2 --plan", ""),
)

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""What dates are taken for: windows before and after them must lie in the calendar, too."""
LONGEST_DATE = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=_("networks of the configuration, or ready-made")
    )
    parser.add_argument("--format", choices=[*FORMATS, "svg"], default="json", help=_("default: json"))
    parser.add_argument("--output", "-o", metavar="FILE", help=_("write there instead of standard output"))
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
    parser.add_argument("--anonymous", action="store_true", help=_("leave the names of people out"))
    wait_argument(parser)
    parser.add_argument("--plan", action="store_true", help=_("say what a round would cost, and stop"))
    parser.add_argument(
        "--schema", action="store_true", help=_("print the JSON Schema of the json format, and stop")
    )
    parser.add_argument(
        "--size", metavar="WxH", default="120x36", help=_("columns and rows of the svg picture")
    )


def moment(text: str) -> datetime:
    """Return the moment that a person means: a day is meant to its end; UTC unless it says otherwise."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        why = say("{text} is no date; write 2026-06-30 or 2026-06-30T12:00Z", text=repr(text[:LONGEST_DATE]))
        raise argparse.ArgumentTypeError(str(why)) from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        why = say(
            "{text} is no date from the years {first} to {last}",
            text=repr(text[:LONGEST_DATE]),
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )
        raise argparse.ArgumentTypeError(str(why))
    if len(text) == len("2026-06-30"):
        return end_of(at.date())
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def run(arguments: argparse.Namespace) -> int:
    """Write a snapshot; the exit code tells whether it is whole and whether a threshold was crossed."""
    from civitop.filter.grammar import parse

    if arguments.schema:
        import msgspec

        from civitop.codec import snapshot_schema

        schema = msgspec.json.format(msgspec.json.encode(snapshot_schema()), indent=2).decode()
        return _write(f"{schema}\n", arguments.output, "json")
    condition = parse(arguments.fail_on) if arguments.fail_on else None
    whole = True
    with _watch(arguments) as watch:
        if arguments.plan:
            from civitop.cli.commands.plan import plan_text

            return _write(plan_text(watch), arguments.output, "txt")
        if arguments.offline:
            watch.catch_up()
        else:
            from civitop.cli.headless import poll_once

            whole = poll_once(watch, arguments.wait)
        snapshot = watch.snapshot(arguments.at) if arguments.at else watch.measured()
        if arguments.anonymous:
            from civitop.export.anonymous import anonymous

            snapshot = anonymous(snapshot)
        _write(_render(arguments, watch, snapshot), arguments.output, arguments.format)
    from civitop.cli.headless import exit_code

    crossed = [
        health
        for health in snapshot.repositories
        if condition and condition.matches(health, _networks_of(snapshot, health.id))
    ]
    for health in crossed:
        note(f"{health.id}: {arguments.fail_on}")
    return THRESHOLD_CROSSED if crossed else exit_code(snapshot, whole=whole)


def _networks_of(snapshot: Snapshot, id: str) -> tuple[str, ...]:
    return tuple(network.id for network in snapshot.networks if id in network.repositories)


@contextmanager
def _watch(arguments: argparse.Namespace) -> Iterator[Watch]:
    if arguments.demo:
        if arguments.networks or arguments.offline:
            raise UsageError(say("--demo brings its own network; leave out the names and --offline."))
        from civitop.cli.commands.demo import demo_watch

        with demo_watch(living=False, wait=arguments.wait) as wiring:
            yield wiring.watch
        return
    from civitop.cli.wiring import wired

    with wired(arguments, arguments.networks, poll=not arguments.offline, wait=arguments.wait) as wiring:
        if wiring.follows:
            note(_("Another civitop polls this store; these are its figures."))
        yield wiring.watch


def _render(arguments: argparse.Namespace, watch: Watch, snapshot: Snapshot) -> str:
    if arguments.format != "svg":
        return writer(arguments.format)(snapshot)
    import asyncio

    from tui.picture import picture

    width, _, height = arguments.size.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        sentence = say(
            "{text} is no size; write columns and rows, for example 120x36.", text=repr(arguments.size)
        )
        raise UsageError(sentence)
    return asyncio.run(picture(Still(watch, snapshot), size=(int(width), int(height))))


def _write(text: str, output: str | None, format: str) -> int:
    """Write to standard output, or to what a path leads to (see `write_whole`)."""
    if output is None or output == "-":
        put(text, format)
        return DONE
    try:
        write_whole(Path(output), text)
    except OSError as error:
        sentence = say("{file} cannot be written: {why}.", file=output, why=reason(error))
        raise OutputError(sentence) from error
    return DONE
