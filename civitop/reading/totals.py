"""What a network's repositories add up to: the same figures for its panels, its snapshot and its report."""

from collections.abc import Iterable, Mapping

from civitop.health import Health
from civitop.i18n.message import say_n
from civitop.signals import SIGNALS
from civitop.signals.views.totals import Total, Words


def totals(healths: Iterable[Health]) -> Mapping[str, int | None]:
    """Return the totals over repositories; a sum is over those where the figure is known, null where none is.

    Archived repositories are counted as such and add to nothing else, here as on every screen: nobody works on them.
    `TOTAL_unknown` is the number of repositories whose part of TOTAL is not known; `level_NAME` are numbers of
    repositories. What a signal adds up to stands in its file (`Definition.totals`).
    """
    every = tuple(healths)
    active = [health for health in every if not health.archived]
    levels = [health.worst[0] for health in active]
    found: dict[str, int | None] = {
        "repositories": len(every),
        "archived": sum(health.archived for health in every),
        "failed": sum(health.status == "failed" for health in every),
        "stale": sum(health.status == "stale" for health in every),
        "finished": sum(health.finished for health in active),
    }
    for definition in SIGNALS:
        if definition.totals:
            signals = [definition.of(health.signals) for health in active]
            for total in definition.totals:
                found.update(total.count(signals))
    return {
        **found,
        "level_bad": levels.count("bad"),
        "level_watch": levels.count("watch"),
        "level_good": levels.count("good"),
        "level_unknown": levels.count("unknown"),
    }


_OF_REPOSITORIES: Mapping[str, Words] = {
    "repositories": lambda n: say_n("{n} repository", "{n} repositories", n),
    "archived": lambda n: say_n("{n} archived", "{n} archived", n),
    "failed": lambda n: say_n("{n} failed", "{n} failed", n),
    "stale": lambda n: say_n("{n} stale", "{n} stale", n),
    "finished": lambda n: say_n("{n} finished on purpose", "{n} finished on purpose", n),
    "level_bad": lambda n: say_n("{n} bad", "{n} bad", n),
    "level_watch": lambda n: say_n("{n} to watch", "{n} to watch", n),
    "level_good": lambda n: say_n("{n} good", "{n} good", n),
    "level_unknown": lambda n: say_n("{n} unknown", "{n} unknown", n),
}
TOTALS: Mapping[str, Words] = {
    **_OF_REPOSITORIES,
    **{id: words for signal in SIGNALS for total in signal.totals for id, words in total.wording.items()},
}
"""The totals in words, each made of its number."""


def worth_telling(name: str, value: int) -> bool:
    """Return whether a page for people tells a total: not that no repository is of some kind.

    A sum of zero (`0 releases in 365 days`) says something.
    """
    sums = {total.id for signal in SIGNALS for total in signal.totals if isinstance(total, Total)}
    return name in TOTALS and (value != 0 or name in {"repositories", *sums})
