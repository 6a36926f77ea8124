"""How each figure is computed, from the signals' own files and definitions; and how much is not known."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from civitop.export.html.markup import joined, scrolling, tag
from civitop.export.wording import exactly, figure
from civitop.health import Health
from civitop.i18n.language import _
from civitop.i18n.message import say, say_n
from civitop.reading.method import paragraphs
from civitop.signals import SIGNALS
from civitop.signals.base import LEVEL_NAMES, Definition

MOST_REASONS = 5
"""Reasons for a missing figure before the rest is counted."""


def method() -> Markup:
    """Return how each signal is computed: its question and thresholds in the language in use, the rest in English."""
    return joined(*(_explained(definition) for definition in SIGNALS))


def _explained(definition: Definition[Any]) -> Markup:
    terms = [
        joined(tag("dt", title, lang="en"), tag("dd", text, lang="en"))
        for title, text in paragraphs(definition)
    ]
    return tag(
        "section",
        tag("h3", _(definition.title)),
        tag("p", _(definition.question)),
        *_thresholds(definition),
        *(tag("p", str(remark)) for remark in definition.figures.remarks),
        tag("dl", *terms) if terms else "",
        class_="method",
    )


def _thresholds(definition: Definition[Any]) -> Iterator[Markup]:
    limits = definition.defaults
    if limits.watch is not None and limits.bad is not None:
        text = say(
            "Unless a network sets others, {watch} begins at {first} and {bad} at {second} ({compared}).",
            watch=_(LEVEL_NAMES["watch"]),
            bad=_(LEVEL_NAMES["bad"]),
            first=exactly(limits.watch),
            second=exactly(limits.bad),
            compared=_(definition.compared),
        )
        yield tag("p", str(text))


def unknown(healths: Sequence[Health]) -> Markup:
    """Return for each signal of how many repositories its value is known, with the reasons where it is not."""
    heads = (
        tag("th", _("Figure"), scope="col"),
        tag("th", _("Known"), scope="col", class_="number"),
        tag("th", _("Not known"), scope="col", class_="number"),
        tag("th", _("Why"), scope="col"),
    )
    rows = (_row(definition, healths) for definition in SIGNALS)
    made = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="unknown-figures")
    return scrolling(made, _("How much is unknown"))


def _row(definition: Definition[Any], healths: Sequence[Health]) -> Markup:
    why: Counter[str] = Counter()
    known = 0
    for health in healths:
        signal = definition.of(health.signals)
        if signal is not None and signal.value is not None:
            known += 1
        elif signal is not None:
            why[str(signal.reason)] += 1
        else:
            why[str(health.error or _("nothing was collected"))] += 1
    ordered = sorted(why.items(), key=lambda each: (-each[1], each[0]))
    reasons = [f"{reason} ({figure(times)})" for reason, times in ordered[:MOST_REASONS]]
    if len(ordered) > MOST_REASONS:
        reasons.append(str(say_n("and {n} more", "and {n} more", len(ordered) - MOST_REASONS)))
    return tag(
        "tr",
        tag("th", _(definition.title), scope="row"),
        tag("td", figure(known), class_="number"),
        tag("td", figure(len(healths) - known), class_="number"),
        tag("td", tag("ul", *(tag("li", reason) for reason in reasons)), data_label=_("Why"))
        if reasons
        else tag("td", "–", class_="none"),
    )
