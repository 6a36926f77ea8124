"""Signals out of the store: levels and values at once, the rest when it is asked for, and the same as measured."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from civitop.codec import decode_health, encode_glance, encode_health, held_health
from civitop.health import Health
from civitop.people.affiliation.statements import Stated
from civitop.polling.measurer import Measurer
from civitop.signals import SIGNALS
from civitop.store import Store


@pytest.fixture
def measured(maker: Any) -> Health:
    with Store(":memory:") as store:
        measurer = Measurer(maker.network(), store, maker.registry, Stated())
        return measurer.measure(measurer.project(maker.facts()), maker.now)


def test_a_held_health_is_the_measured_one(measured: Health) -> None:
    held = held_health(encode_glance(measured), lambda: encode_health(measured))
    assert held == measured
    assert held == decode_health(encode_health(measured))
    assert held.signals["bus_factor"].detail == measured.signals["bus_factor"].detail
    assert encode_health(held) == encode_health(measured)
    assert encode_glance(held) == encode_glance(measured)


def test_what_a_table_shows_and_sorts_by_decodes_no_signal(measured: Health) -> None:
    held = held_health(encode_glance(measured), lambda: b"never read")
    assert held.worst == measured.worst
    assert tuple(held.signals) == tuple(definition.id for definition in SIGNALS)
    assert held.signals
    assert "bus_factor" in held.signals
    for id, signal in measured.signals.items():
        seen = held.glance[id]
        assert (seen.level, seen.value, seen.change_30d) == (signal.level, signal.value, signal.change_30d)
    with pytest.raises(msgspec.MsgspecError):
        held.signals["bus_factor"]


def test_a_signal_that_is_no_longer_known_is_left_out_of_both(measured: Health) -> None:
    old = {"moon_phase": measured.signals["bus_factor"], **measured.signals}
    health = replace(measured, signals=old)
    held = held_health(encode_glance(health), lambda: encode_health(health))
    assert tuple(held.glance) == tuple(measured.signals)
    assert held == measured


def test_nothing_measured_is_nothing_held(measured: Health) -> None:
    bare = replace(measured, signals={})
    held = held_health(encode_glance(bare), lambda: encode_health(bare))
    assert not held.signals
    assert held == bare
