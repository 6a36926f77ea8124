"""`civitop repo TARGET`: one repository; a path works without a token and without a network."""

import argparse
import sys

from civitop.cli.exit_codes import DONE, exit_code
from civitop.cli.once import deep_argument, quiet_argument, wait_argument
from civitop.cli.output import is_screen, note, put
from civitop.i18n.language import N_, _

HELP = N_("one repository: a path, an address, github:owner/name or gitlab:group/name")
DESCRIPTION = N_("Shows one repository in depth. A local path is read with git alone, offline.")
EXAMPLES = (
    ("civitop repo .", N_("the repository you stand in")),
    ("civitop repo github:OS2mo/os2mo", ""),
    ("civitop repo https://opendev.org/openstack/nova", ""),
    ("civitop repo . --once", N_("as plain text")),
    ("civitop repo . --deep", N_("with the truck factor, over the whole history")),
    ("civitop repo . --format json", ""),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "target", metavar="TARGET", help=_("PATH, URL, github:owner/name or gitlab:group/name")
    )
    parser.add_argument("--once", action="store_true", help=_("print plain text and end"))
    deep_argument(parser)
    wait_argument(parser)
    quiet_argument(parser)
    parser.add_argument("--format", choices=("txt", "md", "json"), help=_("what to print; implies --once"))


def run(arguments: argparse.Namespace) -> int:
    """Open the repository's screen, or print it as text where there is no terminal."""
    from civitop.cli.wiring import wired_repositories

    screen = not (arguments.once or arguments.format) and is_screen(sys.stdout)
    wait = None if screen else arguments.wait
    with wired_repositories(arguments, [arguments.target], wait=wait, deep=arguments.deep) as wiring:
        if screen:
            from civitop.cli.screen import show

            return show(wiring, arguments, open_project=True)
        from civitop.cli.progress.headless import poll_once
        from civitop.export import report_writer

        format = arguments.format or "txt"
        write = report_writer(format)
        whole = poll_once(wiring.watch, arguments.wait, quiet=arguments.quiet)
        snapshot = wiring.watch.measured()
        for network in snapshot.networks:
            for error in network.failed_sources.values():
                note(str(error))
        for health in snapshot.repositories:
            report = wiring.watch.report(health.id)
            if report is not None:
                put(write(report), format)
        return exit_code(snapshot, whole=whole) or DONE
