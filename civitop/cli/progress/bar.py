"""Progress on a terminal: a bar below the lines, gone when the round is over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from civitop.cli.output import LONGEST_LINE
from civitop.cli.progress.faces import Lines, line_of, now_utc
from civitop.cli.progress.telling import Said
from civitop.i18n.language import _
from civitop.polling import events
from civitop.sanitise import plain

if TYPE_CHECKING:
    from rich.progress import Progress

PAINTS = 4
"""A second."""


class Bar(Lines):
    """Lines as they come, and below them how many repositories of how many are done, and for how long."""

    def __init__(
        self, out: TextIO, now: Callable[[], datetime] = now_utc, *, wait: timedelta | None = None
    ) -> None:
        super().__init__(out, now, wait=wait)
        self._bar: Progress | None = None

    def take(self, event: events.Event) -> None:
        """Show an event; the bar stands from the first one on of which the size of the round is known."""
        if isinstance(event, events.Collecting) and self._bar is None:
            self._bar = _bar(self._out)
            self._bar.add_task("", total=None, deep="")
            self._bar.start()
        if isinstance(event, events.RoundFinished):
            self._end()
        super().take(event)
        if self._bar is not None:
            (task,) = self._bar.task_ids
            deep = plain(self._telling.deepening, LONGEST_LINE)
            self._bar.update(task, completed=self._telling.done, total=self._telling.wanted, deep=deep)

    def minute(self) -> None:
        """Say nothing: the bar says it."""

    def _write(self, said: Said) -> None:
        if self._bar is None:
            super()._write(said)
        else:
            self._bar.console.print(line_of(said), soft_wrap=True)  # `:a:` stays what it is

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away, and give the cursor back."""
        self._end()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _bar(out: TextIO) -> "Progress":
    # A tenth of a second to import: by now the forges have been asked.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(_("repositories"), markup=False),
        TimeElapsedColumn(),
        TextColumn("{task.fields[deep]}", markup=False, table_column=Column(ratio=1, no_wrap=True)),
    )
    return Progress(
        *columns,
        console=Console(file=out, markup=False, highlight=False, emoji=False),
        transient=True,
        refresh_per_second=PAINTS,
        redirect_stdout=False,  # data is never drawn over; what is logged to stderr stands above the bar
    )
