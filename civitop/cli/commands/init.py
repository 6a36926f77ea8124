"""`civitop init`: write a configuration to start from."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from civitop.cli.output import tell
from civitop.errors import OutputError, UsageError
from civitop.files import private_folder, reason, write_new
from civitop.i18n.language import N_, _
from civitop.i18n.message import say
from civitop.paths import shipped_config_file, user_config_file

HELP = N_("write a configuration to start from")
DESCRIPTION = N_(
    "Writes a commented configuration with one network of the sources named, or with ready-made networks "
    "to change. A file that exists is left alone."
)
EXAMPLES = (
    ("civitop init os2", ""),
    ('civitop init github:OS2mo gitlab:commonground/haven --name "Our list"', ""),
    ("civitop init github:OS2mo --output config.toml", ""),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "sources", nargs="+", metavar="NETWORK|SOURCE", help=_("ready-made networks, or forge:owner")
    )
    parser.add_argument("--name", default="Ours", help=_("what the network of the sources is called"))
    parser.add_argument("--output", "-o", metavar="FILE", help=_("default: the user's configuration folder"))


def run(arguments: argparse.Namespace) -> int:
    """Write the file and say where.

    Raises `UsageError` for a network that does not exist or a file that is there already, `OutputError` where it
    cannot be written.
    """
    target = Path(arguments.output) if arguments.output else user_config_file()
    text = configuration(arguments.sources, arguments.name)
    try:
        private_folder(target.parent)
        write_new(target, text)
    except FileExistsError as error:
        sentence = say("{file} exists already; move it away or name another with --output.", file=str(target))
        raise UsageError(sentence) from error
    except OSError as error:
        sentence = say("{file} cannot be written: {why}.", file=str(target), why=reason(error))
        raise OutputError(sentence) from error
    return tell(str(say("Wrote {file}; `civitop doctor` checks it, `civitop` shows it.", file=str(target))))


def configuration(sources: Sequence[str], name: str) -> str:
    """Return a configuration's text, checked by reading it back; raises for sources that do not exist."""
    from civitop.config import load, parse
    from collectors.forges import KINDS

    shipped = shipped_config_file()
    text = f"{shipped.read_text('utf-8')}\n{table_of(sources, name)}"
    parse(text, _("the new configuration"), Path(), KINDS, load(shipped, KINDS))
    return text


def table_of(sources: Sequence[str], name: str) -> str:
    """Return the `[network]` tables of ready-made networks, and one of all other sources."""
    import tomlkit

    from civitop import networks as ready_made

    own = [source for source in sources if source not in ready_made.names()]
    parts = [ready_made.text(source) for source in sources if source not in own]
    if own:
        table = tomlkit.table()
        table["name"] = name
        table["watch"] = own
        parts.append(tomlkit.dumps({"network": {"ours": table}}))
    return "\n".join(parts)
