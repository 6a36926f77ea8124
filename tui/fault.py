"""What a mistake of ours ends a screen with: the terminal as it was, and the error for whoever started the app."""

from typing import TypeVar

from textual.app import App
from textual.worker import WorkerFailed

R = TypeVar("R")


class Faultless(App[R]):
    """An app that leaves it to its starter to say what broke it.

    Textual would print a traceback with all local variables, among them what nobody should read.
    """

    @property
    def fault(self) -> Exception | None:
        """The error that ended the app, or `None` where a person did."""
        error = self._exception
        inner = error.error if isinstance(error, WorkerFailed) else error
        return inner if isinstance(inner, Exception) else error

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
