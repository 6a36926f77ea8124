"""Who stands behind a project: warnings first, who writes and who takes part as bars, who uses it.

What is not known stands beside it, in every list: without that a list of organisations reads as complete.
"""

from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len

from civitop.i18n.language import N_, _, ngettext, number, percent, pgettext
from civitop.people.affiliation.base import KIND_NAMES, KINDS, Kind
from civitop.signals.base import Signal
from civitop.signals.credit.organisations import Contributor, Kinds
from civitop.signals.municipalities.detail import Municipalities
from civitop.signals.public_code import Contract, Declared
from civitop.signals.supplier_dependence import SupplierDependence
from tui.drawing.glyphs import Glyphs
from tui.drawing.plots import bar
from tui.drawing.text import Line, Span, fit, line, span, wrap
from tui.drawing.time_format import long_day
from tui.organisations.matrix_words import confidence

MOST = 12
"""Organisations before the rest is counted."""
KIND, MOST_KIND = 13, 18
"""Cells of a kind's name: at least, and for longer languages at most."""
KIND_NARROW = 8
"""The same where there is little room, for as long as every name fits."""
MOST_AMOUNT = 11
"""The widest that a column of amounts becomes for its head."""
SHORT: Mapping[Kind, str] = {"municipality": N_("muni"), "public body": N_("body")}
"""Kinds where there is little room."""
Supplier = Signal[SupplierDependence] | None


def standing_lines(
    detail: Municipalities, supplier: Supplier, declared: Declared | None, width: int, glyphs: Glyphs
) -> list[Line]:
    """Return everything about who stands behind a project."""
    lines = warnings(supplier, declared, width, glyphs)
    lines += kind_lines(detail.writes, detail.takes_part, width, glyphs)
    lines += user_lines(detail, width, glyphs)
    if detail.organisations:
        lines += [(), *organisation_lines(detail.organisations, width, glyphs)]
    else:
        lines += wrap(_("No organisation is known behind the contributions of 365 days."), width, "muted")
    if detail.unknown_share is not None:
        share = percent(detail.unknown_share)
        words = _("Behind {share} of the contributions no organisation is known.")
        lines += wrap(words.format(share=share), width, "muted")
    return lines


def warnings(supplier: Supplier, declared: Declared | None, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the single supplier and the contracts that ended or end soon, each with its sign."""
    lines: list[Line] = []
    if supplier is not None and supplier.level in ("bad", "watch"):
        first = supplier.detail.suppliers[0] if supplier.detail.suppliers else None
        single = supplier.value == 1 and first is not None
        alone = single and first is not None and first.kind == "vendor"
        words = _("A single supplier: {reason}") if alone else "{reason}"
        sign = glyphs.level(supplier.level)
        lines += wrap(f"{sign} {words.format(reason=supplier.reason)}", width, supplier.level)
    for contract in declared.contracts if declared else ():
        lines += _contract(contract, width, glyphs)
    return lines


def _contract(contract: Contract, width: int, glyphs: Glyphs) -> list[Line]:
    left = contract.days_left
    if left is None:
        words = _("Contract with {name}, without an end.").format(name=contract.name)
        return wrap(f"{glyphs.unknown} {words}", width, "muted")
    places = {"name": contract.name, "n": number(abs(left)), "day": long_day(contract.until)}
    if left < 0:
        words = ngettext(
            "The contract with {name} ended {n} day ago ({day}).",
            "The contract with {name} ended {n} days ago ({day}).",
            abs(left),
        )
        return wrap(f"{glyphs.bad} {words.format(**places)}", width, "bad")
    words = ngettext(
        "The contract with {name} ends in {n} day ({day}).",
        "The contract with {name} ends in {n} days ({day}).",
        left,
    )
    role = contract.level if contract.level in ("bad", "watch") else "muted"
    return wrap(f"{glyphs.level(contract.level)} {words.format(**places)}", width, role)


def kind_lines(writes: Kinds | None, takes_part: Kinds | None, width: int, glyphs: Glyphs) -> list[Line]:
    """Return one row per kind: its share of the commits, and of issues, change requests and reviews."""
    kinds = [kind for kind in KINDS if any(counts and counts.of(kind) for counts in (writes, takes_part))]
    if not kinds:
        return []
    room = _kind_width(KINDS)
    half = (width - room - 1) // 2
    rail = max(3, half - 12)
    head = [Span(" " * (room + 1))]
    head += [span(words, "quiet", half) for words in (_("writes"), _("takes part"))]
    lines: list[Line] = [tuple(head)]
    for kind in kinds:
        muted = "muted" if kind in ("individual", "unknown") else ""
        spans = [span(_(KIND_NAMES[kind]), muted, room), Span(" ")]
        for counts, role in ((writes, "heat3"), (takes_part, "part")):
            made, total = (counts.of(kind), counts.total) if counts else (0, 0)
            spans.append(Span(bar(made, total, rail, glyphs), role if kind != "unknown" else "quiet"))
            text = percent(made / total, brief=True) if made else glyphs.same if counts else glyphs.unknown
            spans.append(Span(fit(text, 5, "right"), "strong" if made else "quiet"))
            spans.append(Span(fit(number(round(made)) if made else "", 6, "right"), "quiet"))
            spans.append(Span(" " * (half - rail - 11)))
        lines.append(tuple(spans))
    return lines


def _kind_width(kinds: Iterable[Kind]) -> int:
    """Return the cells of the kinds' names."""
    return max(KIND, min(MOST_KIND, max(cell_len(_(KIND_NAMES[kind])) for kind in kinds)))


def user_lines(detail: Municipalities, width: int, glyphs: Glyphs) -> list[Line]:
    """Return who uses it by its publiccode.yml, those that contribute apart from those that do not."""
    if not detail.using and not detail.used_by_others:
        return wrap(glyphs.unknown + " " + _("It names no users in a publiccode.yml."), width, "muted")
    idle = set(detail.using_not_contributing or ())
    lines: list[Line] = []
    both = [user.name for user in detail.using if user.code not in idle]
    if detail.using_not_contributing is None:
        lines += _listed(glyphs.bullet, _("Use it: {names}"), both, width, "lead")
        both = []
    only = [user.name for user in detail.using if user.code in idle]
    if both:
        lines += _listed(glyphs.bullet, _("Use it and contribute: {names}"), both, width, "lead")
    if only:
        lines += _listed(glyphs.offline, _("Use it without contributing: {names}"), only, width, "watch")
    if detail.used_by_others:
        others = detail.used_by_others
        lines += _listed(glyphs.bullet, _("Also named as users: {names}"), others, width, "muted")
    return lines


def _listed(sign: str, words: str, names: Sequence[str], width: int, role: str) -> list[Line]:
    return wrap(f"{sign} {words.format(names=', '.join(names))}", width, role)


def organisation_lines(organisations: Sequence[Contributor], width: int, glyphs: Glyphs) -> list[Line]:
    """Return the organisations that contribute, with what they did and how sure it is."""
    narrow, sure = width < 66, 18 if width >= 82 else 0
    longest = max((cell_len(each.name) for each in organisations[:MOST]), default=0)
    for short in (False, True):
        shown = [_called(each.kind, narrow=short) for each in organisations[:MOST]]
        kind = max(KIND_NARROW, *map(cell_len, shown)) if narrow else _kind_width(KINDS)
        words = _titles(narrow=narrow, short=short)
        titles = [(text, max(8, min(MOST_AMOUNT, cell_len(text) + 1))) for text in words]
        name = max(14, width - 1 - kind - sum(size for _text, size in titles) - sure)
        if name >= longest or not narrow:
            break
    head = [span("", "", name), Span(" "), span(_("kind"), "quiet", kind)]
    head += [span(text, "quiet", size, "right") for text, size in titles]
    head.append(Span("  " + _("sure") if sure else "", "quiet"))
    lines: list[Line] = [tuple(head)]
    for each in organisations[:MOST]:
        both = (each.issues or 0) + (each.change_requests or 0)
        part = (both,) if narrow else (each.issues, each.change_requests)
        figures = [
            fit(number(n) if n else glyphs.same, size, "right")
            for n, (_text, size) in zip((each.commits, *part), titles, strict=True)
        ]
        called = _called(each.kind, narrow=short)
        spans = [span(each.name, "strong" if each.kind == "municipality" else "", name), Span(" ")]
        spans += [span(called, "muted", kind), *(Span(figure) for figure in figures)]
        if sure:
            spans.append(Span(f"  {fit(confidence(each.evidence, sure - 2), sure - 2)}", "muted"))
        lines.append(tuple(spans))
    if len(organisations) > MOST:
        lines.append(line(Span(_("and {n} more").format(n=len(organisations) - MOST), "quiet")))
    return lines


def _called(kind: Kind, *, narrow: bool) -> str:
    """Return what a kind of organisation is called, shorter where there is little room."""
    return _((SHORT if narrow else KIND_NAMES).get(kind, KIND_NAMES[kind]))


def _titles(*, narrow: bool, short: bool) -> tuple[str, ...]:
    """Return the heads of the columns of amounts."""
    if narrow:
        return _("commits"), pgettext("column", "part") if short else _("takes part")
    return _("commits"), _("issues"), pgettext("change requests", "changes")
