"""`civitop trust [FILE]`: use a configuration that lies in the current folder in full."""

import argparse
from pathlib import Path

from civitop import config as configuration
from civitop.cli.exit_codes import DONE
from civitop.cli.output import tell
from civitop.config import trust
from civitop.config.toml_file import TomlFile
from civitop.errors import UsageError
from civitop.i18n.language import N_, _
from civitop.i18n.message import say
from civitop.paths import trust_file
from civitop.sanitise import plain
from collectors.forges import KINDS

HELP = N_("use a configuration found in the current folder in full")
DESCRIPTION = N_(
    "A config.toml that merely lies in the current folder may be somebody else's: of it, forges, commands, files and "
    "clones are left out until you trust it. Prints what the file asks for, and records its place and content; "
    "when the content changes, it is to be trusted again."
)
EXAMPLES = (
    ("civitop trust --show", N_("what ./config.toml asks for")),
    ("civitop trust", N_("trust ./config.toml as it is now")),
    ("civitop trust --forget", N_("take it back")),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", nargs="?", default="config.toml", metavar="FILE", help=_("the file to trust"))
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--show", action="store_true", help=_("print what it asks for, and stop"))
    ways.add_argument("--list", action="store_true", help=_("print the files that are trusted, and stop"))
    ways.add_argument("--forget", action="store_true", help=_("trust the file no longer"))


def run(arguments: argparse.Namespace) -> int:
    """Show what a file asks for and record the trust in it.

    Raises `UsageError` for a file to forget that is not trusted.
    """
    path, record = Path(arguments.file), trust_file()
    if arguments.list:
        for place in trust.trusted(record):
            tell(plain(place, 4096))
        return DONE
    if arguments.forget:
        if not trust.forget(path, record):
            raise UsageError(say("{file} is not among the trusted files.", file=str(path)))
        return tell(str(say("{file} is trusted no longer.", file=str(path))))
    content = configuration.read(path)
    for line in trust.harmful(_values(path, content)):
        tell(f"  {plain(line, 500)}")
    if arguments.show:
        return DONE
    trust.trust(path, content, record)
    return tell(str(say("{file} is trusted as it is now.", file=str(path.resolve()))))


def _values(path: Path, content: bytes) -> dict[str, object]:
    """Return the values of a file that reads as a configuration; raises `ConfigError` for any other."""
    configuration.load(path, KINDS)
    return TomlFile(str(path), content.decode("utf-8-sig")).values
