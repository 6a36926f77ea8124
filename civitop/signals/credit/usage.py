"""Who uses the project by its own word (`usedBy` of publiccode.yml), against who contributes to it."""

from datetime import datetime

from msgspec import Struct

from civitop.model import FactKind
from civitop.sanitise import without_address
from civitop.signals.base import Project, Settings
from civitop.signals.credit.contributions import Contribution, Contributions
from civitop.signals.parts.backlog import uses_issues
from civitop.signals.parts.declared import declared
from civitop.signals.parts.windows import YEAR, covers


class User(Struct, frozen=True, gc=False):
    """A municipality that the project's publiccode.yml names in `usedBy`."""

    code: str
    name: str
    country: str


class Usage(Struct, frozen=True, gc=False):
    """The names in `usedBy`, put beside the contributions of the last 365 days."""

    using: tuple[User, ...] = ()
    """Municipalities, by name."""
    not_contributing: tuple[str, ...] | None = ()
    """Codes of those among them that contributed nothing; null where not all contributions are known."""
    others: tuple[str, ...] = ()
    """What names no municipality, as it is written."""


def municipality(contribution: Contribution) -> str | None:
    """Return the code of the municipality that a contribution counts for; a review counts for none."""
    organisation = contribution.affiliation.organisation
    if organisation is None or organisation.kind != "municipality" or contribution.what == "review":
        return None
    return organisation.id


def usage(project: Project, asof: datetime, settings: Settings) -> Usage:
    """Return who uses one repository; names are matched whole, in the network's country first."""
    code = project.once(declared, asof)
    if code is None or not code.used_by:
        return Usage()
    users: dict[str, User] = {}
    others = []
    for name in code.used_by:
        body = project.affiliator.named(name, settings.country, asof)
        if body is not None and body.kind == "municipality":
            users[body.id] = User(body.id, body.name, body.country)
        else:
            others.append(without_address(name))
    made = project.once(Contributions, asof).within(asof - YEAR, asof)
    contributing = {municipality(contribution) for contribution in made}
    using = tuple(sorted(users.values(), key=lambda user: (user.name, user.code)))
    idle = tuple(user.code for user in using if user.code not in contributing)
    known = not idle or all(covers(project.facts.extent(k), asof - YEAR) for k in contribution_kinds(project))
    return Usage(using, idle if known else None, tuple(others))


def contribution_kinds(project: Project) -> tuple[FactKind, ...]:
    """Return the kinds of facts that hold contributions, as far as the project can have them."""
    kinds: tuple[FactKind, ...] = ("commits", "issues", "change_requests")
    return tuple(kind for kind in kinds if kind != "issues" or uses_issues(project))
