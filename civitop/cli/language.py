"""Chooses the language of what a person reads: screens, `--help`, errors, and exports for persons.

Logs and formats for machines stay English.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from civitop import paths
from civitop.config.settings import Config
from civitop.files import LARGEST_TEXT, read_regular
from civitop.i18n.language import Language, available, load, use, wished


def speak(config: Config) -> None:
    """Let everything that is said from now on be said in the language of the configuration.

    Screens that are up see by `civitop.i18n.language.current()` that it is another one.
    """
    use(language_of(config))


def language_of(config: Config) -> Language:
    """Return the language that a configuration asks for; without one, that of the environment."""
    code = config.language or "auto"
    return load(wished() if code == "auto" else code)


def first_language(argv: Sequence[str]) -> Language:
    """Return the language for what is said before a configuration is read, if one ever is.

    It is that of the configuration that `argv` leads to, as far as that can be seen at a glance: what is
    wrong in it is said by the command that reads it.
    """
    glance = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    glance.add_argument("--config", nargs="?")
    file = paths.config_file(glance.parse_known_args(argv)[0].config).path
    code = None if file.absolute() == paths.shipped_config_file() else _named_in(file)
    return load(code if code in available() else wished())


def _named_in(file: Path) -> str | None:
    import tomli

    try:
        screen = tomli.loads(read_regular(file, LARGEST_TEXT).decode("utf-8-sig")).get("screen")
    except (OSError, ValueError, RecursionError):
        return None
    code = screen.get("language") if isinstance(screen, dict) else None
    return code if isinstance(code, str) else None
