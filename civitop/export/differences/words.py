"""A difference in words, in the language in use: the same sentences for every form that people read."""

from collections.abc import Iterator

from civitop.export.wording import figure, spoken
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.reading.difference import Difference, ProjectDifference, Step
from civitop.signals import SIGNALS
from civitop.signals.base import LEVEL_NAMES, SIGNS, Level
from civitop.signals.parts.units import unit_of

_BY_ID = {definition.id: definition for definition in SIGNALS}


def title(difference: Difference) -> str:
    """Return the heading: whose changes, and between which days."""
    names = tuple(difference.networks)
    old, new = spoken(difference.old)[0], spoken(difference.new)[0]
    if not names:
        return str(say("What changed from {old:date} to {new:date}", old=old, new=new))
    return str(say("{names}: what changed from {old:date} to {new:date}", names=names, old=old, new=new))


def summary(difference: Difference) -> str:
    """Return how many projects got worse, got better, came and went."""
    return " ".join(map(str, difference.summary))


def news(project: ProjectDifference) -> Iterator[str]:
    """Yield the sentences of a project; levels stand beside the figures."""
    if project.state == "new":
        yield _("It is new here.")
    if project.state == "gone":
        yield _("It is no longer here.")
    yield from (str(change.text) for change in project.news if change.kind != "level")


def step(change: Step) -> str:
    """Return the change of one figure: `Open issues: 12 → 18 issues`, with levels where these differ."""
    definition = _BY_ID.get(change.signal)
    name = _(definition.title) if definition else change.signal
    said = definition.said if definition else None
    if said is not None:
        old, new = ("–" if value is None else str(said(value)) for value in (change.old, change.new))
    else:
        old = "–" if change.old is None else figure(change.old)
        new = "–" if change.new is None else f"{figure(change.new)} {unit_of(change.new, change.unit)}"
    if change.old_level == change.new_level:
        return f"{name}: {old} → {new}"
    return f"{name}: {old} → {new} ({_level(change.old_level)} → {_level(change.new_level)})"


def _level(level: Level) -> str:
    return f"{SIGNS[level]} {_(LEVEL_NAMES[level])}"
