"""Each network of a shared store has one poller, and none is left without one."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civitop.store import Store, leases
from civitop.store.leases import LEASE, Wish, shared_out

NETWORKS = ("a", "b", "c", "d", "e")


class Table:
    """What the store does with wishes, without a store."""

    def __init__(self) -> None:
        self.wishes: list[Wish] = []

    def beat(self, me: str, networks: frozenset[str]) -> frozenset[str]:
        mine = shared_out(self.wishes, me, networks)
        self.wishes = [wish for wish in self.wishes if wish.poller != me]
        self.wishes += [Wish(network, me, network in mine) for network in sorted(networks)]
        return mine

    def holders(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for wish in self.wishes:
            if wish.held:
                found.setdefault(wish.network, []).append(wish.poller)
        return found


wanted = st.dictionaries(st.sampled_from("xyz"), st.frozensets(st.sampled_from(NETWORKS)), min_size=1)
beats = st.lists(st.sampled_from("xyz"), max_size=12)


@given(wanted, beats)
def test_a_network_has_never_two_pollers_and_in_the_end_one(
    networks: dict[str, frozenset[str]], order: list[str]
) -> None:
    table = Table()
    for who in order:
        if who in networks:
            table.beat(who, networks[who])
            assert all(len(pollers) == 1 for pollers in table.holders().values())
    for _ in range(8):
        for who in sorted(networks):
            table.beat(who, networks[who])
    assert table.holders().keys() == frozenset[str]().union(*networks.values())
    for who in networks:  # nobody could do with two fewer what another would do
        for network in [n for n, of in table.holders().items() if of == [who]]:
            for other in networks:
                load = {w: sum(of == [w] for of in table.holders().values()) for w in networks}
                assert network not in networks[other] or load[other] >= load[who] - 1


def test_whoever_comes_is_given_a_half_by_whoever_has_all() -> None:
    table, all_of_them = Table(), frozenset(NETWORKS[:4])
    assert table.beat("x", all_of_them) == all_of_them
    assert table.beat("y", all_of_them) == frozenset()
    half = table.beat("x", all_of_them)
    assert len(half) == 2
    assert table.beat("x", all_of_them) == half  # what it gave up counts as the other's, who has not come yet
    assert table.beat("y", all_of_them) == all_of_them - half
    assert table.beat("x", all_of_them) == half
    assert all(len(of) == 1 for of in table.holders().values())


def test_leases_lapse_and_are_given_up(place: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(place) as first, Store(place) as second:
        now = first._connection.now()
        for store in (first, second):
            monkeypatch.setattr(store._connection, "now", lambda: now)
        assert first.share("x", ["a", "b"]) == {"a", "b"}
        assert second.share("y", ["a", "b"]) == frozenset()
        assert second.holders() == {"a": "x", "b": "x"}
        monkeypatch.setattr(second._connection, "now", lambda: now + LEASE + timedelta(seconds=1))
        assert second.share("y", ["a", "b"]) == {"a", "b"}
        monkeypatch.setattr(first._connection, "now", lambda: now + LEASE + timedelta(seconds=1))
        assert first.share("x", ["a", "b"]) == frozenset()
        second.leave("y")
        assert first.share("x", ["a", "b"]) == {"a", "b"}
        assert first.holders() == {"a": "x", "b": "x"}


def test_the_time_of_leases_is_the_servers(schema: str) -> None:
    """Machines of a team need not agree on the time."""
    with Store(schema) as store:
        at = store._connection.now()
        assert isinstance(at, datetime)
        assert at.tzinfo is not None
        assert timedelta() <= store._connection.now() - at < leases.LEASE
