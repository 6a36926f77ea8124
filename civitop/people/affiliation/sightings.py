"""Rule 4: who was seen for whom, when: kept per repository, read across all repositories of a network.

A sighting holds nothing that names a person: its key is a hash of a login, an address or an author name.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from msgspec import Struct

from civitop.model import Facts, Identity
from civitop.people.affiliation.base import Affiliation
from civitop.people.affiliation.contributions import contributions
from civitop.people.full_names import full_name
from civitop.people.identities import People

REACH = timedelta(days=365)
"""A sighting speaks for contributions up to a year before and after it (SIGNALS.md)."""

RUN = timedelta(days=31)
"""Sightings with no longer gaps are kept as one; far below twice the reach, so that no day is lost by it."""


_SHARED = re.compile(r"[^.]*|(?:.*\.)?localdomain|(?:.*\.)?example\.(?:com|net|org)")
"""Domains at which many machines have the same addresses (`root@localhost`): no sign of one person."""


class Sighting(Struct, frozen=True, array_like=True, order=True):
    """Somebody contributed for an organisation from `first` to `last`, again and again."""

    key: str
    organisation: str
    """Id in the registry or the affiliations file."""
    first: date
    last: date
    contributions: int = 1

    def distance(self, day: date) -> int:
        """Return how many days lie between that day and the nearest sighting; 0 within the run."""
        return max((self.first - day).days, (day - self.last).days, 0)


def keys(identity: Identity) -> tuple[str, ...]:
    """Return by what somebody is recognised elsewhere, the surest first: login, address, author name."""
    found = []
    if identity.login:
        found.append(_key("login", identity.login))
    if identity.address and not shared(identity):
        found.append(_key("address", identity.address))
    if name := full_name(identity.name):
        found.append(_key("name", name))
    return tuple(found)


def shared(identity: Identity) -> bool:
    """Return whether an address is one that many machines have, and tells nobody apart."""
    return _SHARED.fullmatch(identity.domain or "") is not None


_keys_once = lru_cache(maxsize=50_000)(keys)


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode("utf-8", "replace")).hexdigest()[:32]


class Direct(Protocol):
    """What is needed of an affiliator here: the answer of rules 1 to 3 alone."""

    def direct(
        self,
        identity: Identity,
        at: datetime,
        source_owner: str | None = None,
        *,
        proper: Identity | None = None,
    ) -> Affiliation | None:
        """Return for whom it was, by stated, domain or forge evidence of this very identity."""


def sightings(facts: Facts, people: People, affiliator: Direct) -> tuple[Sighting, ...]:
    """Return who was seen for whom in one repository by rules 1 to 3, sorted; bots left out.

    Whoever the repository knows to be the same person is seen under all of their identities.
    """
    days: defaultdict[tuple[str, str], Counter[date]] = defaultdict(Counter)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for contribution in contributions(facts, people):
        person = people.of.get(contribution.seen)
        if person is None:
            continue
        names[person.key].update(_keys_once(contribution.seen), _keys_once(contribution.proper))
        whose = affiliator.direct(
            contribution.seen, contribution.at, contribution.source_owner, proper=contribution.proper
        )
        if whose and whose.organisation:
            days[person.key, whose.organisation.id][contribution.at.date()] += 1
    return merge(
        Sighting(key, organisation, day, day, count)
        for (person_key, organisation), counts in days.items()
        for day, count in counts.items()
        for key in names[person_key]
    )


def merge(found: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Return the sightings as runs without gaps longer than `RUN`, sorted, in whatever order they came."""
    runs: list[Sighting] = []
    for sighting in sorted(found):
        last = runs[-1] if runs else None
        if (
            last
            and (last.key, last.organisation) == (sighting.key, sighting.organisation)
            and sighting.first - last.last <= RUN
        ):
            runs[-1] = Sighting(
                last.key,
                last.organisation,
                last.first,
                max(last.last, sighting.last),
                last.contributions + sighting.contributions,
            )
        else:
            runs.append(sighting)
    return tuple(runs)


def nearest(found: Iterable[Sighting], day: date) -> Sighting | None:
    """Return the sighting that speaks for a contribution on `day`: the nearest within a year, if any.

    Among equally near ones the one with more contributions, then the smaller organisation id.
    """
    within = [
        (sighting.distance(day), -sighting.contributions, sighting.organisation, sighting)
        for sighting in found
    ]
    return min((entry for entry in within if entry[0] <= REACH.days), default=(0, 0, "", None))[3]
