"""Supplier dependence: who can no longer leave (CHAOSS Elephant Factor, Organizational Diversity).

Value: the Elephant Factor: organisations sorted by commits of their people in the 365 days before `asof`,
descending; the smallest number whose sum is at least half of the commits with a known organisation; null
where there are commits and no organisation is known behind any of them.
Level: `bad` up to the threshold `bad` (1) where the organisation with most commits is a vendor, `watch` where
it is not; `watch` up to `watch` (2), else `good`; `unknown` where the organisation is known of fewer than
half of the commits.
Trend: the value over 180 days, at the end of each of the last 6 months.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, marked, say, say_n
from civitop.people.affiliation.base import Kind, Organisation
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
from civitop.signals.credit.contributions import Contribution, Contributions
from civitop.signals.credit.organisations import Kinds, by_kind, kind_listing
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
    share: float
    """Of all commits of people in the window, those without a known organisation included, 0 to 1."""


class SupplierDependence(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the supplier dependence, over 365 days, by the commits' authors."""

    suppliers: tuple[Supplier, ...]
    """By commits, descending."""
    kinds: Kinds
    """Commits by the kind of their author's affiliation."""
    known_share: float | None
    """Share of the commits with a known organisation, 0 to 1."""
    largest_vendor: str | None
    """The name of the vendor with most commits."""
    largest_vendor_share: float | None
    """Of all commits of people in the window; 0 where no vendor committed, null where no organisation is known."""


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[SupplierDependence]:
    """Measure on how many organisations the writing of one repository rests."""
    start = asof - YEAR
    extent = project.facts.extent("commits")
    contributions = project.once(Contributions, asof)
    commits = _authored(contributions, start, asof)
    detail = _detail(commits)
    missing = gap(extent, "commits", start)
    value = None if missing else _factor(commits)
    before = None
    if covers(extent, start - MONTH):
        before = _factor(_authored(contributions, start - MONTH, asof - MONTH))
    return Signal(
        value=value,
        unit=UNIT,
        level="unknown" if value is None else _level(value, detail, settings),
        reason=missing or _reason(detail, len(commits)),
        coverage=Coverage(
            sample=len(commits),
            since=later(extent, start),
            left_out=project.once(Authorship, asof).left_out(start, asof),
            missing=notes(extent, "commits", start),
        ),
        change_30d=difference(value, before),
        trend=tuple(
            point(
                end.day,
                _factor(_authored(contributions, end.at - HALF_YEAR, end.at))
                if covers(extent, end.at - HALF_YEAR)
                else None,
            )
            for end in month_ends(asof, TREND_MONTHS)
        ),
        detail=detail,
    )


def _authored(contributions: Contributions, start: datetime, end: datetime) -> Sequence[Contribution]:
    return [made for made in contributions.within(start, end) if made.what == "commit" and made.leads]


def _by_organisation(commits: Sequence[Contribution]) -> Mapping[str, int]:
    return Counter(made.affiliation.organisation.id for made in commits if made.affiliation.organisation)


def _factor(commits: Sequence[Contribution]) -> int | None:
    """Return the factor; `None` where there are commits and no organisation is known behind any."""
    counts = _by_organisation(commits)
    return None if commits and not counts else absence_factor(counts.values())


def _detail(commits: Sequence[Contribution]) -> SupplierDependence:
    counts = _by_organisation(commits)
    organisations: dict[str, Organisation] = {
        made.affiliation.organisation.id: made.affiliation.organisation
        for made in commits
        if made.affiliation.organisation
    }
    suppliers = tuple(
        Supplier(code, organisations[code].name, organisations[code].kind, number, number / len(commits))
        for code, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    vendor = next((supplier for supplier in suppliers if supplier.kind == "vendor"), None)
    return SupplierDependence(
        suppliers=suppliers,
        kinds=by_kind(commits, "commit"),
        known_share=share(sum(counts.values()), len(commits)),
        largest_vendor=vendor.name if vendor else None,
        largest_vendor_share=vendor.share if vendor else (0.0 if counts else None),
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
        Figure("known_share", N_("{value} of the commits with a known organisation"), form="share"),
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
    better="more",
    detail=SupplierDependence,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("organisations that wrote half of the commits"),
    figures=FIGURES,
    keys=(number_key("supplier", N_("Supplier dependence"), UNIT),),
    question=N_("Who can no longer leave without the work coming to a stop?"),
)
