"""A network at a glance: its totals in sentences, what to look at first, the leading figures with their spreads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from civitop.export.html.charts import IN_BAR, bars, levels, spread_in_words
from civitop.export.html.markup import NOTHING, joined, sign, tag
from civitop.export.wording import figure, task_line, totals_in_sentences
from civitop.health import Health, Network
from civitop.i18n.language import _
from civitop.i18n.message import say
from civitop.signals import SIGNALS
from civitop.signals.base import LEVEL_NAMES, Definition, Level, Signal
from civitop.tasks import Task

MOST_FIRST = 10
"""Projects in the list of what to look at first."""

Anchors = Mapping[str, str]
"""From a repository's id to the id of its section in the page."""


def summary(network: Network, healths: Mapping[str, Health], anchors: Anchors) -> Markup:
    """Return the sentences, what would help most, and the list of bad projects, each with the reason."""
    members = [healths[id] for id in network.repositories]
    bad = [health for health in members if health.worst[0] == "bad" and not health.archived]
    return joined(
        tag("p", " ".join(totals_in_sentences(network)), class_="lead"),
        *(
            tag("p", str(say("Could not be read: {source}: {why}", source=source, why=why)), class_="error")
            for source, why in network.failed_sources.items()
        ),
        _todo(network.todo, healths, anchors),
        _first(bad, anchors),
    )


def _todo(todo: Sequence[Task], healths: Mapping[str, Health], anchors: Anchors) -> Markup:
    if not todo:
        return NOTHING
    items = [tag("li", _project(healths[task.repository], anchors), f": {task_line(task)}") for task in todo]
    return joined(tag("h3", _("What would help most")), tag("ol", *items, class_="todo"))


def _project(health: Health, anchors: Anchors) -> Markup:
    return tag("a", health.name, href=f"#{anchors[health.id]}")


def _first(bad: Sequence[Health], anchors: Anchors) -> Markup:
    if not bad:
        return NOTHING
    items = [
        tag("li", sign("bad"), " ", _project(health, anchors), f": {worst(health)}")
        for health in bad[:MOST_FIRST]
    ]
    if len(bad) > MOST_FIRST:
        items.append(tag("li", str(say("and {n} more", n=len(bad) - MOST_FIRST))))
    return joined(tag("h3", _("To look at first")), tag("ul", *items, class_="first"))


def worst(health: Health) -> str:
    """Return why a repository has its level; empty where all is well."""
    if health.error:
        return str(health.error)
    level, why = health.worst
    return str(health.signals[why].reason) if why and level != "good" else ""


def leading(healths: Sequence[Health]) -> Markup:
    """Return a card for each leading signal, over the repositories that are not archived."""
    active = [health for health in healths if not health.archived]
    cards = (_card(definition, active) for definition in SIGNALS if definition.leading)
    return tag("div", *cards, class_="cards")


def _card(definition: Definition[Any], active: Sequence[Health]) -> Markup:
    signals = [definition.of(health.signals) for health in active]
    return tag(
        "section",
        tag("h3", _(definition.title)),
        _headline(definition, signals),
        *_spread(definition, signals),
        tag("p", _(definition.question), class_="question"),
        class_="card",
    )


def _headline(definition: Definition[Any], signals: Sequence[Signal[Any] | None]) -> Markup:
    if definition.headline is None:
        return NOTHING
    count = definition.headline.count(signals)
    number = "–" if count is None else figure(count)
    others = definition.headline.others(signals) if definition.headline.others else ()
    rest = [f", {figure(n)} {_(word)}" for _verdict, word, n in others if n]
    return tag("p", tag("strong", number), " ", _(definition.headline.words), *rest, class_="headline")


def _spread(definition: Definition[Any], signals: Sequence[Signal[Any] | None]) -> Iterator[Markup]:
    counts: dict[Level, int] = dict.fromkeys(IN_BAR, 0)
    for signal in signals:
        counts[signal.level if signal else "unknown"] += 1
    known = [(signal.value, signal.level) for signal in signals if signal and signal.value is not None]
    yield bars(known)
    if known:
        words = spread_in_words([value for value, _ in known])
        yield tag("p", f"{words} ({_(definition.unit)})", class_="note")
    yield levels(counts)
    legend = [
        tag("span", sign(level), f" {counts[level]} {_(LEVEL_NAMES[level])}")
        for level in IN_BAR
        if counts[level]
    ]
    yield tag("p", *legend, class_="legend")
