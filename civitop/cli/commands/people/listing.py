"""`civitop people NETWORK`: who is still unknown, as an affiliations file to complete."""

import argparse

from civitop.cli.output import tell
from civitop.i18n.language import N_, _

HELP = N_("who is still unknown in a network, as an affiliations file to complete")
DESCRIPTION = N_(
    "Lists people whose organisation is not known and who contributed in the last 365 days, those with most "
    "contributions first, in portions, with what is known of them; addresses only as hashes. Complete the "
    "lines, name the file as `affiliations` of the network, and the next paint counts them."
)
EXAMPLES = (("civitop people os2 > os2-people.toml", ""),)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "network", metavar="NETWORK", help=_("a network of the configuration, or a ready-made one")
    )
    parser.add_argument(
        "--all", action="store_true", help=_("also those who contributed nothing in the last 365 days")
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the file."""
    from civitop.cli.wiring import wired

    with wired(arguments, [arguments.network], poll=False) as wiring:
        return tell(wiring.watch.people_file(arguments.network, everybody=arguments.all).rstrip())
