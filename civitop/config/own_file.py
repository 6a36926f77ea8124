"""The file into which civitop itself writes what a person chose."""

from pathlib import Path

from civitop.config.settings import Config
from civitop.paths import shipped_config_file, user_config_file


def target_file(config: Config) -> Path:
    """Return the file into which a choice is written: the one in force, or the user's own.

    A file that lies in the current folder and is not trusted is somebody else's, and stays as it is.
    """
    shipped = shipped_config_file()
    in_force = Path(config.path) if config.path else shipped
    others = config.notice is not None or in_force.resolve() == shipped.resolve()
    return user_config_file() if others else in_force
