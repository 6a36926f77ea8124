"""Which process polls into a store: what it leaves there for those that come to poll as well."""

import getpass
import os
import socket
from contextlib import suppress
from datetime import datetime

import msgspec

from civitop.decoders import json_decoder
from civitop.errors import DiskFull
from civitop.i18n.message import Phrase, say
from civitop.sanitise import plain
from civitop.store.notes import Notes
from civitop.store.values import readable

NOTE = "poller"
LONGEST = 80
"""Characters of a name that are kept."""


class Poller(msgspec.Struct, frozen=True):
    """A process that has claimed a store; meaningful only while the claim holds."""

    pid: int
    host: str
    user: str
    command: str
    """The command of civitop that it runs (`watch`), without its arguments."""
    since: datetime

    @property
    def phrase(self) -> Phrase:
        """Say whose it is: `process 4711 of ida on desk (civitop watch), since 2026-11-22 10:00 UTC`."""
        return say(
            "process {pid} of {user} on {host} (civitop {command}), since {time} UTC",
            pid=str(self.pid),
            user=self.user,
            host=self.host,
            command=self.command,
            time=f"{self.since:%Y-%m-%d %H:%M}",
        )


def sign(store: Notes, command: str, now: datetime) -> None:
    """Leave in a store who has claimed it; a full disk is no reason not to poll."""
    me = Poller(os.getpid(), plain(socket.gethostname(), LONGEST), _user(), plain(command, LONGEST), now)
    with suppress(DiskFull):
        store.put(NOTE, msgspec.json.encode(me))


def poller(store: Notes) -> Poller | None:
    """Return who claimed the store last; `None` where an older civitop did, which left no name."""
    held = store.get(NOTE)
    return readable(lambda: json_decoder(Poller).decode(held)) if held else None


def _user() -> str:
    try:
        return plain(getpass.getuser(), LONGEST)
    except (OSError, KeyError, ImportError):  # a container's user without a name
        return "?"
