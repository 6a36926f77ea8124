"""`civitop compare A B …`: up to six repositories side by side, every signal a row."""

import argparse

from civitop.cli.exit_codes import DONE, exit_code
from civitop.cli.once import deep_argument, quiet_argument, wait_argument
from civitop.cli.output import note, put
from civitop.errors import UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say

HELP = N_("two to six repositories side by side")
DESCRIPTION = N_(
    "Polls the repositories once and shows every signal as a row; + and - mark the best and the worst of a row."
)
EXAMPLES = (
    ("civitop compare ../desk ../bus", N_("two clones, offline")),
    ("civitop compare github:OS2mo/os2mo gitlab:commonground/haven --format md", ""),
)
LEAST, MOST = 2, 6
FORMATS = ("txt", "md", "csv", "json")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "targets", nargs="+", metavar="TARGET", help=_("PATH, URL, github:owner/name or gitlab:group/name")
    )
    deep_argument(parser)
    wait_argument(parser)
    quiet_argument(parser)
    parser.add_argument("--format", choices=FORMATS, default="txt", help=_("default: txt"))


def run(arguments: argparse.Namespace) -> int:
    """Print the repositories side by side, in the order of the arguments."""
    targets = tuple(dict.fromkeys(arguments.targets))
    if not LEAST <= len(targets) <= MOST:
        sentence = say("{least} to {most} different repositories can be compared.", least=LEAST, most=MOST)
        raise UsageError(sentence)
    from civitop.cli.progress.headless import poll_once
    from civitop.cli.wiring import wired_repositories
    from civitop.export.comparison import WRITERS, compared

    with wired_repositories(arguments, targets, wait=arguments.wait, deep=arguments.deep) as wiring:
        whole = poll_once(wiring.watch, arguments.wait, quiet=arguments.quiet)
        snapshot = wiring.watch.measured()
        by_id = {health.id: health for health in snapshot.repositories}
        for network in snapshot.networks:
            for error in network.failed_sources.values():
                note(str(error))
        order = dict.fromkeys(id for network in snapshot.networks for id in network.repositories)
        if order:
            comparison = compared([by_id[id] for id in order], snapshot.asof)
            put(WRITERS[arguments.format](comparison), arguments.format)
        return exit_code(snapshot, whole=whole) or DONE
