"""What changed between two snapshots, as a value: sentences and figures for each project, worse ones first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from civitop.change import Change
from civitop.health import Health, Snapshot
from civitop.i18n.message import Phrase, say, say_n
from civitop.polling.change_detection import compare
from civitop.reading.highlights import Both, highlights, new_people
from civitop.reading.telling_names import told_apart
from civitop.signals import SIGNALS
from civitop.signals.base import Level
from civitop.signals.bus_factor import Share

State = Literal["new", "gone", "changed"]


class Step(Struct, frozen=True, gc=False, kw_only=True):
    """A signal whose value or level differs."""

    signal: str
    unit: str
    old: float | None
    new: float | None
    old_level: Level
    new_level: Level


class ProjectDifference(Struct, frozen=True, gc=False, kw_only=True):
    """One project that came, went or differs."""

    id: str
    name: str
    url: str
    state: State
    news: tuple[Change, ...] = ()
    """What is worth a sentence, in the order in which it is told."""
    new_people: tuple[Share, ...] = ()
    """Who committed and had not in the year before, most commits first."""
    steps: tuple[Step, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether any of its news is bad."""
        return any(change.worse for change in self.news)

    @property
    def better(self) -> bool:
        """Whether some of its news is good and none is bad."""
        return not self.worse and any(change.worse is False for change in self.news)


class Difference(Struct, frozen=True, gc=False, kw_only=True):
    """What lies between two snapshots."""

    schema: Literal["civitop.difference/1"] = "civitop.difference/1"
    old: datetime
    new: datetime
    civitop: str
    networks: tuple[str, ...]
    """Names of the networks of the newer snapshot."""
    highlights: tuple[Phrase, ...] = ()
    """A few sentences on all projects together."""
    projects: tuple[ProjectDifference, ...]
    """Those with bad news first, then those with good news, then the others; within these by id."""
    unchanged: int
    """Projects of both snapshots that do not differ."""

    @property
    def summary(self) -> tuple[Phrase, ...]:
        """Sentences for the top of a report."""
        new = sum(project.state == "new" for project in self.projects)
        gone = sum(project.state == "gone" for project in self.projects)
        worse = sum(project.worse for project in self.projects)
        better = sum(project.better for project in self.projects)
        told = (
            (worse, say_n("{n} project has bad news.", "{n} projects have bad news.", worse)),
            (better, say_n("{n} project has good news only.", "{n} projects have good news only.", better)),
            (new, say_n("{n} project is new.", "{n} projects are new.", new)),
            (gone, say_n("{n} project is gone.", "{n} projects are gone.", gone)),
            (
                self.unchanged,
                say_n("{n} project has not changed.", "{n} projects have not changed.", self.unchanged),
            ),
        )
        return tuple(sentence for number, sentence in told if number) or (say("There are no projects."),)


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """Return what changed from one snapshot to a later one."""
    before = {health.id: health for health in old.repositories}
    after = {health.id: health for health in new.repositories}
    called = told_apart((before | after).values())
    found = tuple(
        replace(each, name=called[each.id].name) for each in _projects(before, after, old.asof, new.asof)
    )
    place = {"new": 3, "gone": 4}
    return Difference(
        old=old.asof,
        new=new.asof,
        civitop=new.civitop,
        networks=tuple(network.name for network in new.networks),
        highlights=tuple(
            highlights(
                [Both(called[id].name, before[id], after[id]) for id in sorted(before.keys() & after.keys())],
                old.asof,
                new.asof,
            )
        ),
        projects=tuple(
            sorted(found, key=lambda p: (place.get(p.state, 0 if p.worse else 1 if p.better else 2), p.id))
        ),
        unchanged=len(before.keys() | after.keys()) - len(found),
    )


def _projects(
    before: dict[str, Health], after: dict[str, Health], since: datetime, until: datetime
) -> Iterator[ProjectDifference]:
    for id in sorted(before.keys() | after.keys()):
        health = after.get(id) or before[id]
        state: State = "new" if id not in before else "gone" if id not in after else "changed"
        news: tuple[Change, ...] = ()
        steps: tuple[Step, ...] = ()
        people: tuple[Share, ...] = ()
        if state == "changed":
            # What is of a past day was collected later: news begins where the older snapshot ends.
            news = compare(replace(before[id], collected_at=since), after[id], None, until)
            steps = tuple(_steps(before[id], after[id]))
            people = new_people(before[id], after[id])
        if state != "changed" or news or people or steps:
            yield ProjectDifference(
                id=id,
                name=health.name,
                url=health.url,
                state=state,
                news=news,
                new_people=people,
                steps=steps,
            )


def _steps(before: Health, after: Health) -> Iterator[Step]:
    for definition in SIGNALS:
        old, new = definition.of(before.signals), definition.of(after.signals)
        if old is None or new is None or (old.value, old.level) == (new.value, new.level):
            continue
        yield Step(
            signal=definition.id,
            unit=new.unit,
            old=old.value,
            new=new.value,
            old_level=old.level,
            new_level=new.level,
        )
