"""What is logged goes to standard error: of civitop's own modules, a line each, without secrets."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from civitop.cli.output import LONGEST_LINE
from civitop.sanitise import plain

OURS = ("civitop", "collectors", "tui")
"""The loggers of civitop. Those of libraries stay at warnings whatever is asked for: at their finest they log
whole header blocks, with the token in them."""


@contextmanager
def logged_to_stderr(verbosity: int) -> Iterator[None]:
    """Let warnings go to standard error; with `verbosity` 1 also what is done, with 2 everything."""
    handler = _Handler()
    handler.setFormatter(_Formatter(traces=verbosity > 0))
    handler.addFilter(_is_ours)
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbosity, 2)]
    loggers = [logging.getLogger(name) for name in OURS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(level)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        for logger, held in zip(loggers, before, strict=True):
            logger.setLevel(held)


@contextmanager
def as_json() -> Iterator[None]:
    """Let what is logged be JSON, one object per line, until the end of the block."""
    handlers = [each for each in logging.getLogger().handlers if isinstance(each, _Handler)]
    before = [handler.formatter for handler in handlers]
    for handler in handlers:
        handler.setFormatter(_JsonFormatter())
    try:
        yield
    finally:
        for handler, formatter in zip(handlers, before, strict=True):
            handler.setFormatter(formatter)


def json_line(at: datetime, level: str, event: str, fields: Mapping[str, Any]) -> str:
    """Return what happened as one line of JSON: `time` (UTC), `level`, `event` and what belongs to it."""
    shown = {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in fields.items()
    }
    time = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": time, "level": level, "event": event, **shown})


def _is_ours(record: logging.LogRecord) -> bool:
    """Pass what is ours, and warnings of others: a library may have set its own loggers to talk."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OURS


class _Handler(logging.Handler):
    """Prints to what standard error is at that moment: while a screen is up, the screen has it."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr)


class _JsonFormatter(logging.Formatter):
    """Shows a record as a line of JSON, without where an error came up."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        fields = {"logger": record.name, "message": plain(record.getMessage(), LONGEST_LINE)}
        at = datetime.fromtimestamp(record.created, UTC)
        return json_line(at, record.levelname.lower(), "log", fields)


class _Formatter(logging.Formatter):
    """Shows a record on lines that a terminal may be given; where an error came up only with `traces`."""

    def __init__(self, *, traces: bool) -> None:
        super().__init__("%(asctime)s %(name)s: %(message)s")
        self._traces = traces

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        shown = logging.makeLogRecord(record.__dict__)
        shown.msg, shown.args = record.getMessage(), ()
        shown.exc_text = None
        if not self._traces:
            shown.exc_info = shown.stack_info = None
        return _lines(super().format(shown))


def traceback_of(error: BaseException) -> str:
    """Return where an error came up, with its text, as a terminal may be given it."""
    return _lines("".join(traceback.format_exception(error)))


def _lines(text: str) -> str:
    return "\n".join(plain(line, LONGEST_LINE) for line in text.rstrip().split("\n"))
