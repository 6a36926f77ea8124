"""What is read of the checks: the reason and the lists."""

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, Value, marked, say, say_n
from civitop.signals.parts.sentences import MOST_NAMES, sentence
from civitop.signals.standard.detail import TITLES, Check, Standard, State
from civitop.signals.views.figures import Figures, Listing


def reason(detail: Standard) -> Phrase:
    """Return the sentence on what is met and what is missing."""
    missing, unknown = detail.of("not met"), len(detail.of("unknown"))
    met = say("{n} of {all} checks of the Standard for Public Code are met", n=len(detail.of("met")),
              all=len(detail.checks))  # fmt: skip
    clauses = [met]
    if missing:
        clauses.append(say("it lacks {things}", things=_named(missing)))
    if unknown:
        clauses.append(say_n("{n} is not known", "{n} are not known", unknown))
    return sentence(*clauses)


def _named(checks: tuple[Check, ...]) -> tuple[Value, ...]:
    first = tuple(marked(TITLES[check.name]) for check in checks[:MOST_NAMES])
    more = len(checks) - MOST_NAMES
    return (*first, say_n("{n} more", "{n} more", more)) if more > 0 else first


def _check(check: Check) -> Phrase:
    name = marked(TITLES[check.name])
    if check.remedy and check.seen:
        return say("{check} ({seen}). {remedy}", check=name, seen=check.seen, remedy=check.remedy)
    if check.remedy:
        return say("{check}. {remedy}", check=name, remedy=check.remedy)
    return say("{check} ({seen})", check=name, seen=check.seen) if check.seen else name


def _listing(state: State, title: str) -> Listing:
    def of(detail: Standard) -> tuple[Check, ...]:
        return detail.of(state)

    return Listing(
        "checks",
        title,
        _check,
        fields=Check.__struct_fields__,
        of=of,
        most=len(TITLES),
        verdict=(lambda detail: "watch") if state == "not met" else None,
        elsewhere=True,
    )


FIGURES = Figures(
    listings=(
        _listing("not met", N_("Lacks")),
        _listing("met", N_("Has")),
        _listing("unknown", N_("Not known")),
    )
)
