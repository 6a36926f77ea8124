"""Takes up configuration, registry and affiliations while running: when one of their files changed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from civitop.errors import ConfigError, UsageError
from civitop.i18n.message import Phrase
from civitop.reading.store_reader import Setup


class Reloader:
    """Answers with a new setup when one of the files changed; a wrong file changes nothing."""

    def __init__(self, files: Sequence[Path], again: Callable[[], Setup]) -> None:
        self._files = files
        self._again = again
        self._seen = self._state()
        self.error: Phrase | None = None
        """Why the last change was not taken up; the last valid configuration stays."""

    def __call__(self) -> Setup | None:
        """Return the new setup, or `None` when nothing changed or the new files are wrong."""
        state = self._state()
        if state == self._seen:
            return None
        self._seen = state
        try:
            setup = self._again()
        except (ConfigError, UsageError) as error:
            self.error = error.phrase
            return None
        self.error = None
        return setup

    def _state(self) -> tuple[tuple[int, int], ...]:
        found = []
        for file in self._files:
            try:
                stat = file.stat()
            except OSError:
                found.append((0, 0))  # being replaced by an editor, or gone
            else:
                found.append((stat.st_mtime_ns, stat.st_size))
        return tuple(found)
