"""What is said of a repository as a whole."""

from datetime import UTC, datetime
from itertools import product
from typing import get_args

from civitop.health import Health
from civitop.signals import SIGNALS
from civitop.signals.base import LEVELS, Level
from civitop.signals.parts.lazy_signals import Glance, HeldSignals

LEADING = [definition.id for definition in SIGNALS if definition.leading]


def test_the_worst_level_is_that_of_the_first_leading_signal_that_has_it() -> None:
    assert set(LEVELS) == set(get_args(Level))
    for levels in product([*LEVELS, None], repeat=len(LEADING)):
        known = {id: level for id, level in zip(LEADING, levels, strict=True) if level is not None}
        glance = {id: Glance(level, 1, None) for id, level in known.items()}
        further = {each.id: Glance("bad", 1, None) for each in SIGNALS if not each.leading}
        health = Health(
            id="hub:a", forge="hub", name="a", url="", archived=False, status="fresh", error=None,
            collected_at=datetime(2026, 11, 22, tzinfo=UTC), signals=HeldSignals({**glance, **further}, dict),
        )  # fmt: skip
        expected = min(known.items(), key=lambda item: LEVELS.index(item[1]), default=(None, "unknown"))
        assert health.worst == (expected[1], expected[0])
