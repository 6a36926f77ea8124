"""A difference in words, in the language in use: the same sentences for every form that people read."""

from collections.abc import Callable, Iterator

from civitop.export.wording import figure, spoken
from civitop.i18n.language import _
from civitop.i18n.message import Phrase, literally, marked, say
from civitop.reading.difference import Difference, ProjectDifference, Step
from civitop.signals import SIGNALS
from civitop.signals.base import LEVEL_NAMES, SIGNS, Level
from civitop.signals.parts.sentences import commits, named, names
from civitop.signals.parts.units import unit_of
from civitop.signals.published_scores import PUBLISHED_SCORES

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
    if project.new_people:
        people = [
            say("{name} ({commits})", name=named(share.name, share.login), commits=commits(share.commits))
            for share in project.new_people
        ]
        yield str(say("First commits in a year: {people}.", people=names(people)))


def steps(project: ProjectDifference) -> Iterator[str]:
    """Yield a line for each figure that a reader sees differ, and last what can be compared with nothing.

    How many of the published scores can be worked out tells nothing of the project.
    """
    told = [step for step in project.steps if step.signal != PUBLISHED_SCORES.id]
    then = [step for step in told if step.old is None and step.old_level == "unknown"]
    now = [step for step in told if step.new is None and step.new_level == "unknown"]
    yield from filter(None, (_step(step) for step in told if step not in then and step not in now))
    if then:
        yield str(say("Not known then: {signals}.", signals=tuple(map(_title, then))))
    if now:
        yield str(say("No longer known: {signals}.", signals=tuple(map(_title, now))))


def _title(step: Step) -> Phrase:
    definition = _BY_ID.get(step.signal)
    return marked(definition.title) if definition else literally(step.signal)


def _step(step: Step) -> str:
    """Return a change: `Open issues: 12 → 18 issues`, with levels where these differ; empty where it reads the same."""
    old, new = _value(step, step.old), _value(step, step.new)
    unit = "" if step.new is None or _said(step) else f" {unit_of(step.new, step.unit)}"
    said = f"{new}{unit}" if old == new else f"{old} → {new}{unit}"
    if step.old_level != step.new_level:
        known = () if step.old_level == "unknown" else (_level(step.old_level),)
        levels = " → ".join((*known, _level(step.new_level)))
        said = levels if step.old is step.new is None else f"{said} ({levels})"
    elif old == new:
        return ""
    return f"{_title(step)}: {said}"


def _value(step: Step, value: float | None) -> str:
    if value is None:
        return "–"
    said = _said(step)
    return str(said(value)) if said else figure(value)


def _said(step: Step) -> Callable[[float], Phrase] | None:
    definition = _BY_ID.get(step.signal)
    return definition.said if definition else None


def _level(level: Level) -> str:
    return f"{SIGNS[level]} {_(LEVEL_NAMES[level])}"
