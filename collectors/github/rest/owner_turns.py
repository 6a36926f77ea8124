"""Whose list of repositories a round without a token asks for, so that an hour's 60 requests are not spent on lists."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from msgspec import Struct

from civitop.decoders import msgpack_decoder

AGAIN = 2
"""Requests of a round for what was described in an earlier one: a round every five minutes makes 24 an hour of them,
however many owners a network has, and leaves the others to open issues."""
ROUND = timedelta(minutes=5)
"""The time in which `AGAIN` requests are earned: who asks once a night asks for every list."""


class Notes(Protocol):
    """Where turns are remembered between processes; a store is one."""

    def get(self, key: str) -> bytes | None:
        """Return what is remembered under a key."""

    def put(self, key: str, value: bytes) -> None:
        """Remember a value under a key."""


class Turn(Struct, frozen=True, array_like=True):
    """When an owner was last asked for their list, and how many requests that took."""

    at: datetime
    requests: int


class OwnerTurns:
    """Of one forge without a token, and of one branch of its repositories."""

    def __init__(
        self, notes: Notes | None, forge: str, clock: Callable[[], datetime], branch: str = ""
    ) -> None:
        """Take `notes` that outlive the process; without them turns are remembered as long as this lives."""
        self._notes = notes
        self._forge = forge
        self._clock = clock
        self._key = f"turns/{forge}/{branch}"
        self._held: dict[str, Turn] | None = None
        """By owner, in the order in which they were last asked."""

    def on(self, branch: str) -> "OwnerTurns":
        """Return those of another branch: its repositories have turns of their own."""
        return OwnerTurns(self._notes, self._forge, self._clock, branch)

    def take(self, owners: Collection[str], free: Collection[str]) -> frozenset[str]:
        """Return the owners whose turn it is, and remember it: new ones, then those who wait for the longest.

        The lists of `free` owners are at hand and take no requests.
        """
        turns = self._turns()
        chosen = [owner for owner in owners if owner not in turns or owner in free]
        waiting = [owner for owner in turns if owner in owners and owner not in free]
        left = _earned(self._clock() - max(turns[owner].at for owner in waiting)) if waiting else 0
        for owner in waiting:
            if left <= 0:
                break
            left -= turns[owner].requests
            chosen.append(owner)
        self._asked({owner: turns[owner].requests if owner in turns else 1 for owner in chosen})
        return frozenset(chosen)

    def listed(self, owner: str, requests: int) -> None:
        """Remember that an owner was asked, in their turn or outside of it, and how many requests that took."""
        self._asked({owner: requests})

    def _asked(self, requests: Mapping[str, int]) -> None:
        now, turns = self._clock(), self._turns()
        for owner, took in requests.items():
            turns.pop(owner, None)  # so that it goes to the end
            turns[owner] = Turn(now, took)
        if self._notes and requests:
            self._notes.put(self._key, msgspec.msgpack.encode(turns))

    def _turns(self) -> dict[str, Turn]:
        if self._held is None:
            self._held = {}
            if self._notes and (kept := self._notes.get(self._key)):
                try:
                    self._held = msgpack_decoder(dict[str, Turn]).decode(kept)
                except msgspec.MsgspecError:
                    self._held = {}  # of another version: every owner is asked once more
        return self._held


def _earned(since: timedelta) -> int:
    """Return how many requests the time since the last one allows; a clock that was set back takes none away."""
    return AGAIN * max(1, since // ROUND)
