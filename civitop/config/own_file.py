"""The file into which civitop itself writes what a person chose."""

from pathlib import Path

from civitop.config import trust
from civitop.config.settings import Config
from civitop.files import private_folder, write_whole
from civitop.paths import shipped_config_file, trust_file, user_config_file


def target_file(config: Config) -> Path:
    """Return the file into which a choice is written: the one in force, or the user's own.

    A file that lies in the current folder and is not trusted is somebody else's, and stays as it is.
    """
    shipped = shipped_config_file()
    in_force = Path(config.path) if config.path else shipped
    others = config.notice is not None or in_force.resolve() == shipped.resolve()
    return user_config_file() if others else in_force


def write_own(target: Path, text: str, record: Path | None = None) -> None:
    """Write a configuration; where the user trusts what stands there, that holds for what they have us write too.

    `record` is that of trusted files. Raises `OSError`, and `ConfigError` where the record cannot be written.
    """
    record = record or trust_file()
    trusted = target.exists() and trust.is_trusted(target, target.read_bytes(), record)
    private_folder(target.parent)
    write_whole(target, text)
    if trusted:
        trust.trust(target, text.encode(), record)
