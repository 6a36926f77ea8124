"""`civitop networks`: the ready-made networks; a name prints one as TOML to copy."""

import argparse
from pathlib import Path

from civitop.errors import UsageError
from cli.main import DONE, say

NAME = "networks"
HELP = "the networks that come with civitop; NAME prints one as TOML to copy"
DESCRIPTION = "Lists the ready-made networks, or prints one in the form of config.toml."
EXAMPLES = """\
  civitop networks
  civitop networks os2 >> config.toml
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="print this one as TOML")


def run(arguments: argparse.Namespace) -> int:
    """Print the list, or one network's TOML."""
    from civitop import networks as ready_made
    from civitop.config import load, parse
    from civitop.paths import shipped_config_file

    names = ready_made.names()
    if arguments.name:
        if arguments.name not in names:
            raise UsageError(
                f"There is no ready-made network {arguments.name!r}; known are {', '.join(names)}."
            )
        return say(ready_made.text(arguments.name).rstrip())
    base = load(shipped_config_file())
    width = max(len(name) for name in names)
    for name in names:
        network = parse(ready_made.text(name), name, Path(), base).networks[name]
        sources = f"{len(network.watch)} sources" if network.watch else "no public code found"
        print(f"{name:<{width}}  {network.country or '--'}  {network.name} ({sources})")
    return DONE
