"""Who stands behind a project: warnings first, who writes and who takes part as bars, who uses it.

What is not known stands beside it, in every list: without that a list of organisations reads as complete.
"""

from collections.abc import Mapping, Sequence

from civitop.affiliation.base import KINDS, Kind
from civitop.signals.base import Signal
from civitop.signals.municipalities import Municipalities
from civitop.signals.organisations import Contributor, Kinds
from civitop.signals.public_code import Contract, Declared
from civitop.signals.supplier_dependence import SupplierDependence
from tui.glyphs import Glyphs
from tui.matrix import confidence
from tui.text import Line, Span, fit, line, span, wrap
from tui.widgets.plot import bar

MOST = 12
"""Organisations before the rest is counted."""
SOON = 180
"""Days left from which a contract's end is a warning, as in the `public_code` signal."""
KIND = 13
SHORT: Mapping[Kind, str] = {"municipality": "muni", "public body": "body"}
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
        lines += wrap("No organisation is known behind the contributions of 365 days.", width, "muted")
    if detail.unknown_share is not None:
        share = f"{detail.unknown_share:.0%}"
        lines += wrap(f"Behind {share} of the contributions no organisation is known.", width, "muted")
    return lines


def warnings(supplier: Supplier, declared: Declared | None, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the single supplier and the contracts that ended or end soon, each with its sign."""
    lines: list[Line] = []
    if supplier is not None and supplier.level in ("bad", "watch"):
        first = supplier.detail.suppliers[0] if supplier.detail.suppliers else None
        single = supplier.value == 1 and first is not None
        words = "A single supplier: " if single and first is not None and first.kind == "vendor" else ""
        sign = glyphs.level(supplier.level)
        lines += wrap(f"{sign} {words}{supplier.reason}", width, supplier.level)
    for contract in declared.contracts if declared else ():
        lines += _contract(contract, width, glyphs)
    return lines


def _contract(contract: Contract, width: int, glyphs: Glyphs) -> list[Line]:
    left = contract.days_left
    if left is None:
        return wrap(f"{glyphs.unknown} Contract with {contract.name}, without an end.", width, "muted")
    days = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    until = f"{contract.until:%Y-%m-%d}"
    if left < 0:
        text = f"{glyphs.bad} The contract with {contract.name} ended {days} ago ({until})."
        return wrap(text, width, "bad")
    sign, role = (glyphs.watch, "watch") if left < SOON else (glyphs.good, "muted")
    return wrap(f"{sign} The contract with {contract.name} ends in {days} ({until}).", width, role)


def kind_lines(writes: Kinds, takes_part: Kinds, width: int, glyphs: Glyphs) -> list[Line]:
    """Return a row a kind: its share of the commits, and of issues, change requests and reviews."""
    kinds = [kind for kind in KINDS if writes.of(kind) or takes_part.of(kind)]
    if not kinds:
        return []
    half = (width - KIND - 1) // 2
    rail = max(3, half - 12)
    head = [Span(" " * (KIND + 1))]
    head += [span(words, "quiet", half) for words in ("writes", "takes part")]
    lines: list[Line] = [tuple(head)]
    for kind in kinds:
        spans = [span(kind, "muted" if kind in ("individual", "unknown") else "", KIND), Span(" ")]
        for counts, role in ((writes, "heat3"), (takes_part, "part")):
            number, total = counts.of(kind), counts.total
            spans.append(Span(bar(number, total, rail, glyphs), role if kind != "unknown" else "quiet"))
            text = f"{number / total:.0%}" if number else glyphs.same
            spans.append(Span(fit(text, 5, "right"), "strong" if number else "quiet"))
            spans.append(Span(fit(f"{number:,}" if number else "", 6, "right"), "quiet"))
            spans.append(Span(" " * (half - rail - 11)))
        lines.append(tuple(spans))
    return lines


def user_lines(detail: Municipalities, width: int, glyphs: Glyphs) -> list[Line]:
    """Return who uses it by its publiccode.yml, those that contribute apart from those that do not."""
    if not detail.using and not detail.used_by_others:
        return wrap(f"{glyphs.unknown} It names no users in a publiccode.yml.", width, "muted")
    idle = set(detail.using_not_contributing)
    lines: list[Line] = []
    both = [user.name for user in detail.using if user.code not in idle]
    only = [user.name for user in detail.using if user.code in idle]
    if both:
        lines += _listed(f"{glyphs.bullet} Use it and contribute: ", both, width, "lead")
    if only:
        lines += _listed(f"{glyphs.offline} Use it without contributing: ", only, width, "watch")
    if detail.used_by_others:
        lines += _listed(f"{glyphs.bullet} Also named as users: ", detail.used_by_others, width, "muted")
    return lines


def _listed(words: str, names: Sequence[str], width: int, role: str) -> list[Line]:
    return wrap(f"{words}{', '.join(names)}", width, role)


def organisation_lines(organisations: Sequence[Contributor], width: int, glyphs: Glyphs) -> list[Line]:
    """Return the organisations that contribute, with what they did and how sure it is."""
    narrow, sure = width < 66, 18 if width >= 82 else 0
    kind = 8 if narrow else KIND
    titles = ("commits", "part") if narrow else ("commits", "issues", "changes")
    name = max(14, width - 1 - kind - 8 * len(titles) - sure)
    head = [span("", "", name), Span(" "), span("kind", "quiet", kind)]
    head += [span(text, "quiet", 8, "right") for text in titles]
    head.append(Span("  sure" if sure else "", "quiet"))
    lines: list[Line] = [tuple(head)]
    for each in organisations[:MOST]:
        part = (each.issues + each.change_requests,) if narrow else (each.issues, each.change_requests)
        figures = [fit(f"{n:,}" if n else glyphs.same, 8, "right") for n in (each.commits, *part)]
        words = SHORT.get(each.kind, each.kind) if narrow else each.kind
        spans = [span(each.name, "strong" if each.kind == "municipality" else "", name), Span(" ")]
        spans += [span(words, "muted", kind), *(Span(figure) for figure in figures)]
        if sure:
            spans.append(Span(f"  {fit(confidence(each.evidence, sure - 2), sure - 2)}", "muted"))
        lines.append(tuple(spans))
    if len(organisations) > MOST:
        lines.append(line(Span(f"and {len(organisations) - MOST} more", "quiet")))
    return lines
