"""Supplier dependence: who can no longer leave (CHAOSS Elephant Factor, Organizational Diversity).

Value: the Elephant Factor: organisations sorted by commits of their people in the 365 days before `asof`,
descending; the smallest number whose sum is at least half of the commits with a known organisation; null
where there are commits and no organisation is known behind any of them. A commit of several authors is shared
among their organisations in equal parts (`credit/shares.py`), so that all shares sum to 1.
Level: `bad` up to the threshold `bad` (1) where the organisation with most commits is a vendor, `watch` where
it is not; `watch` up to `watch` (2), else `good`; `unknown` where the organisation is known of fewer than
half of the commits.
Trend: the value over 180 days, at the end of each of the last 6 months.
Source: CHAOSS, Elephant Factor and Organizational Diversity.
Weakness: commits with an unknown organisation are left out; where they are many, the figure says little, and the
level says so.
"""

from datetime import datetime

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, marked, say, say_n
from civitop.people.affiliation.base import Kind
from civitop.signals.base import (
    Coverage,
    Definition,
    Level,
    Project,
    Settings,
    Signal,
    Thresholds,
)
from civitop.signals.credit.authorship import Authorship
from civitop.signals.credit.organisations import Kinds, commits_by_kind, kind_listing
from civitop.signals.credit.shares import WHOLE, SharedCommits, Shares
from civitop.signals.parts.levels import limits, low_is_bad
from civitop.signals.parts.sentences import commits, sentence
from civitop.signals.parts.statistics import absence_factor, difference, point, share
from civitop.signals.parts.windows import HALF_YEAR, MONTH, YEAR, covers, gap, later, month_ends, notes
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.keys import number_key

ID = "supplier_dependence"
UNIT = N_("organisations")
DEFAULTS = Thresholds(watch=2, bad=1)
TREND_MONTHS = 6
ENOUGH_KNOWN = 0.5


class Supplier(Struct, frozen=True, gc=False):
    """An organisation whose people wrote commits."""

    code: str
    name: str
    kind: Kind
    commits: int
    """In which its people took part, as authors or co-authors."""
    share: float
    """Its part of all commits of people in the window, those without a known organisation included, 0 to 1; of
    a commit of several organisations each has an equal part."""


class SupplierDependence(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the supplier dependence, over 365 days, by the commits' authors and co-authors."""

    suppliers: tuple[Supplier, ...]
    """By share, descending."""
    kinds: Kinds | None
    """Commits by the kind of their authors' affiliation, shared like those of the suppliers; null where the
    commits are not held."""
    known_share: float | None
    """Share of the commits with a known organisation, 0 to 1."""
    largest_vendor: str | None
    """The name of the vendor with the largest share."""
    largest_vendor_share: float | None
    """Of all commits of people in the window; 0 where no vendor committed, null where no organisation is known."""


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[SupplierDependence]:
    """Measure on how many organisations the writing of one repository rests."""
    start = asof - YEAR
    extent = project.facts.extent("commits")
    commits = project.once(SharedCommits, asof)
    shares = commits.within(start, asof)
    detail = _detail(shares, held=extent.held)
    missing = gap(extent, "commits", start)
    value = None if missing else _factor(shares)
    before = None
    if covers(extent, start - MONTH):
        before = _factor(commits.within(start - MONTH, asof - MONTH))
    return Signal(
        value=value,
        unit=UNIT,
        level="unknown" if value is None else _level(value, detail, settings),
        reason=missing or _reason(detail, shares.commits),
        coverage=Coverage(
            sample=shares.commits if extent.held else None,
            since=later(extent, start),
            left_out=project.once(Authorship, asof).left_out(start, asof),
            missing=notes(extent, "commits", start),
        ),
        change_30d=difference(value, before),
        trend=tuple(
            point(
                end.day,
                _factor(commits.within(end.at - HALF_YEAR, end.at))
                if covers(extent, end.at - HALF_YEAR)
                else None,
            )
            for end in month_ends(asof, TREND_MONTHS)
        ),
        detail=detail,
    )


def _factor(shares: Shares) -> int | None:
    """Return the factor; `None` where there are commits and no organisation is known behind any."""
    parts = shares.organisations
    return None if shares.commits and not parts else absence_factor(parts.values())


def _detail(shares: Shares, *, held: bool) -> SupplierDependence:
    whole = shares.commits * WHOLE
    suppliers = tuple(
        Supplier(
            code, shares.named[code].name, shares.named[code].kind, shares.taken_part[code], parts / whole
        )
        for code, parts in sorted(shares.organisations.items(), key=lambda item: (-item[1], item[0]))
    )
    vendor = next((supplier for supplier in suppliers if supplier.kind == "vendor"), None)
    return SupplierDependence(
        suppliers=suppliers,
        kinds=commits_by_kind(shares) if held else None,
        known_share=share(shares.known, whole),
        largest_vendor=vendor.name if vendor else None,
        largest_vendor_share=vendor.share if vendor else (0.0 if suppliers else None),
    )


def _level(value: int, detail: SupplierDependence, settings: Settings) -> Level:
    if detail.known_share is not None and detail.known_share < ENOUGH_KNOWN:
        return "unknown"
    level = low_is_bad(value, *limits(settings, ID, DEFAULTS))
    own = bool(detail.suppliers) and detail.suppliers[0].kind != "vendor"
    return "watch" if level == "bad" and own else level


def _reason(detail: SupplierDependence, commits: int) -> Phrase:
    if not commits:
        return say("Nobody committed anything in the last 365 days, so no supplier stands behind it.")
    if not detail.suppliers:
        return say_n(
            "For none of the {n} commit of the last 365 days an organisation is known.",
            "For none of the {n} commits of the last 365 days an organisation is known.",
            commits,
        )
    first = detail.suppliers[0]
    wrote = say(
        "{name} ({kind}) wrote {share:.0%} of the commits of the last 365 days",
        name=first.name,
        kind=marked(first.kind),
        share=first.share,
    )
    if detail.known_share is None or detail.known_share >= 1:
        return sentence(wrote)
    return sentence(wrote, say("behind {share:.0%} no organisation is known", share=1 - detail.known_share))


FIGURES = Figures(
    figures=(
        Figure(
            "known_share", N_("{value} of the commits with a known organisation"), form="share", zero=True
        ),
        Figure("largest_vendor", N_("{value} is the largest vendor"), form="text"),
        Figure("largest_vendor_share", N_("{value} of the commits by the largest vendor"), form="share"),
    ),
    listings=(
        Listing(
            "suppliers",
            N_("Commits by organisation"),
            lambda supplier: say(
                "{name} ({kind}) {share:.0%} ({commits})",
                name=supplier.name,
                kind=marked(supplier.kind),
                share=supplier.share,
                commits=commits(supplier.commits),
            ),
            fields=("name", "kind", "commits", "share"),
        ),
        kind_listing("kinds", N_("Commits by kind")),
    ),
    elsewhere={"suppliers.code": "the id behind the name"},
)

SUPPLIER_DEPENDENCE = Definition(
    id=ID,
    title=N_("Supplier dependence"),
    short=N_("supplier"),
    unit=UNIT,
    counted=N_("bodies"),
    better="more",
    detail=SupplierDependence,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("organisations that wrote half of the commits"),
    figures=FIGURES,
    keys=(number_key("supplier", N_("Supplier dependence"), UNIT),),
    not_counted=N_("Commits not counted: {list}"),
    question=N_("Who can no longer leave without the work coming to a stop?"),
)
