"""The command line as a whole: options common to all, a subcommand a file, `--help` with examples."""

import argparse
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from civitop.cli.argparse_language import argparse_speaks
from civitop.errors import UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say

COMMANDS: Mapping[str, str] = {
    "top": "commands.dashboard",
    "demo": "commands.demo",
    "repo": "commands.repo",
    "compare": "commands.compare",
    "snapshot": "commands.snapshot",
    "watch": "commands.watch",
    "diff": "commands.diff",
    "open": "snapshots.open_published",
    "networks": "commands.networks",
    "people": "commands.people.listing",
    "forget": "commands.people.forget",
    "init": "commands.init",
    "trust": "commands.trust",
    "doctor": "commands.doctor",
    "config": "commands.config",
    "completions": "commands.completions",
}
"""The modules of the commands, in the order in which `--help` lists them; `top` is what runs without one."""
DASHBOARD = "top"

EXAMPLES = (
    ("civitop demo", N_("the dashboard on an invented network: no token, no internet")),
    ("civitop os2", N_("a ready-made network")),
    ("civitop repo .", N_("the repository you stand in, offline")),
    ("civitop snapshot os2 --format csv", N_("one round without a terminal")),
    ("civitop networks", N_("the networks that come with civitop")),
)
EXIT_CODES = N_(
    "exit codes: 0 done, 1 a --fail-on threshold was crossed, 2 wrong usage or configuration, 3 done but some "
    "repositories could not be collected, 4 nothing could be collected, 5 the output could not be written, 70 a "
    "mistake of civitop's own, 130 interrupted."
)
MOST_COLUMNS = 110
"""A paragraph is no wider than this, however wide the terminal is."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are sentences, like all others."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(say("{mistake}; see {command} --help.", mistake=message, command=self.prog))


def command(name: str) -> ModuleType:
    """Return the module of a command, with its `HELP`, `DESCRIPTION`, `EXAMPLES`, `arguments` and `run`."""
    return import_module(f"civitop.cli.{COMMANDS[name]}")


def build(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, in the language in use.

    With `only` that of one command, for a line that begins with it: all of them take 10 ms to put together, and
    longer to import.
    """
    common = _common()
    parser = _Parser(
        prog="civitop",
        parents=[common],
        description=_paragraph(_("A top for the open source that public bodies govern together.")),
        epilog=f"{_examples(EXAMPLES)}\n\n{_paragraph(_(EXIT_CODES))}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help=_("print the version"))
    commands = parser.add_subparsers(
        title=_("commands"), metavar="COMMAND", dest="command", parser_class=_Parser
    )
    for name in COMMANDS if only is None else (only,):
        module = command(name)
        sub = commands.add_parser(
            name,
            parents=[common],
            help=_(module.HELP),
            description=_paragraph(_(module.DESCRIPTION)),
            epilog=_examples(module.EXAMPLES),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(sub)
        sub.set_defaults(run=module.run)
    return parser


def _common() -> _Parser:
    """Return the options that stand before and behind every command."""
    common = _Parser(add_help=False)
    common.add_argument(
        "--config", metavar="FILE", default=argparse.SUPPRESS, help=_("the configuration file to use")
    )
    common.add_argument(
        "--store",
        metavar="STORE",
        default=argparse.SUPPRESS,
        help=_(
            "the store to use: a file, or postgresql://… (the password from PGPASSWORD, PGPASSFILE or a service file)"
        ),
    )
    common.add_argument(
        "--no-color",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("no colours (as NO_COLOR does)"),
    )
    common.add_argument(
        "--ascii",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("draw the screens in ASCII, for terminals without Unicode"),
    )
    common.add_argument(
        "--verbose",
        "-v",
        action="count",
        default=argparse.SUPPRESS,
        help=_("say what is done, on stderr; twice: more"),
    )
    return common


def _paragraph(text: str) -> str:
    """Return a text broken into lines, as wide as argparse makes its own."""
    return textwrap.fill(text, min(shutil.get_terminal_size().columns - 2, MOST_COLUMNS))


def _examples(examples: Sequence[tuple[str, str]]) -> str:
    """Return command lines under a heading, with what they do beside them."""
    width = max(len(command) for command, what in examples)
    rows = (f"  {command:<{width}}  {_(what)}" if what else f"  {command}" for command, what in examples)
    return "\n".join([_("examples:"), *rows])


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments with `run`, the function of the command; raises `UsageError`."""
    words = list(argv)
    if not COMMANDS.keys() & words[:1] and not any(w in ("-h", "--help", "--version") for w in words):
        # `civitop os2` is `civitop top os2`; options may come before the command's name.
        at = next((i for i, w in enumerate(words) if w in COMMANDS and not _is_value(words, i)), None)
        words = [words[at], *words[:at], *words[at + 1 :]] if at is not None else [DASHBOARD, *words]
    with argparse_speaks():
        arguments = build(words[0] if words[0] in COMMANDS else None).parse_args(words)
    for name, default in (
        ("config", None),
        ("store", None),
        ("no_color", False),
        ("ascii", False),
        ("verbose", 0),
    ):
        if not hasattr(arguments, name):
            setattr(arguments, name, default)
    arguments.build = build  # what completes the command line reads all of it
    if arguments.version:
        arguments.run = _version
    elif not hasattr(arguments, "run"):
        with argparse_speaks():
            build().print_help()
        sys.exit(0)
    return arguments


def _is_value(words: Sequence[str], at: int) -> bool:
    return at > 0 and words[at - 1] in ("--config", "--store")


def _version(arguments: argparse.Namespace) -> int:
    from civitop import __version__
    from civitop.cli.output import tell

    return tell(f"civitop {__version__}")
