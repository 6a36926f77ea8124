"""What changed in a repository between two rounds, as lines for a person.

Pure functions from the previous health and the new one; the moment comes in as an argument. What of a signal
is news stands in the signal's own file (`Definition.news`).
"""

from collections.abc import Iterator
from datetime import datetime

from civitop.change import Change
from civitop.health import Health
from civitop.i18n.message import marked, say
from civitop.model import Facts
from civitop.signals import SIGNALS
from civitop.signals.base import LEVELS
from civitop.signals.views.news import News, Since


def compare(before: Health | None, after: Health, facts: Facts | None, at: datetime) -> tuple[Change, ...]:
    """Return what changed between two rounds of one repository, signal by signal, changes of level last.

    `before` is `None` in the first round: then only a failure is news. `facts` are the new facts as far as
    they were collected; `at` is the moment of the round, which every change but a release carries.
    """
    news = list(_polling(before, after))
    if before is not None:
        between = Since(before.collected_at, facts)
        told = set()
        for definition in SIGNALS:
            old, new = definition.of(before.signals), definition.of(after.signals)
            if old is None or new is None or definition.news is None:
                continue
            found = tuple(definition.news(old, new, between))
            news += found
            if any(item.tells_level for item in found):
                told.add(definition.id)
        news += _levels(before, after, told)
    return tuple(Change(item.when or at, after.id, item.kind, item.text, item.worse) for item in news)


def _polling(before: Health | None, after: Health) -> Iterator[News]:
    failed_before = before is not None and before.error is not None
    if after.error is not None and not failed_before:
        yield News("failed", after.error, worse=True)
    if after.error is None and failed_before:
        yield News("recovered", say("It could be polled again."), worse=False)


def _levels(before: Health, after: Health, told: set[str]) -> Iterator[News]:
    """Yield the changes of level between known ones; what became unknown is told by the failure."""
    for definition in SIGNALS:
        old, new = definition.of(before.signals), definition.of(after.signals)
        if old is None or new is None or definition.id in told or old.level == new.level:
            continue
        if "unknown" not in (old.level, new.level):
            worse = LEVELS.index(new.level) < LEVELS.index(old.level)
            text = say(
                "{signal}: from {old} to {new}.",
                signal=marked(definition.title),
                old=marked(old.level),
                new=marked(new.level),
            )
            yield News("level", text, worse=worse)
