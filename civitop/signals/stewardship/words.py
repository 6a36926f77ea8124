"""What is read of stewardship: the reason and its figures."""

from collections.abc import Mapping

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, marked, say
from civitop.signals.parts.sentences import named, people
from civitop.signals.stewardship.detail import ROLES, Role, RoleName, Steward, Stewardship
from civitop.signals.views.figures import Figure, Figures, Listing

NOBODY = say("Nobody did it in the last 365 days.")


def reason(
    name: RoleName | None, roles: Mapping[RoleName, Role], missing: Mapping[RoleName, Phrase]
) -> Phrase:
    """Return the sentence on what hangs on fewest people."""
    if name is None:
        why = next((why for why in missing.values() if why != NOBODY), None)
        return why or say("Nobody answered, reviewed, merged or published anything in the last 365 days.")
    role = roles[name]
    if role.people == 1:
        return _ALL[name]
    if role.factor == 1:
        return _ALONE[name]
    who = people(role.factor or 0)
    return {
        "answers": say("{people} gave at least half of the first answers of the last 365 days.", people=who),
        "reviews": say("{people} made at least half of the reviews of the last 365 days.", people=who),
        "merges": say("{people} merged at least half of what was merged in the last 365 days.", people=who),
        "releases": say("{people} published at least half of the releases of the last 365 days.", people=who),
    }[name]


_ALL: dict[RoleName, Phrase] = {
    "answers": say("One person gave all first answers of the last 365 days."),
    "reviews": say("One person made all reviews of the last 365 days."),
    "merges": say("One person merged everything that was merged in the last 365 days."),
    "releases": say("One person published all releases of the last 365 days."),
}
_ALONE: dict[RoleName, Phrase] = {
    "answers": say("One person alone gave at least half of the first answers of the last 365 days."),
    "reviews": say("One person alone made at least half of the reviews of the last 365 days."),
    "merges": say("One person alone merged at least half of what was merged in the last 365 days."),
    "releases": say("One person alone published at least half of the releases of the last 365 days."),
}


def _said(each: Role | Steward) -> Phrase:
    if isinstance(each, Steward):
        who = named(each.name, each.login)
        return say("{name} {share:.0%} ({times})", name=who, share=each.share, times=each.times)
    return say(
        "{times} in 365 days by {all}, half of them by {people}, {share:.0%} by one person",
        times=each.times or 0,
        all=people(each.people or 0),
        people=people(each.factor or 0),
        share=each.first_share or 0,
    )


def _listed(name: RoleName, title: str) -> Listing:
    def of(detail: Stewardship) -> tuple[Role | Steward, ...]:
        role: Role = getattr(detail, name)
        return () if role.factor is None else (role, *role.holders)

    fields = (*Role.__struct_fields__, *(f"holders.{field}" for field in Steward.__struct_fields__))
    return Listing(name, title, _said, fields=fields, of=of)


FIGURES = Figures(
    figures=(
        Figure(
            "narrowest",
            N_("{value} are in the fewest hands"),
            form="text",
            of=lambda detail: marked(ROLES[detail.narrowest]) if detail.narrowest else None,
        ),
    ),
    listings=(
        _listed("answers", N_("First answers")),
        _listed("reviews", N_("Reviews")),
        _listed("merges", N_("Merges")),
        _listed("releases", N_("Releases")),
    ),
)
