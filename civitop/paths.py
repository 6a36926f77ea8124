"""Where civitop keeps things: the one place that knows folders."""

import os
from pathlib import Path
from typing import NamedTuple

from civitop.files import LARGEST_TEXT, read_regular

APP = "civitop"


def store_file() -> Path:
    """Return the store's place in the user's data folder (not created)."""
    from platformdirs import user_data_path  # 8 ms that `--version` does not need

    return user_data_path(APP, appauthor=False) / "civitop.db"


def cache_folder() -> Path:
    """Return where cached clones live (not created)."""
    from platformdirs import user_cache_path

    return user_cache_path(APP, appauthor=False)


def user_config_file() -> Path:
    """Return the user's own configuration file (not created)."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "config.toml"


def shipped_config_file() -> Path:
    """Return the default configuration: in the wheel beside the core, in a checkout at the root."""
    packaged = Path(__file__).parent / "config.toml"
    return packaged if packaged.exists() else Path(__file__).parent.parent / "config.toml"


def trust_file() -> Path:
    """Return where the configurations that the user trusts are recorded (not created)."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "trusted.json"


class ConfigFile(NamedTuple):
    """A configuration to read, and whether the user asked for it."""

    path: Path
    asked: bool
    """False for one that merely lies in the current folder: whoever made that folder wrote it."""


def config_file(option: str | None = None) -> ConfigFile:
    """Return the configuration to read: option, environment, folder, user, shipped; first one found.

    A file that was named (by option or environment) is returned even when it does not exist, so that
    reading it says so.
    """
    named = option or os.environ.get("CIVITOP_CONFIG")
    if named:
        return ConfigFile(Path(named).expanduser(), asked=True)
    here = Path("config.toml")
    if _is_there(here) and _is_ours(here):
        return ConfigFile(here, asked=False)
    own = user_config_file()
    return ConfigFile(own if _is_there(own) else shipped_config_file(), asked=True)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return True  # in a folder that may not be read: let reading it say so


def _is_ours(path: Path) -> bool:
    """Tell a civitop configuration from another program's `config.toml` in the same folder."""
    try:
        text = read_regular(path, LARGEST_TEXT).decode("utf-8-sig", "replace")
    except OSError:
        return True  # unreadable: let reading it say so
    return any(line.strip().startswith(("[network.", "[forge.", "[poll")) for line in text.splitlines())
