"""Writes what a person says at a key to be expected of a project into the configuration in force."""

from collections.abc import Callable
from pathlib import Path

from civitop.config.expectation_writing import with_wish
from civitop.config.settings import Config
from civitop.errors import ConfigError, OutputError, UsageError
from civitop.expected import Wish
from civitop.files import reason, write_whole
from civitop.i18n.message import say


def expecter(config: Config) -> Callable[[Wish], None]:
    """Return what the keys call; it raises a `CivitopError` with one sentence where nothing was written."""

    def write(wish: Wish) -> None:
        from civitop.cli.commands.start import target_file

        target = target_file(config)
        try:
            text = target.read_text("utf-8-sig") if target.exists() else ""
            changed = with_wish(text, wish)
            _check(changed, target)
            write_whole(target, changed)
        except OSError as error:
            sentence = say("{file} cannot be written: {why}.", file=str(target), why=reason(error))
            raise OutputError(sentence) from error

    return write


def _check(text: str, target: Path) -> None:
    from civitop.config import load, parse
    from civitop.paths import shipped_config_file
    from collectors.forges import KINDS

    try:
        parse(text, str(target), target.parent, KINDS, load(shipped_config_file(), KINDS))
    except ConfigError as error:
        sentence = say("This cannot be added to the configuration: {why}", why=error.phrase)
        raise UsageError(sentence) from error
