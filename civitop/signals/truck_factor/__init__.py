"""Truck factor: how many people must leave until less than half of the files are known to somebody.

Value: over the whole history of a clone, the degree of authorship of each person for each file of the newest commit,
`DOA = 3.293 + 1.098 FA + 0.164 DL - 0.321 ln(1 + AC)`: FA is 1 for who created the file, DL the changes of that
person, AC those of everybody else. An author of a file has more than 0.75 of its highest degree, and at least
3.293 or created it. Who is an author of most files leaves first, while at least half of the files keep one;
on a tie who knows more of the whole, then who changed more. Unknown where the whole history was not read.

Files that no person's commit names are left out, and so are vendored and generated ones: those that
`.gitattributes` calls so (`linguist-vendored`, `linguist-generated`), and the usual folders and names of both.
Renames are followed, merges and bots left out, identities joined as everywhere. Only authors count, not
co-authors. Each folder has a truck factor of its own, over the files below it.

Level: `bad` up to the threshold `bad` (1), `watch` up to `watch` (2), else `good`, as with the bus factor.
There is no trend, and of past days only what was measured then: who knew which file before is not kept.
Source: G. Avelino, L. Passos, A. Hora, M. T. Valente, A novel approach for estimating truck factors, ICPC 2016.
Weakness: who left long ago still counts as one who knows; `orphaned` says how many files only such people knew. A
mass rename makes whoever did it know every file a little.
"""

from datetime import datetime

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say
from civitop.signals.base import Coverage, Definition, Level, Project, Settings, Signal, Thresholds
from civitop.signals.parts.levels import limits, low_is_bad
from civitop.signals.truck_factor.detail import UNIT, FileKnower, Folder, TruckFactor
from civitop.signals.truck_factor.folders import Part, parts
from civitop.signals.truck_factor.knowledge import Knower, Knowledge, knowledge
from civitop.signals.truck_factor.words import FIGURES, NO_FILES, NOT_READ, reason
from civitop.signals.views.keys import number_key

ID = "truck_factor"
DEFAULTS = Thresholds(watch=2, bad=1)
MOST_PEOPLE = 10
MOST_FOLDERS = 100


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[TruckFactor]:
    """Measure the truck factor of one repository, as its whole history was when it was read last."""
    deep = project.facts.deep
    why = _why_not(project, asof)
    if why or deep is None:
        return _unknown(why or NOT_READ)
    known = project.once(knowledge, asof)
    if not known.files:
        return _unknown(NO_FILES)
    whole, *folders = parts(known)
    return Signal(
        value=whole.factor,
        unit=UNIT,
        level=_level(whole.factor, settings),
        reason=reason(whole.factor, whole.files),
        coverage=Coverage(
            sample=whole.files,
            left_out=deep.left_out,
            missing=tuple(_missing(project)),
            name_joins=project.people.name_joins,
        ),
        detail=TruckFactor(
            read_at=deep.read_at,
            commits=deep.commits,
            files=whole.files,
            knowers=len(known.knowers),
            sole=whole.sole,
            orphaned=whole.orphaned,
            nobody=sum(not file.authors for file in known.files),
            unknown=known.unknown,
            people=tuple(_told(each, each.files, whole.files) for each in known.knowers[:MOST_PEOPLE]),
            folders=tuple(_folder(part, known) for part in _largest(folders)),
        ),
    )


def _largest(folders: list[Part]) -> list[Part]:
    return sorted(folders, key=lambda part: (part.depth, -part.files, part.path))[:MOST_FOLDERS]


def _folder(part: Part, known: Knowledge) -> Folder:
    """Return a folder with the person who knows most of it."""
    first = None
    if part.owners:
        place, owned = part.owners[0]
        first = _told(known.knowers[place], owned, part.files)
    return Folder(
        path=part.path,
        files=part.files,
        factor=part.factor,
        sole=part.sole,
        orphaned=part.orphaned,
        first=first,
    )


def _told(who: Knower, files: int, of: int) -> FileKnower:
    return FileKnower(who.name, who.login, files, files / of, who.last, who.gone)


def _unknown(why: Phrase) -> Signal[TruckFactor]:
    return Signal(
        value=None,
        unit=UNIT,
        level="unknown",
        reason=why,
        # What was not asked for is not missing.
        coverage=Coverage(missing=() if why == NOT_READ else (why,)),
        detail=TruckFactor(),
    )


def _why_not(project: Project, asof: datetime) -> Phrase | None:
    """Return why there is no figure, `None` where there is one."""
    deep, commits = project.facts.deep, project.facts.extent("commits")
    if deep is None:
        return NOT_READ if commits.held else commits.missing or NOT_READ
    if deep.head is None or deep.read_at is None:
        return deep.missing or NOT_READ
    if asof < deep.read_at:
        return say(
            "The whole history was read on {day:date}; who knew which file before is not kept.",
            day=deep.read_at,
        )
    return None


def _missing(project: Project) -> list[Phrase]:
    """Return what a reader of the figures should know about what they lack."""
    found = []
    facts, deep = project.facts, project.facts.deep
    if deep and deep.missing:
        found.append(deep.missing)
    later = deep and deep.read_at and deep.read_at < facts.collected_at
    if deep and deep.read_at and later and deep.head != facts.repository.head:
        found.append(
            say("The whole history was read on {day:date}; newer commits are not in it.", day=deep.read_at)
        )
    if deep and deep.exact:
        found.append(
            say(
                "A file that was renamed and changed by the same commit counts as new: the clone lacks content."
            )
        )
    return found


def _level(value: int, settings: Settings) -> Level:
    return low_is_bad(value, *limits(settings, ID, DEFAULTS))


TRUCK_FACTOR = Definition(
    id=ID,
    title=N_("Truck factor"),
    short=N_("truck"),
    unit=UNIT,
    better="more",
    detail=TruckFactor,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("people without whom less than half of the files are known"),
    figures=FIGURES,
    keys=(number_key("truck", N_("Truck factor"), UNIT),),
    question=N_("How many people would have to leave before half of the files are known to nobody?"),
)
