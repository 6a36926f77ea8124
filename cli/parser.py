"""The command line as a whole: options common to all, a subcommand a file, `--help` with examples."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from civitop.errors import UsageError
from cli import (
    completions,
    config,
    dashboard,
    demo_command,
    diff,
    doctor,
    init,
    networks,
    people,
    repo,
    snapshot,
    watch,
)

COMMANDS = (demo_command, repo, snapshot, watch, diff, networks, people, init, doctor, config, completions)
"""In the order in which `--help` lists them; the dashboard is what runs without a command."""

EXAMPLES = """\
examples:
  civitop demo                          the dashboard on an invented network: no token, no internet
  civitop os2                           a ready-made network
  civitop repo .                        the repository you stand in, offline
  civitop snapshot os2 --format csv     one round without a terminal
  civitop networks                      the networks that come with civitop

exit codes: 0 done, 1 a --fail-on threshold was crossed, 2 wrong usage or configuration,
3 done but some repositories could not be collected, 4 nothing could be collected, 130 interrupted.
"""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are sentences, like all others."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help.")


def build() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    common = _Parser(add_help=False)
    common.add_argument(
        "--config", metavar="FILE", default=argparse.SUPPRESS, help="the configuration file to use"
    )
    common.add_argument("--store", metavar="FILE", default=argparse.SUPPRESS, help="the store to use")
    common.add_argument(
        "--no-color", action="store_true", default=argparse.SUPPRESS, help="no colours (as NO_COLOR does)"
    )
    common.add_argument(
        "--ascii",
        action="store_true",
        default=argparse.SUPPRESS,
        help="draw the screens in ASCII, for terminals without Unicode",
    )
    common.add_argument(
        "--verbose",
        "-v",
        action="count",
        default=argparse.SUPPRESS,
        help="say what is done, on stderr; twice: more",
    )
    parser = _Parser(
        prog="civitop",
        parents=[common],
        description="A top for the open source that public bodies govern together.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", parser_class=_Parser
    )
    for module in (dashboard, *COMMANDS):
        sub = commands.add_parser(
            module.NAME,
            parents=[common],
            help=module.HELP,
            description=module.DESCRIPTION,
            epilog=f"examples:\n{module.EXAMPLES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(sub)
        sub.set_defaults(run=module.run)
    return parser


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments with `run`, the function of the command; raises `UsageError`."""
    names = {module.NAME for module in (dashboard, *COMMANDS)}
    words = list(argv)
    if not names.intersection(words[:1]) and not any(w in ("-h", "--help", "--version") for w in words):
        # `civitop os2` is `civitop top os2`; options may come before the command's name.
        at = next((i for i, w in enumerate(words) if w in names and not _is_value(words, i)), None)
        words = [words[at], *words[:at], *words[at + 1 :]] if at is not None else [dashboard.NAME, *words]
    arguments = build().parse_args(words)
    for name, default in (
        ("config", None),
        ("store", None),
        ("no_color", False),
        ("ascii", False),
        ("verbose", 0),
    ):
        if not hasattr(arguments, name):
            setattr(arguments, name, default)
    if arguments.version:
        arguments.run = _version
    elif not hasattr(arguments, "run"):
        build().print_help()
        sys.exit(0)
    return arguments


def _is_value(words: Sequence[str], at: int) -> bool:
    return at > 0 and words[at - 1] in ("--config", "--store")


def _version(arguments: argparse.Namespace) -> int:
    from civitop import __version__
    from cli.main import say

    return say(f"civitop {__version__}")
