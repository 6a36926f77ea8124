"""What a thread computes gives way to the screen."""

import time

import pytest

from tui.session import background_work
from tui.session.background_work import LONG_PAUSE, PAUSE, STRETCH, Patient


@pytest.fixture
def pauses(monkeypatch):
    found = []
    monkeypatch.setattr(background_work.time, "sleep", found.append)
    return found


def test_a_thread_pauses_between_stretches_of_values(pauses):
    values = Patient(range(3 * STRETCH - 1), lambda: time.monotonic() - 60)
    assert list(values) == list(range(3 * STRETCH - 1))
    assert pauses == [PAUSE, PAUSE]


def test_it_pauses_longer_while_somebody_presses_keys(pauses):
    assert sum(Patient([1] * STRETCH, time.monotonic)) == STRETCH
    assert pauses == [LONG_PAUSE]
