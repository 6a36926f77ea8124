"""`civitop networks`: the ready-made networks; a name prints one as TOML to copy."""

import argparse
from pathlib import Path

from civitop.cli.exit_codes import DONE
from civitop.cli.output import tell
from civitop.errors import UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say, say_n

HELP = N_("the networks that come with civitop; NAME prints one as TOML to copy")
DESCRIPTION = N_("Lists the ready-made networks, or prints one in the form of config.toml.")
EXAMPLES = (("civitop networks", ""), ("civitop networks os2 >> config.toml", ""))


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help=_("print this one as TOML"))


def run(arguments: argparse.Namespace) -> int:
    """Print the list, or one network's TOML.

    Raises `UsageError` for a network that does not exist.
    """
    from civitop import networks as ready_made
    from civitop.config import load, parse
    from civitop.paths import shipped_config_file
    from collectors.forges import KINDS

    names = ready_made.names()
    if arguments.name:
        if arguments.name not in names:
            sentence = say(
                "There is no ready-made network {name}; known are {names}.",
                name=repr(arguments.name),
                names=", ".join(names),
            )
            raise UsageError(sentence)
        return tell(ready_made.text(arguments.name).rstrip())
    base = load(shipped_config_file(), KINDS)
    width = max(len(name) for name in names)
    for name in names:
        network = parse(ready_made.text(name), name, Path(), KINDS, base).networks[name]
        number = len(network.watch)
        sources = say_n("{n} source", "{n} sources", number) if number else say("no public code found")
        print(f"{name:<{width}}  {network.country or '--'}  {network.name} ({sources})")
    return DONE
