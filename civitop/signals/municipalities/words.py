"""What is read of contributing municipalities: the reason, figures, news."""

from collections.abc import Iterator, Sequence

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, say, say_n
from civitop.signals.base import Signal
from civitop.signals.credit.organisations import contributor_listing, kind_listing, pieces
from civitop.signals.municipalities.detail import UNIT, Municipalities
from civitop.signals.parts.sentences import names, sentence
from civitop.signals.parts.windows import MONTH
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.news import News, Since

LATE_NEWS = MONTH
"""A commit may be pushed so long after it was made; an older "first contribution" is a correction."""
_IDS = "the id behind the name"
_IDS = "the id behind the name"


def reason(
    value: int | None, detail: Municipalities, missing: Sequence[Phrase], lacking: Sequence[str]
) -> Phrase:
    """Return the sentence on the municipalities: who contributes, who only uses, how much is not known."""
    if value is None:
        return missing[0] if "commits" in lacking else _unseen(lacking)
    clauses = [_contributed(value, detail, least=bool(missing))]
    if idle := len(detail.using_not_contributing or ()):
        clauses.append(
            say_n(
                "{n} municipality uses it without contributing",
                "{n} municipalities use it without contributing",
                idle,
            )
        )
    if detail.unknown_share:
        clauses.append(
            say(
                "behind {share:.0%} of the contributions no organisation is known", share=detail.unknown_share
            )
        )
    return sentence(*clauses)


def _unseen(lacking: Sequence[str]) -> Phrase:
    match lacking:
        case ["issues"]:
            return say("No contribution of a municipality was seen, but the issues are not all known.")
        case ["change requests"]:
            return say(
                "No contribution of a municipality was seen, but the change requests are not all known."
            )
    return say(
        "No contribution of a municipality was seen, but the issues and change requests are not all known."
    )


def _contributed(value: int, detail: Municipalities, *, least: bool) -> Phrase:
    if not value:
        return say("No municipality contributed in the last 365 days")
    found = names([row.name for row in detail.contributing])
    if least:
        return say_n(
            "At least {n} municipality contributed in the last 365 days: {names}",
            "At least {n} municipalities contributed in the last 365 days: {names}",
            value,
            names=found,
        )
    return say_n(
        "{n} municipality contributed in the last 365 days: {names}",
        "{n} municipalities contributed in the last 365 days: {names}",
        value,
        names=found,
    )


def _number(codes: tuple[str, ...] | None) -> int | None:
    return None if codes is None else len(codes)


def news(old: Signal[Municipalities], new: Signal[Municipalities], between: Since) -> Iterator[News]:
    """Yield the municipalities that contributed for the first time in a year, and lately."""
    if between.collected_at is None:
        return
    known = {row.code for row in old.detail.contributing}
    for row in new.detail.contributing:
        if row.code not in known and row.first >= between.collected_at - LATE_NEWS:
            what = pieces(row, reviews=False)
            text = say("First contribution of {name} in a year: {what}.", name=row.name, what=what)
            yield News("first-contribution", text, worse=False)


FIGURES = Figures(
    figures=(
        Figure(
            "contributing",
            NN_("{value} contributes", "{value} contribute"),
            UNIT,
            of=lambda detail: (
                len(detail.contributing) or (0 if detail.writes and detail.takes_part else None)
            ),
            zero=True,
        ),
        Figure("using", NN_("{value} uses it", "{value} use it"), UNIT, of=lambda detail: len(detail.using)),
        Figure(
            "using_not_contributing",
            NN_("{value} uses it without contributing", "{value} use it without contributing"),
            UNIT,
            of=lambda detail: _number(detail.using_not_contributing),
            verdict=lambda detail: "watch" if detail.using_not_contributing else None,
        ),
        Figure("unknown_share", N_("{value} of contributions by unknown bodies"), form="share"),
    ),
    listings=(
        contributor_listing("contributing", N_("Contributing")),
        Listing("using", N_("Using"), lambda user: user.name, fields=("name",), elsewhere=True),
        Listing(
            "using_not_contributing",
            N_("Using without contributing"),
            lambda user: user.name,
            of=lambda detail: [u for u in detail.using if u.code in (detail.using_not_contributing or ())],
            elsewhere=True,
        ),
        Listing("used_by_others", N_("Also named as users"), lambda name: name, elsewhere=True),
        contributor_listing("organisations", N_("Organisations")),
        kind_listing("writes", N_("Commits by kind"), elsewhere=True),
        kind_listing("takes_part", N_("Issues, change requests and reviews by kind"), elsewhere=True),
    ),
    elsewhere={
        "contributing.code": _IDS,
        "contributing.country": _IDS,
        "contributing.who": "people with what ties them to a body: the screen of the organisation",
        "organisations.code": _IDS,
        "organisations.country": _IDS,
        "organisations.who": "people with what ties them to a body: the screen of the organisation",
        "using.code": _IDS,
        "using.country": _IDS,
    },
)
