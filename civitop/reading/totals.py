"""What a network's repositories add up to: the same figures for its panels, its snapshot and its report."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from civitop.health import Health
from civitop.i18n.message import Phrase, say, say_n
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.release_cadence import RELEASE_CADENCE


def totals(healths: Iterable[Health]) -> Mapping[str, int | None]:
    """Return the totals over repositories; a sum is over those where the figure is known, null where none is.

    `TOTAL_unknown` is the number of repositories whose part of TOTAL is not known.

    `municipalities` are distinct ones; `bus_factor_N` and `level_NAME` are numbers of repositories.
    """
    every = tuple(healths)
    bus = [signal.value if (signal := BUS_FACTOR.of(health.signals)) else None for health in every]
    levels = [health.worst[0] for health in every]
    return {
        "repositories": len(every),
        "archived": sum(health.archived for health in every),
        "failed": sum(health.status == "failed" for health in every),
        "stale": sum(health.status == "stale" for health in every),
        "open_issues": _sum(every, _open_issues),
        "open_issues_unknown": sum(_open_issues(health) is None for health in every),
        "open_change_requests": _sum(every, _open_change_requests),
        "open_change_requests_unknown": sum(_open_change_requests(health) is None for health in every),
        "releases_365d": _sum(every, _releases),
        "releases_365d_unknown": sum(_releases(health) is None for health in every),
        "municipalities": _municipalities(every),
        "municipalities_unknown": sum(_municipality_count(health) is None for health in every),
        "bus_factor_0": bus.count(0),
        "bus_factor_1": bus.count(1),
        "bus_factor_2": bus.count(2),
        "bus_factor_3_or_more": sum(value is not None and value >= 3 for value in bus),
        "bus_factor_unknown": bus.count(None),
        "level_bad": levels.count("bad"),
        "level_watch": levels.count("watch"),
        "level_good": levels.count("good"),
        "level_unknown": levels.count("unknown"),
    }


TOTALS: Mapping[str, Callable[[int], Phrase]] = {
    "repositories": lambda n: say_n("{n} repository", "{n} repositories", n),
    "archived": lambda n: say_n("{n} archived", "{n} archived", n),
    "failed": lambda n: say_n("{n} failed", "{n} failed", n),
    "stale": lambda n: say_n("{n} stale", "{n} stale", n),
    "open_issues": lambda n: say_n("{n} open issue", "{n} open issues", n),
    "open_issues_unknown": lambda n: say("{n} with unknown open issues", n=n),
    "open_change_requests": lambda n: say_n("{n} open change request", "{n} open change requests", n),
    "open_change_requests_unknown": lambda n: say("{n} with unknown open change requests", n=n),
    "releases_365d": lambda n: say_n("{n} release in 365 days", "{n} releases in 365 days", n),
    "releases_365d_unknown": lambda n: say("{n} with unknown releases", n=n),
    "municipalities": lambda n: say_n("{n} contributing municipality", "{n} contributing municipalities", n),
    "municipalities_unknown": lambda n: say("{n} with unknown municipalities", n=n),
    "bus_factor_0": lambda n: say("{n} with bus factor 0", n=n),
    "bus_factor_1": lambda n: say("{n} with bus factor 1", n=n),
    "bus_factor_2": lambda n: say("{n} with bus factor 2", n=n),
    "bus_factor_3_or_more": lambda n: say("{n} with bus factor 3 or more", n=n),
    "bus_factor_unknown": lambda n: say("{n} with unknown bus factor", n=n),
    "level_bad": lambda n: say_n("{n} bad", "{n} bad", n),
    "level_watch": lambda n: say_n("{n} to watch", "{n} to watch", n),
    "level_good": lambda n: say_n("{n} good", "{n} good", n),
    "level_unknown": lambda n: say_n("{n} unknown", "{n} unknown", n),
}
"""The totals in words, each made of its number."""


def _open_issues(health: Health) -> float | int | None:
    signal = OPEN_ISSUES.of(health.signals)
    return signal.value if signal else None


def _open_change_requests(health: Health) -> float | int | None:
    signal = OPEN_ISSUES.of(health.signals)
    return signal.detail.open_change_requests if signal else None


def _releases(health: Health) -> float | int | None:
    signal = RELEASE_CADENCE.of(health.signals)
    return signal.detail.releases_365d if signal else None


def _municipality_count(health: Health) -> float | int | None:
    signal = MUNICIPALITIES.of(health.signals)
    return signal.value if signal else None


def _sum(healths: Sequence[Health], figure: Callable[[Health], float | int | None]) -> int | None:
    known = [int(value) for health in healths if (value := figure(health)) is not None]
    return sum(known) if known else None


def _municipalities(healths: Sequence[Health]) -> int | None:
    signals = [signal for health in healths if (signal := MUNICIPALITIES.of(health.signals))]
    found = {row.code for signal in signals for row in signal.detail.contributing}
    return len(found) if found or any(signal.value is not None for signal in signals) else None
