"""How the service is: what its health file and `/healthz` say, and when that means that somebody must look."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from civitop import __version__
from civitop.errors import OutputError
from civitop.files import reason, write_whole
from civitop.i18n.message import say
from civitop.polling.events import Event, RoundFinished, RoundStarted

Status = Literal["starting", "ok", "failing", "late", "stopped"]
GRACE = timedelta(minutes=2)
"""How much later than announced a round may begin."""
STUCK = timedelta(hours=2)
"""How long a round may go on without a word; the longest wait for a forge's budget is an hour."""


class Condition(Struct, frozen=True, kw_only=True):
    """The condition of a service at one moment."""

    schema: Literal["civitop.health/1"] = "civitop.health/1"
    status: Status
    """`starting`: no round is over yet; `failing`: the last one brought nothing; `late`: none came when it was due."""
    at: datetime
    pid: int
    civitop: str = __version__
    started_at: datetime
    polling: bool = False
    """Whether a round is under way."""
    event_at: datetime
    """When something happened last."""
    round_at: datetime | None = None
    """When the last round ended."""
    round_seconds: float | None = None
    collected: int = 0
    unchanged: int = 0
    failed: int = 0
    """Of the last round."""
    next_at: datetime | None = None
    notices_waiting: int = 0

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look."""
        return self.status in ("starting", "ok")


def first(now: datetime) -> Condition:
    """Return the condition of a service that begins."""
    return Condition(status="starting", at=now, pid=os.getpid(), started_at=now, event_at=now)


def after(before: Condition, event: Event, now: datetime, waiting: int) -> Condition:
    """Return the condition after an event; `waiting` notices have not arrived."""
    held = replace(before, at=now, event_at=now, notices_waiting=waiting)
    match event:
        case RoundStarted():
            return replace(held, polling=True, next_at=None)
        case RoundFinished():
            nothing = event.failed and not (event.collected or event.unchanged)
            return replace(
                held,
                status="failing" if nothing else "ok",
                polling=False,
                round_at=event.at,
                round_seconds=round(event.seconds, 3),
                collected=event.collected,
                unchanged=event.unchanged,
                failed=event.failed,
                next_at=event.next_at,
            )
    return held


def at(condition: Condition, now: datetime) -> Condition:
    """Return the condition as it is at a later moment: what should have happened by then and did not."""
    over = condition.next_at is not None and now > condition.next_at + GRACE
    late = now > condition.event_at + STUCK if condition.polling else over
    return replace(condition, at=now, status="late" if late else condition.status)


def stopped(condition: Condition) -> Condition:
    """Return the condition of a service that ends."""
    return replace(condition, status="stopped", polling=False, next_at=None)


def encode(condition: Condition) -> bytes:
    """Return a condition as JSON, a line."""
    return msgspec.json.encode(condition) + b"\n"


def write(condition: Condition, file: Path) -> None:
    """Write the health file, whole or not at all; raises `OutputError`."""
    try:
        write_whole(file, encode(condition).decode(), mode=0o644)
    except OSError as error:
        raise OutputError(
            say("The health file {path} cannot be written: {why}.", path=str(file), why=reason(error))
        ) from error
