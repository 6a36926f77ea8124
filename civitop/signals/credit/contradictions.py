"""What publiccode.yml declares and is not so, as far as it is known who works on the project and who uses it."""

from datetime import datetime

from msgspec import Struct

from civitop.i18n.message import Phrase, say, say_n
from civitop.publiccode import PublicCode
from civitop.signals.base import Project, Settings
from civitop.signals.credit.authorship import Authorship
from civitop.signals.credit.usage import usage
from civitop.signals.parts.windows import YEAR, covers


class Contradictions(Struct, frozen=True, gc=False):
    """What was found, and whether there may be more."""

    sentences: tuple[Phrase, ...] = ()
    undecided: bool = False
    """Whether something that is declared cannot be held against what is observed, because that is not known."""


def contradictions(
    project: Project, code: PublicCode | None, asof: datetime, settings: Settings
) -> Contradictions:
    """Return what is declared and is not so at `asof`; nothing is concluded from what is not known."""
    if code is None:
        return Contradictions()
    status, unmaintained = code.development_status, code.maintenance_type == "none"
    found: list[Phrase] = []
    silent = _silent(project, asof)
    alive = status in ("stable", "beta", "development")
    if alive and project.facts.repository.archived:
        found.append(say("It is declared {status}, but the repository is archived.", status=status or ""))
    elif alive and silent:
        found.append(
            say("It is declared {status}, but nobody committed anything for a year.", status=status or "")
        )
    if unmaintained and silent is False:
        found.append(say("It is declared to have no maintenance, but people commit to it."))
    users = usage(project, asof, settings)
    if users.using and len(users.not_contributing or ()) == len(users.using):
        found.append(
            say_n(
                "{n} municipality uses it, and none of them contributes.",
                "{n} municipalities use it, and none of them contributes.",
                len(users.using),
            )
        )
    unknown = (alive or unmaintained) and silent is None
    return Contradictions(tuple(found), unknown or users.not_contributing is None)


def _silent(project: Project, asof: datetime) -> bool | None:
    """Whether nobody committed anything for a year; `None` where that is not held."""
    start = asof - YEAR
    if not covers(project.facts.extent("commits"), start):
        return None
    return not project.once(Authorship, asof).count(start, asof)
