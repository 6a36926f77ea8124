"""`civitop people NETWORK`: who is still unknown, as an affiliations file to complete."""

import argparse

from civitop.cli.main import tell
from civitop.i18n.language import N_, _

NAME = "people"
HELP = N_("who is still unknown in a network, as an affiliations file to complete")
DESCRIPTION = N_(
    "Lists people whose organisation is not known, those with most contributions first, with what is known "
    "of them; addresses only as hashes. Complete the lines, name the file as `affiliations` of the network, "
    "and the next paint counts them."
)
EXAMPLES = (("civitop people os2 > os2-people.toml", ""),)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "network", metavar="NETWORK", help=_("a network of the configuration, or a ready-made one")
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the file."""
    from civitop.cli.wiring import wired

    with wired(arguments, [arguments.network], poll=False) as wiring:
        return tell(wiring.watch.people_file(arguments.network).rstrip())
