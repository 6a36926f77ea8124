"""Who polls which network of a shared store: leases that lapse where whoever holds them is heard of no more.

Each poller says every few seconds which networks it would poll, and is told which it is to. A network has one
holder; whoever holds fewest takes what is free, and whoever holds two more than another that wants one gives it up.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta

from msgspec import Struct

from civitop.store.base import StoreBase
from civitop.store.values import text

LEASE = timedelta(seconds=30)
"""How long a poller that is not heard of keeps its networks."""


class Wish(Struct, frozen=True):
    """A poller would poll a network, or does."""

    network: str
    poller: str
    held: bool


class Leases(StoreBase):
    """The part of a store that shares networks out."""

    @property
    def shared(self) -> bool:
        """Return whether several processes may poll into the store, each its share of the networks."""
        return self._connection.shared

    def share(self, poller: str, networks: Collection[str]) -> frozenset[str]:
        """Say that a poller lives and would poll these networks; return which of them are its own to poll.

        It is to ask again well before `LEASE` is over, and to stop polling what is its own no more.
        """
        with self._transaction() as db:
            now = self._connection.now()
            db.execute("DELETE FROM lease WHERE until < ?", (text(now),))
            wishes = [
                Wish(str(network), str(whose), bool(held))
                for network, whose, held in self._rows("SELECT network, poller, held FROM lease")
            ]
            mine = shared_out(wishes, poller, networks)
            db.execute("DELETE FROM lease WHERE poller = ?", (poller,))
            db.executemany(
                "INSERT INTO lease (network, poller, held, until) VALUES (?, ?, ?, ?)",
                [
                    (network, poller, int(network in mine), text(now + LEASE))
                    for network in sorted(set(networks))
                ],
            )
        return mine

    def leave(self, poller: str) -> None:
        """Let others take the networks of a poller that ends."""
        with self._transaction() as db:
            db.execute("DELETE FROM lease WHERE poller = ?", (poller,))

    def pollers(self) -> frozenset[str]:
        """Return the names of those that were heard of within `LEASE`."""
        now = text(self._connection.now())
        return frozenset(
            str(name) for (name,) in self._rows("SELECT DISTINCT poller FROM lease WHERE until >= ?", now)
        )

    def holders(self) -> dict[str, str]:
        """Return which poller holds each network now."""
        now = text(self._connection.now())
        rows = self._rows(
            "SELECT network, poller FROM lease WHERE held = 1 AND until >= ? ORDER BY network", now
        )
        return {str(network): str(poller) for network, poller in rows}


def shared_out(wishes: Sequence[Wish], me: str, networks: Collection[str]) -> frozenset[str]:
    """Return which of the networks that it would poll are to be `me`'s, given what all live pollers wish."""
    others = [wish for wish in wishes if wish.poller != me]
    taken = {wish.network for wish in others if wish.held}
    load = Counter(wish.poller for wish in others if wish.held)
    rivals: dict[str, set[str]] = defaultdict(set)
    for wish in others:
        rivals[wish.network].add(wish.poller)
    mine = {wish.network for wish in wishes if wish.poller == me and wish.held and wish.network in networks}
    for network in sorted(set(networks) - mine - taken):
        if all(len(mine) <= load[rival] for rival in rivals[network]):
            mine.add(network)
    for network in sorted(rivals.keys() - taken - mine):  # others are about to take what is free
        load[min(rivals[network], key=lambda rival: (load[rival], rival))] += 1
    for network in sorted(mine):
        lightest = min(rivals[network], key=lambda rival: (load[rival], rival), default=None)
        if lightest is not None and load[lightest] <= len(mine) - 2:
            mine.discard(network)
            load[lightest] += 1
    return frozenset(mine)
