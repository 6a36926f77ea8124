"""`civitop open FILE|URL`: the dashboard, read-only, on a snapshot that somebody published."""

import argparse
import sys

from civitop.cli.output import is_screen, note, put
from civitop.i18n.language import N_, _
from civitop.i18n.message import say_n

HELP = N_("the dashboard on a snapshot that somebody published (a file or an address)")
DESCRIPTION = N_(
    "Shows a snapshot that `civitop snapshot --format json` or `--format html` wrote, without asking any forge: one "
    "polls, everybody looks. The name of the network says whose it is and of which day."
)
EXAMPLES = (
    ("civitop open os2.json", ""),
    ("civitop open https://example.org/os2.html", ""),
    ("civitop open os2.html --once", N_("as plain text")),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "source", metavar="FILE|URL", help=_("the snapshot: its JSON, or the page with it inside")
    )
    parser.add_argument("--once", action="store_true", help=_("print plain text and end"))


def run(arguments: argparse.Namespace) -> int:
    """Open the dashboard on the snapshot; print it as text where no screen can be drawn."""
    from civitop.cli.exit_codes import exit_code
    from civitop.cli.language import speak
    from civitop.cli.wiring import read_config
    from civitop.library.measurers import now
    from civitop.library.published import load_published, source_name
    from civitop.reading.published import Published, named

    config = read_config(arguments)
    speak(config)
    snapshot = load_published(arguments.source)
    told = say_n(
        "Published by civitop {version}, as of {day:date}, {n} day ago: {source}.",
        "Published by civitop {version}, as of {day:date}, {n} days ago: {source}.",
        max((now() - snapshot.asof).days, 0),
        version=snapshot.civitop,
        day=snapshot.asof,
        source=arguments.source,
    )
    note(str(told))
    if arguments.once or not is_screen(sys.stdout):
        from civitop.export import writer

        put(writer("txt")(snapshot), "txt")
        return exit_code(snapshot)
    from civitop.cli.screen import show_still

    return show_still(Published(named(snapshot, source_name(arguments.source))), config, arguments)
