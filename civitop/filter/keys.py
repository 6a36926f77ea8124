"""What a filter can ask about: the keys of the filter language, each with what it reads from a project."""

from collections.abc import Callable, Collection, Iterable

from msgspec import Struct

from civitop.health import Health
from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, marked, say
from civitop.signals import SIGNALS
from civitop.signals.base import Signal
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.municipalities import MUNICIPALITIES, Municipalities
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.release_cadence import RELEASE_CADENCE


class Figure(Struct, frozen=True):
    """A key that is compared to a number."""

    name: str
    unit: str
    help: Phrase
    example: str
    of: Callable[[Health], float | None]
    level: str | None = None
    """The signal whose level `key:bad` asks for."""


class Words(Struct, frozen=True):
    """A key that is compared to text."""

    name: str
    help: Phrase
    of: Callable[[Health, Collection[str]], Iterable[str]]
    choices: tuple[str, ...] = ()
    """The only values there are; empty: any."""
    exact: bool = False
    """Whether the whole value has to be given."""


def _value(id: str) -> Callable[[Health], float | None]:
    def read(health: Health) -> float | None:
        signal = health.glance.get(id)
        return None if signal is None or signal.value is None else float(signal.value)

    return read


def _change(id: str) -> Callable[[Health], float | None]:
    def read(health: Health) -> float | None:
        signal = health.glance.get(id)
        return None if signal is None else signal.change_30d

    return read


def _since_release(health: Health) -> float | None:
    signal = RELEASE_CADENCE.of(health.signals)
    if signal is None:
        return None
    days = signal.detail.days_since_last
    if days is None and signal.level != "unknown":
        return float("inf")  # never released: longer ago than any number of days
    return days


def _unanswered(health: Health) -> float | None:
    signal = OPEN_ISSUES.of(health.signals)
    return None if signal is None else signal.detail.unanswered


def _people(health: Health) -> float | None:
    signal = BUS_FACTOR.of(health.signals)
    return None if signal is None or signal.value is None else signal.detail.people


def _first_share(health: Health) -> float | None:
    signal = BUS_FACTOR.of(health.signals)
    share = None if signal is None else signal.detail.first_share
    return None if share is None else share * 100


def _stars(health: Health) -> float | None:
    return health.stars


def _who(health: Health) -> Signal[Municipalities] | None:
    return MUNICIPALITIES.of(health.signals)


def _municipalities(health: Health, _: Collection[str]) -> Iterable[str]:
    signal = _who(health)
    return [word for each in signal.detail.contributing for word in (each.name, each.code)] if signal else ()


def _uses(health: Health, _: Collection[str]) -> Iterable[str]:
    signal = _who(health)
    return [word for each in signal.detail.using for word in (each.name, each.code)] if signal else ()


def _organisations(health: Health, _: Collection[str]) -> Iterable[str]:
    signal = _who(health)
    return [each.name for each in signal.detail.organisations] if signal else ()


def _vendors(health: Health, _: Collection[str]) -> Iterable[str]:
    signal = _who(health)
    return [each.name for each in signal.detail.organisations if each.kind == "vendor"] if signal else ()


def _marks(health: Health, _: Collection[str]) -> Iterable[str]:
    return ("archived",) if health.archived else ("active",)


_FIGURES = (
    Figure("issues", "issues", say("open issues"), "issues>50", _value("open_issues"), "open_issues"),
    Figure("growth", "issues", say("more open issues than 30 days ago"), "growth>10", _change("open_issues")),
    Figure("unanswered", "issues", say("issues that nobody answered"), "unanswered>0", _unanswered),
    Figure(
        "release",
        "days",
        say("days since the last release"),
        "release>180d",
        _since_release,
        "release_cadence",
    ),
    Figure(
        "cadence",
        "days",
        say("median days between releases"),
        "cadence<30d",
        _value("release_cadence"),
        "release_cadence",
    ),
    Figure(
        "bus", "people", say("people who hold half of the work"), "bus<2", _value("bus_factor"), "bus_factor"
    ),
    Figure("people", "people", say("people with a commit in 365 days"), "people>=5", _people),
    Figure("share", "%", say("share of the busiest person"), "share>80%", _first_share),
    Figure(
        "municipalities",
        "municipalities",
        say("contributing municipalities"),
        "municipalities=0",
        _value("municipalities"),
        "municipalities",
    ),
    Figure("stars", N_("stars"), say("stars on the forge"), "stars>100", _stars),
)
_TEXTS = (
    Words("municipality", say("a contributing municipality, by name or code"), _municipalities),
    Words("uses", say("a municipality that uses it (publiccode.yml)"), _uses),
    Words("vendor", say("a vendor that contributes"), _vendors),
    Words("organisation", say("any organisation that contributes"), _organisations),
    Words("level", say("the worst level"), lambda h, _: (h.worst[0],), ("good", "watch", "bad", "unknown")),
    Words("status", say("how fresh the figures are"), lambda h, _: (h.status,), ("fresh", "stale", "failed")),
    Words("is", say("archived or active"), _marks, ("archived", "active")),
    Words(
        "ci",
        say("last CI run on the default branch"),
        lambda h, _: (h.ci_state or "unknown",),
        ("success", "failure", "pending", "unknown"),
    ),
    Words("forge", say("the forge's name"), lambda h, _: (h.forge,)),
    Words("network", say("the network's id"), lambda _, networks: networks, exact=True),
    Words("name", say("the project's name"), lambda h, _: (h.name,)),
    Words("topic", say("a topic on the forge"), lambda h, _: h.topics),
    Words("language", say("the main language"), lambda h, _: (h.language or "",)),
    Words("licence", say("the licence (SPDX)"), lambda h, _: (h.licence or "",)),
)


def _figures() -> dict[str, Figure]:
    """Return the figures by key: those above, and every further signal by its short name."""
    found = {each.name: each for each in _FIGURES}
    covered = {each.level for each in _FIGURES}
    for signal in SIGNALS:
        if signal.id in covered:
            continue
        name = signal.short.replace(" ", "-")
        what = say("{signal}, in {unit}", signal=marked(signal.title), unit=marked(signal.unit))
        found[name] = Figure(name, signal.unit, what, f"{name}>1", _value(signal.id), signal.id)
    return found


FIGURES: dict[str, Figure] = _figures()
TEXTS: dict[str, Words] = {each.name: each for each in _TEXTS}
