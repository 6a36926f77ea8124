"""Chooses the language of what a person reads: screens, and exports for persons.

Errors on the command line, `--help`, logs and formats for machines stay English.
"""

from civitop.language import Language, load, use, wished
from civitop.settings import Config


def speak(config: Config) -> None:
    """Let everything that is said from now on be said in the language of the configuration.

    Screens that are up see by `civitop.language.current()` that it is another one.
    """
    use(language_of(config))


def language_of(config: Config) -> Language:
    """Return the language that a configuration asks for; without one, that of the environment."""
    code = config.language or "auto"
    return load(wished() if code == "auto" else code)
