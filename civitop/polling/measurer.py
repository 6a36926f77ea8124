"""From stored facts to health: people resolved, affiliated, every signal measured."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

from civitop import __version__
from civitop.config.settings import NetworkSettings
from civitop.decoders import msgpack_decoder
from civitop.health import Health, Status
from civitop.i18n.message import Phrase, say
from civitop.model import Facts, Repository
from civitop.people.affiliation.contributions import contributions
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.sightings import Sighting, sightings
from civitop.people.affiliation.statements import Stated
from civitop.people.affiliation.unaffiliated import render, unknown_people
from civitop.people.identities import resolve
from civitop.polling.membership import members_of
from civitop.signals import measure_all
from civitop.signals.base import Coverage, Project, Settings, Signal
from civitop.signals.credit.contributions import Contributions
from civitop.signals.parts.business_days import public_holidays
from civitop.signals.parts.declared import licence
from civitop.signals.parts.windows import end_of
from civitop.store import HistoryPoint, RepositoryEntry, Store
from civitop.store.values import readable

STALE_AFTER = timedelta(hours=26)
"""Figures older than this are called stale even when no poll failed: a night's run was missed."""


REMEASURE_AFTER = timedelta(hours=1)
"""Figures older than this are measured again: ages and windows move on by themselves."""

_SIGHTINGS = tuple[Sighting, ...]


class Measurer:
    """Measures the repositories of one network; made anew when its configuration changes."""

    def __init__(self, network: NetworkSettings, store: Store, registry: Registry, stated: Stated) -> None:
        self.network = network
        self._store = store
        self._registry = registry
        self._stated = stated
        self._settings = Settings(
            thresholds=network.thresholds,
            country=network.country,
            members=network.members,
            release_names=network.release_names,
        )
        self._known: NetworkAffiliator | None = None

    @property
    def _affiliator(self) -> NetworkAffiliator:
        """Return what is known of people, read when something is measured: the first picture needs none of it."""
        if self._known is None:
            self._known = self._read_affiliator()
        return self._known

    def _read_affiliator(self) -> NetworkAffiliator:
        kept = self._store.sightings(members_of(self._store, self.network))
        decode = msgpack_decoder(_SIGHTINGS).decode
        read = {id: readable(partial(decode, data)) for id, data in kept.items()}
        if broken := [id for id, found in read.items() if found is None]:
            self._store.give_sightings_up(broken)
        return NetworkAffiliator(
            self._registry,
            self._stated,
            self._store.profiles(),
            [sighting for found in read.values() for sighting in found or ()],
            self.network.country,
        )

    @property
    def mark(self) -> bytes:
        """Return a hash of what measuring depends on besides the facts: configuration and affiliations file."""
        measured = replace(self.network, deep=False)  # what is read more adds facts, and changes no figure
        text = msgspec.json.encode([measured, self._stated, __version__], enc_hook=repr)
        return hashlib.sha256(text).digest()

    def renew(self) -> None:
        """Read profiles and sightings again, after a round has added to them."""
        self._known = None

    def prepare(self, now: datetime) -> None:
        """Load what the first measurement would otherwise wait for: the registry and the country's holidays."""
        self._registry.prepare()
        for year in (now.year - 1, now.year):
            public_holidays(self.network.country, year)

    def project(self, facts: Facts) -> Project:
        """Return the facts with their people resolved, ready to be measured."""
        return Project(facts, resolve(facts, self.network.people), self._affiliator)

    def affiliated(self, project: Project, asof: datetime) -> int:
        """Return a hash of for whom the contributions were that are measured; good within this process."""
        return hash(tuple(made.affiliation for made in project.once(Contributions, asof).all))

    def learn(self, project: Project) -> bool:
        """Keep where this repository's people were seen for an organisation; whether that is news.

        Accounts that this does not settle are noted, so that their profiles are asked for.
        """
        facts, people = project.facts, project.people
        unsettled = {
            made.seen.login
            for made in contributions(facts, people)
            if made.seen.login
            and made.seen in people.of
            and self._affiliator.direct(made.seen, made.at, made.source_owner, proper=made.proper) is None
        }
        self._store.want_profiles(facts.repository.forge, sorted(unsettled))
        found = sightings(facts, people, self._affiliator)
        return self._store.save_sightings(facts.repository.id, msgspec.msgpack.encode(found))

    def measure(self, project: Project, asof: datetime, error: Phrase | None = None) -> Health:
        """Return the health of a repository at `asof`; pure in the facts and in what was learnt."""
        facts = project.facts
        repository = replace(facts.repository, licence=licence(project, asof))
        signals = measure_all(project, asof, self._settings)
        return health_of(repository, facts.collected_at, asof, error, signals)

    def people_file(self, facts: Iterable[Facts], now: datetime, *, everybody: bool = False) -> str:
        """Return who is still unknown in these repositories, as an affiliations file to complete.

        Without `everybody` only who contributed in the 365 days before `now`.
        """
        projects = ((held, resolve(held, self.network.people)) for held in facts)
        profiles = tuple(self._store.profiles().values())
        people = unknown_people(projects, self._affiliator, now, profiles)
        return render(people, self.network.id, everybody=everybody)


def health_of(
    repository: Repository,
    collected_at: datetime | None,
    now: datetime,
    error: Phrase | None,
    signals: Mapping[str, Signal[Any]],
) -> Health:
    """Put a repository and its signals together."""
    return Health(
        id=repository.id,
        forge=repository.forge,
        name=repository.name,
        url=repository.url,
        archived=repository.archived,
        status=status_of(collected_at, now, error),
        collected_at=collected_at,
        error=error,
        signals=signals,
        description=repository.description,
        topics=repository.topics,
        language=repository.language,
        licence=repository.licence,
        stars=repository.stars,
        pushed_at=repository.pushed_at,
        ci_state=repository.ci_state,
    )


def status_of(collected_at: datetime | None, now: datetime, error: Phrase | None) -> Status:
    """Return whether the figures are of the last poll, older, or none at all."""
    if collected_at is None:
        return "failed"
    return "stale" if error or now - collected_at > STALE_AFTER else "fresh"


def aged(measured_at: datetime | None, now: datetime) -> bool:
    """Return whether figures are to be measured again, because of their age or by a clock that was once ahead."""
    return measured_at is None or not now - REMEASURE_AFTER <= measured_at <= now


def remembered(health: Health, at: date, points: Mapping[str, HistoryPoint]) -> Health:
    """Return a health made of the points that history kept of a day whose facts have left."""
    signals = {
        name: Signal(
            value=point.value,
            unit=point.unit,
            level=point.level,  # type: ignore[arg-type]
            reason=point.reason,
            coverage=Coverage(
                missing=(
                    say("The facts of this day have left; this is the figure kept on {day:date}.", day=at),
                )
            ),
            detail=health.signals[name].detail,
        )
        for name, point in points.items()
        if name in health.signals
    }
    return health_of_day(health, end_of(at), signals)


def health_of_day(health: Health, moment: datetime, signals: Mapping[str, Signal[Any]]) -> Health:
    """Return the health with other signals, as of another moment."""
    return replace(health, signals=signals, collected_at=moment, status="fresh", error=None)


def entry_health(entry: RepositoryEntry, held: Health | None, now: datetime) -> Health:
    """Return the stored health with the present error and age, or an empty one where there is none."""
    if held is None:
        return health_of(entry.repository, entry.collected_at, now, entry.error, {})
    return replace(
        held,
        collected_at=entry.collected_at,
        error=entry.error,
        status=status_of(entry.collected_at, now, entry.error),
    )
