"""The municipalities of a network as a table: what each contributes to, and what it uses."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from civitop.export.html.markup import joined, scrolling, tag
from civitop.export.wording import figure
from civitop.health import Health
from civitop.i18n.language import N_, _
from civitop.i18n.message import say
from civitop.signals.municipalities import MUNICIPALITIES

CONTRIBUTES = N_("Contributes to")
USES = N_("Uses, by publiccode.yml")


class _Row(Struct):
    name: str
    contributes: list[tuple[int, str]]
    """Contributions in 365 days with the name of the project."""
    uses: list[str]


def municipalities(healths: Sequence[Health]) -> Markup:
    """Return the table, those that contribute most first; a sentence where nobody is known."""
    rows = sorted(
        _rows(healths), key=lambda row: (-sum(weight for weight, _ in row.contributes), row.name.casefold())
    )
    if not rows:
        return tag("p", _("No municipality is known to contribute to these projects or to use them."))
    heads = (
        tag("th", _("Municipality"), scope="col"),
        tag("th", _("Contributions"), tag("small", _("in 365 days")), scope="col", class_="number"),
        tag("th", _(CONTRIBUTES), scope="col"),
        tag("th", _(USES), scope="col"),
    )
    body = tag("tbody", *map(_written, rows))
    made = tag("table", tag("thead", tag("tr", *heads)), body, class_="sortable municipalities")
    return joined(scrolling(made, _("Municipalities")), _unknown(healths))


def _rows(healths: Sequence[Health]) -> list[_Row]:
    rows: dict[str, _Row] = {}
    for health in healths:
        signal = MUNICIPALITIES.of(health.signals)
        if signal is None:
            continue
        for body in signal.detail.contributing:
            row = rows.setdefault(body.code, _Row(body.name, [], []))
            row.contributes.append((body.weight, health.name))
        for user in signal.detail.using:
            rows.setdefault(user.code, _Row(user.name, [], [])).uses.append(health.name)
    return list(rows.values())


def _written(row: _Row) -> Markup:
    weight = sum(weight for weight, _ in row.contributes)
    projects = sorted(row.contributes, key=lambda each: (-each[0], each[1]))
    return tag(
        "tr",
        tag("th", row.name, scope="row"),
        tag("td", figure(weight), class_="number", data_value=weight),
        _told(", ".join(f"{name} ({figure(weight)})" for weight, name in projects), CONTRIBUTES),
        _told(", ".join(sorted(row.uses)), USES),
    )


def _told(text: str, label: str) -> Markup:
    """Return a cell in words; on a phone, where the heads have no room, it names itself."""
    return tag("td", text, data_label=_(label)) if text else tag("td", "–", class_="none")


def _unknown(healths: Sequence[Health]) -> Markup:
    """Say of how many projects this is not known."""
    signals = [MUNICIPALITIES.of(health.signals) for health in healths]
    missing = sum(signal is None or signal.value is None for signal in signals)
    if not missing:
        return Markup("")
    sentence = say("Of {n} of {all} projects the contributors are not known.", n=missing, all=len(signals))
    return tag("p", str(sentence), class_="note")
