"""Public code: what publiccode.yml declares, against what is observed, and contracts that end.

Value: days until the first of the contracts in `maintenance/contractors` ends, negative when it has ended;
null without contracts. The file is the one of the last collection, also for any past moment.
Level: `bad` when a contract ended (fewer than `bad` (0) days left); `watch` when one ends within `watch`
(180) days, when there is no file, when it is not valid, or when it contradicts what is observed; `unknown`
where that cannot be told, because contributions are not all known; else `good`.
There is no trend and no change in 30 days: the file's history is not among the facts.
Source: publiccode.yml, the standard and its official parser (`docs/publiccode.md` says where they disagree).
Weakness: what a file declares is only as true as whoever wrote it; it may be older than the contract.
"""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, marked, say, say_n
from civitop.publiccode import Problem, PublicCode, misnamed
from civitop.sanitise import without_address
from civitop.signals.base import LEVELS, Coverage, Definition, Level, Project, Settings, Signal, Thresholds
from civitop.signals.credit.contradictions import Contradictions, contradictions
from civitop.signals.parts.declared import declared
from civitop.signals.parts.levels import limits
from civitop.signals.parts.windows import YEAR, day_before, notes
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.keys import number_key
from civitop.signals.views.news import News, Since

ID = "public_code"
UNIT = N_("days")
DEFAULTS = Thresholds(watch=180, bad=0)
MOST_PROBLEMS = 10
LONG = 2
"""From so many years on a contract's end is told in years."""
VALID, NOT_VALID = N_("valid"), N_("not valid")


class Contract(Struct, frozen=True, gc=False):
    """A contractor of `maintenance/contractors`."""

    name: str
    code: str | None
    """The organisation's id, where the registry knows the name."""
    until: date | None
    """The last day of the contract."""
    days_left: int | None
    """Negative when it has ended."""
    level: Level = "unknown"
    """By the thresholds of the signal: `bad` when it ended, `watch` when it ends soon; unknown without an end."""


class Declared(Struct, frozen=True, gc=False, kw_only=True):
    """What the file declares, and how it stands against what is observed."""

    found: bool | None
    """Whether there is a publiccode.yml; null where the files are not known."""
    path: str | None = None
    valid: bool | None = None
    problems: int | None = None
    """Null, as is `used_by`, without a file."""
    first_problems: tuple[Problem, ...] = ()
    """The first ten, by line."""
    version: str | None = None
    """Of the standard."""
    development_status: str | None = None
    maintenance_type: str | None = None
    organisation: str | None = None
    funded_by: tuple[str, ...] = ()
    misnamed: str | None = None
    """The path of a file that is not found because its name is in another case."""
    used_by: int | None = None
    contracts: tuple[Contract, ...] = ()
    """By end, the first to end first; those without a date last."""
    contradictions: tuple[Phrase, ...] = ()
    """Sentences: what is declared and is not so."""


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[Declared]:
    """Measure what one repository declares about itself, against what is observed at `asof`."""
    code = project.once(declared, asof)
    extent = project.facts.extent("files")
    known = code is not None or (extent.held and extent.missing is None)
    found = contradictions(project, code, asof, settings)
    detail = _detail(project, code, known, asof, settings, found)
    value = min((c.days_left for c in detail.contracts if c.days_left is not None), default=None)
    missing = () if known else notes(extent, "files", asof)
    return Signal(
        value=value,
        unit=UNIT,
        level=_level(value, detail, settings, undecided=found.undecided) if known else "unknown",
        reason=missing[0]
        if missing
        else _reason(detail, *limits(settings, ID, DEFAULTS), undecided=found.undecided),
        coverage=Coverage(sample=None if code is None else 1, missing=missing),
        detail=detail,
    )


def _detail(
    project: Project,
    code: PublicCode | None,
    known: bool,
    asof: datetime,
    settings: Settings,
    found: Contradictions,
) -> Declared:
    if code is None:
        return Declared(found=False if known else None, misnamed=misnamed(project.facts.files))
    return Declared(
        found=True,
        path=code.path,
        valid=code.valid,
        problems=len(code.problems),
        first_problems=code.problems[:MOST_PROBLEMS],
        version=code.version,
        development_status=code.development_status,
        maintenance_type=code.maintenance_type,
        organisation=without_address(code.organisation) if code.organisation else None,
        funded_by=tuple(map(without_address, code.funded_by)),
        used_by=len(code.used_by),
        misnamed=misnamed(project.facts.files),
        contracts=_contracts(project, code, asof, settings),
        contradictions=found.sentences,
    )


def _contracts(
    project: Project, code: PublicCode, asof: datetime, settings: Settings
) -> tuple[Contract, ...]:
    """Return the contractors, each once: a contract that was renewed ends when its last period does."""
    found: dict[str, Contract] = {}
    for contractor in code.contractors:
        organisation = project.affiliator.named(contractor.name, settings.country, asof)
        left = (contractor.until - day_before(asof)).days if contractor.until else None
        name = without_address(contractor.name)
        level = _contract_level(left, settings)
        one = Contract(name, organisation.id if organisation else None, contractor.until, left, level)
        key = one.code or " ".join(name.casefold().split())
        held = found.get(key)
        if held is None or (one.until or date.min) > (held.until or date.min):
            found[key] = one
    return tuple(sorted(found.values(), key=lambda c: (c.until or date.max, c.name)))


def _level(value: float | None, detail: Declared, settings: Settings, *, undecided: bool) -> Level:
    watch, bad = limits(settings, ID, DEFAULTS)
    if value is not None and value < bad:
        return "bad"
    odd = not detail.found or not detail.valid or detail.contradictions or detail.maintenance_type == "none"
    if odd or (value is not None and value < watch):
        return "watch"
    return "unknown" if undecided else "good"


def _contract_level(left: int | None, settings: Settings) -> Level:
    watch, bad = limits(settings, ID, DEFAULTS)
    if left is None:
        return "unknown"
    return "bad" if left < bad else "watch" if left < watch else "good"


def _reason(detail: Declared, watch: float, bad: float, *, undecided: bool) -> Phrase:
    if detail.misnamed:
        return say("Nobody finds {path} under this name; rename it to publiccode.yml.", path=detail.misnamed)
    if not detail.found:
        return say("The project does not describe itself: it has no publiccode.yml.")
    for contract in detail.contracts:
        if contract.days_left is not None and contract.days_left < max(watch, bad):
            return ending(contract.name, contract.days_left)
    if detail.contradictions:
        return detail.contradictions[0]
    if not detail.valid:
        return say_n(
            "publiccode.yml has {n} problem by the published standard.",
            "publiccode.yml has {n} problems by the published standard.",
            detail.problems or 0,
        )
    if detail.maintenance_type == "none":
        return say("It is declared to have no maintenance.")
    if undecided:
        return say("publiccode.yml is valid; whether all of it is so cannot be told from what is known.")
    return say("publiccode.yml is valid, and nothing that is observed contradicts it.")


def ending(name: str, left: int) -> Phrase:
    """Return when the contract with somebody ends, or that it ended, in days."""
    if left < 0:
        return say_n(
            "The contract with {name} ended {n} day ago.",
            "The contract with {name} ended {n} days ago.",
            -left,
            name=name,
        )
    if left == 0:
        return say("The contract with {name} ends today.", name=name)
    return say_n(
        "The contract with {name} ends in {n} day.",
        "The contract with {name} ends in {n} days.",
        left,
        name=name,
    )


def _said(left: float) -> Phrase:
    """Return the value as one says it; beyond two years nobody counts days."""
    days = round(left)
    if days < 0:
        return say_n("contract ended {n} day ago", "contract ended {n} days ago", -days)
    if days == 0:
        return say("contract ends today")
    if days >= LONG * YEAR.days:
        return say_n("contract ends in {n} year", "contract ends in {n} years", days // YEAR.days)
    return say_n("contract ends in {n} day", "contract ends in {n} days", days)


def _contract(contract: Contract) -> Phrase:
    if contract.until is None or contract.days_left is None:
        return say("{name} without an end", name=contract.name)
    name, day, left = contract.name, contract.until, contract.days_left
    if left < 0:
        return say_n(
            "{name} until {day:date} ({n} day ago)",
            "{name} until {day:date} ({n} days ago)",
            -left,
            name=name,
            day=day,
        )
    return say_n(
        "{name} until {day:date} ({n} day left)",
        "{name} until {day:date} ({n} days left)",
        left,
        name=name,
        day=day,
    )


def _problem(problem: Problem) -> Phrase:
    return say("line {line}, {key}: {text}", line=str(problem.line), key=problem.key, text=problem.text)


def _news(old: Signal[Declared], new: Signal[Declared], _: Since) -> Iterator[News]:
    """Yield a line for each contract that came near its end, or passed it, by the configured thresholds."""
    known = {(contract.name, contract.until): contract for contract in old.detail.contracts}
    for contract in new.detail.contracts:
        was, left = known.get((contract.name, contract.until)), contract.days_left
        if left is None or contract.until is None:
            continue
        if left < 0 and (was is None or was.days_left is None or was.days_left >= 0):
            text = say(
                "The contract with {name} ended on {day:date}.", name=contract.name, day=contract.until
            )
        elif left >= 0 and _nearer(was.level if was else "good", contract.level):
            text = ending(contract.name, left)
        else:
            continue
        yield News("contract-end", text, worse=True)


def _nearer(was: Level, level: Level) -> bool:
    """Return whether a contract came nearer its end; of one that another version kept, nobody knows."""
    return was != "unknown" and level != "unknown" and LEVELS.index(level) < LEVELS.index(was)


FIGURES = Figures(
    figures=(
        Figure("path", N_("described in {value}"), form="text"),
        Figure(
            "valid",
            N_("{value} by the published standard"),
            form="text",
            of=lambda detail: None if detail.valid is None else marked(VALID if detail.valid else NOT_VALID),
            verdict=lambda detail: None if detail.valid else "watch",
        ),
        Figure(
            "problems",
            NN_("{value} problem", "{value} problems"),
            "problems",
            zero=True,
            verdict=lambda detail: "watch" if detail.problems and not detail.valid else None,
        ),
        Figure("version", N_("version {value} of the standard"), form="text"),
        Figure("development_status", N_("declared {value}"), form="text"),
        Figure("maintenance_type", N_("maintenance: {value}"), form="text"),
        Figure("organisation", N_("published by {value}"), form="text"),
        Figure(
            "used_by",
            NN_("{value} user named", "{value} users named"),
            "organisations",
        ),
        Figure("misnamed", N_("{value} is misnamed"), form="text", verdict=lambda detail: "watch"),
    ),
    listings=(
        Listing(
            "contracts", N_("Contracts"), _contract, fields=("name", "until", "days_left"), elsewhere=True
        ),
        Listing("funded_by", N_("Funded by"), lambda name: name),
        Listing(
            "contradictions",
            N_("Declared and not so"),
            lambda sentence: sentence,
            verdict=lambda detail: "watch",
        ),
        Listing(
            "first_problems", N_("Problems"), _problem, fields=("line", "key", "text"), most=MOST_PROBLEMS
        ),
    ),
    elsewhere={
        "found": "the path says it, and the reason where there is none",
        "contracts.code": "the id behind the name",
        "contracts.level": "the sign of the contract",
        "first_problems.warning": "decides whether the file is valid",
    },
)

PUBLIC_CODE = Definition(
    id=ID,
    title=N_("Public code"),
    short=N_("declared"),
    unit=UNIT,
    counted=N_("days left"),
    better="more",
    detail=Declared,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("days that a contract has left"),
    figures=FIGURES,
    keys=(number_key("declared", N_("Public code"), UNIT),),
    news=_news,
    said=_said,
    question=N_("What does the project declare about itself, is it so, and when does a contract end?"),
)
