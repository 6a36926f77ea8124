"""What waits to be told, as the store keeps it; and of several processes that tell of one store, who tells what.

Each process keeps its own note. A notice is told by the process that claims it first, right before it sends. What a
process leaves behind that is heard of no more goes to the first one that notices: its note and its claims change hands
in one transaction, so that of several heirs one has them, and a heir that dies amid it has nothing.
"""

from collections.abc import Collection
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from civitop.decoders import json_decoder
from civitop.service.notices import Notice
from civitop.store import Store
from civitop.store.values import readable

NOTE = "notify/outbox"
"""The note of a store that one process polls; of a shared one each has `notify/outbox/POLLER`."""
CLAIM = "notify/told-by/"
"""Begins the notes of a shared store that say which process tells a notice."""


class Waiting(Struct, frozen=True):
    """A notice that has not arrived at a place."""

    notice: Notice
    place: str
    since: datetime
    due: datetime
    tries: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Return what is told and where."""
        return (self.notice.id, self.place)


class Kept(Struct, frozen=True):
    """What the store keeps between two processes."""

    seen: datetime | None = None
    """Until when what changed was looked at; `None`: never, and what was before is nobody's news."""
    told: tuple[str, ...] = ()
    failing: dict[str, datetime] = {}
    waiting: tuple[Waiting, ...] = ()


def kept_of(data: bytes | None) -> Kept:
    """Return what a note holds; nothing where there is none, or it is damaged."""
    return (data and readable(lambda: json_decoder(Kept).decode(data))) or Kept()


class Sharers:
    """The processes that tell what happens in one store, as one of them sees them; methods raise `StoreError`."""

    def __init__(self, store: Store, me: str) -> None:
        """`me` is the name by which this process gives signs of life (`Store.share`)."""
        self._store = store
        self._me = me
        self.note = f"{NOTE}/{me}"

    def ours(self, notice: Notice) -> bool:
        """Claim a notice; return whether it is this process that tells it."""
        mine = self._me.encode()
        return self._store.keep(f"{CLAIM}{notice.id}", mine) == mine

    def seen(self) -> datetime | None:
        """Return until when any process has looked at what changed."""
        return _latest(*(kept_of(data).seen for data in self._store.beginning(f"{NOTE}/").values()))

    def inherit(self, own: Kept, places: Collection[str]) -> Kept:
        """Take what processes left behind that live no more, and return it without `own`, which is kept with it.

        What waits for a place that is not among these `places` stays for a process that has it.
        """
        living = {*self._store.pollers(), self._me}
        found = Kept()
        for key, data in self._store.beginning(f"{NOTE}/").items():
            owner, left = key.removeprefix(f"{NOTE}/"), kept_of(data)
            if owner not in living and all(each.place in places for each in left.waiting):
                found = self._with(found, own, owner, data)
        return found

    def _with(self, found: Kept, own: Kept, owner: str, data: bytes) -> Kept:
        """Return what was found with what one process left, where no other process was quicker."""
        left, was, mine = kept_of(data), owner.encode(), self._me.encode()
        claims = {each.notice.id: self._store.get(f"{CLAIM}{each.notice.id}") for each in left.waiting}
        here = {each.key for each in (*own.waiting, *found.waiting)}
        # What somebody else has claimed is taken too, and dropped when it is tried.
        ours = [each for each in left.waiting if each.key not in here]
        more = replace(
            found,
            seen=_latest(found.seen, left.seen),
            told=(*found.told, *(each.notice.id for each in ours)),
            failing={**left.failing, **found.failing},
            waiting=(*found.waiting, *ours),
        )
        changed = {
            f"{NOTE}/{owner}": (data, None),
            self.note: (self._store.get(self.note), msgspec.json.encode(together(own, more))),
            **{f"{CLAIM}{id}": (was, mine) for id, claim in claims.items() if claim == was},
        }
        return more if self._store.exchange_all(changed) else found


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def together(own: Kept, more: Kept) -> Kept:
    """Return what a process keeps with what it took from others; nothing waits twice for a place."""
    here = {each.key for each in own.waiting}
    return replace(
        own,
        seen=_latest(own.seen, more.seen),
        told=(*own.told, *more.told),
        failing={**more.failing, **own.failing},
        waiting=(*own.waiting, *(each for each in more.waiting if each.key not in here)),
    )
