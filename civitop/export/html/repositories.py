"""The repositories of a network: the table that sorts, and a section for each with its reasons and figures."""

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from civitop.export.html.charts import trend
from civitop.export.html.markup import joined, link, scrolling, shape, shapes, sign, tag
from civitop.export.html.summary import Anchors, worst
from civitop.export.wording import detail_lines, figure, said_value
from civitop.health import STATUS_NAMES, Health
from civitop.i18n.language import _, number
from civitop.i18n.message import say, say_n
from civitop.signals import SIGNALS
from civitop.signals.base import LEVELS, Definition, Signal
from civitop.signals.parts.units import unit_of

_ROW = shape(
    '<tr><th scope="row" data-value="{}"><a href="#{}">{}</a>{}</th>{}<td data-value="{}">{}</td></tr>'
)
_CELL = shape('<td class="number" data-value="{}">{}{}</td>')
_SIGNAL = shape(
    '<div class="signal {}"><h4>{} {}: <strong>{}</strong>{}</h4>{}<p>{}</p>{}{}</div>'
)  # level, sign, title, value, change, trend, reason, lines, notes
_LIST = shape("<ul>{}</ul>")
_LINES = shapes("<li>{}</li>")
_NOTES = shapes('<p class="note">{}</p>')


def table(healths: Sequence[Health], anchors: Anchors) -> Markup:
    """Return the table with a row for each repository; `data-value` is what a script sorts by."""
    shown = [definition for definition in SIGNALS if definition.leading]
    heads = [
        _head(_("Project"), ""),
        *(_head(_(definition.title), _(definition.unit), number=True) for definition in shown),
        _head(_("Worst because"), ""),
    ]
    rows = (_row(health, shown, anchors) for health in healths)
    title = _("Projects")
    made = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="sortable projects")
    return scrolling(made, title)


def _head(title: str, unit: str, *, number: bool = False) -> Markup:
    inside = joined(title, tag("small", unit)) if unit else title
    return tag("th", inside, scope="col", class_="number" if number else None)


def _row(health: Health, shown: Sequence[Definition[Any]], anchors: Anchors) -> Markup:
    level = health.worst[0]
    cells = []
    for definition in shown:
        signal = definition.of(health.signals)
        value = None if signal is None else signal.value
        level_here = signal.level if signal else "unknown"
        if value is not None:
            cells.append(_CELL(value, sign(level_here), f" {figure(value)}"))
        else:  # the sign for what is not known is the dash itself
            cells.append(_CELL("", sign(level_here), "" if level_here == "unknown" else " –"))
    return _ROW(
        health.name.casefold(),
        anchors[health.id],
        health.name,
        joined(*_marks(health)),
        joined(*cells),
        LEVELS.index(level),
        worst(health),
    )


def _marks(health: Health) -> Iterator[Markup]:
    marks = [
        *([_("archived")] if health.archived else []),
        *([] if health.status == "fresh" else [_(STATUS_NAMES[health.status])]),
    ]
    for mark in marks:
        yield tag("span", mark, class_="mark")


def section(health: Health, anchor: str) -> Markup:
    """Return everything that is known of one repository."""
    level = health.worst[0]
    signals = [
        _signal(definition, signal)
        for definition in SIGNALS
        if (signal := definition.of(health.signals)) is not None
    ]
    name = tag("h3", sign(level), f" {health.name}", *_marks(health))
    about = tag("p", health.description, class_="about") if health.description else ""
    error = (
        tag("p", str(say("Could not be polled: {why}", why=health.error)), class_="error")
        if health.error
        else ""
    )
    return tag("section", name, about, _facts(health), error, *signals, id=anchor, class_="repository")


def _facts(health: Health) -> Markup:
    facts: list[str | Markup] = [
        link(health.url, health.url),
        health.language or "",
        health.licence or "",
        str(say_n("{n} star", "{n} stars", health.stars)) if health.stars else "",
        str(say("last push {day:date}", day=health.pushed_at)) if health.pushed_at else "",
    ]
    return tag("p", Markup(" · ").join(fact for fact in facts if fact), class_="facts")


def _signal(definition: Definition[Any], signal: Signal[Any]) -> Markup:
    change = (
        "" if not signal.change_30d else str(say("{change} in 30 days", change=_changed(definition, signal)))
    )
    reason = str(signal.reason)
    lines = _LINES(detail_lines(definition, signal.detail))
    missing = [each for each in dict.fromkeys(map(str, signal.coverage.missing)) if each != reason]
    return _SIGNAL(
        signal.level,
        sign(signal.level),
        _(definition.title),
        said_value(definition, signal),
        tag("small", change) if change else "",
        trend(signal.trend),
        reason,
        _LIST(lines) if lines else "",
        _NOTES(missing),
    )


def _changed(definition: Definition[Any], signal: Signal[Any]) -> str:
    """Return the change with its sign, and with its unit where the value beside it is told in another one."""
    change = signal.change_30d or 0
    unit = f" {unit_of(abs(change), signal.unit)}" if definition.said else ""
    return f"{_signed(change)}{unit}"


def _signed(value: float) -> str:
    """Return a change with its sign; a proper minus, as typesetters do."""
    written = figure(abs(value))
    if written == number(0):
        written = number(abs(value), 2)
    return f"{'+' if value > 0 else '−'}{written}"
