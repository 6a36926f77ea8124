"""Who stands behind a contribution: the six rules of SIGNALS.md in their order, the first answer wins.

For whom a commit was made is decided by its own address first (rules 1 and 2), by the proper address of the
`.mailmap` only where that says nothing: `.mailmap` tells who somebody is, not who paid.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from civitop.model import Identity, Profile
from civitop.people.affiliation.base import INDIVIDUAL, UNKNOWN, Affiliation, Evidence, Kind, Organisation
from civitop.people.affiliation.names import fold
from civitop.people.affiliation.registry import Match, Registry
from civitop.people.affiliation.sightings import Sighting, keys, merge, nearest
from civitop.people.affiliation.statements import Periods, Stated
from civitop.people.affiliation.timeline import Timeline, turns_of_periods, turns_of_sightings

_MEMBER_OF: tuple[Kind, ...] = ("vendor", "municipality", "public body", "network")
"""Whom a member of several forge organisations works for: suppliers are let into the organisations of
their customers, and officials into those of their networks, not the other way round."""


class _Told(NamedTuple):
    """What one address (and its account) tells by itself."""

    stated: Periods
    domains: tuple[Affiliation, ...]
    """Rule 2, the longest suffix first: a shorter one speaks on days without the longer one's organisation."""


class _Known:
    """What all contributions of one identity of one person have in common."""

    __slots__ = ("company", "member", "nobody", "owner_matters", "seen", "timeline", "told", "whole")

    def __init__(
        self,
        told: tuple[_Told, ...],
        member: Affiliation | None,
        seen: tuple[tuple[Sighting, ...], ...],
        company: Affiliation | None,
        nobody: Affiliation,
        dated: frozenset[str],
    ) -> None:
        self.told = told
        """Rules 1 and 2, by the contribution's own identity and then by the proper one."""
        self.member = member
        self.seen = seen
        """By login, by address, by name."""
        self.company = company
        """Rule 5."""
        self.nobody = nobody
        """Rule 6."""
        stated = any(each.stated for each in told)
        domains = [affiliation for each in told for affiliation in each.domains]
        answers = [each for each in (*domains, member, company) if each]
        # Organisations that began or ended: the answer may be another one on every such day.
        changes = any(each.organisation and each.organisation.id in dated for each in answers)
        self.owner_matters = changes or not domains
        """Whether the owner of a change request's fork may be asked at all."""
        by_day = changes or stated or (seen and not (domains or member))
        self.whole = None if by_day else (*answers, nobody)[0]
        """The answer of every day, where it is the same one."""
        self.timeline: Timeline | None = None
        """Made when it is first needed, where the answer depends on the day."""


class NetworkAffiliator:
    """Affiliates the contributions to one network; fulfils `civitop.people.affiliation.base.Affiliator`.

    Answers are kept per identity: give a new affiliator new profiles or sightings instead of changing them.
    """

    def __init__(
        self,
        registry: Registry,
        stated: Stated | None = None,
        profiles: Mapping[str, Profile] | None = None,
        sightings: Iterable[Sighting] = (),
        country: str | None = None,
    ) -> None:
        """Take the registry and, of the network, affiliations file, profiles by login, sightings, country."""
        self._registry = registry
        self._stated = stated or Stated()
        self._profiles = profiles or {}
        self._country = country
        self._own = {organisation.id: organisation for organisation in self._stated.organisations}
        self._own_names = {fold(organisation.name): organisation for organisation in self._own.values()}
        self._seen: defaultdict[str, list[Sighting]] = defaultdict(list)
        for sighting in merge(sightings):
            self._seen[sighting.key].append(sighting)
        self._known: dict[tuple[Identity, Identity | None, tuple[str, ...]], _Known] = {}
        self._domains: dict[str | None, tuple[Affiliation, ...]] = {}

    def affiliate(
        self,
        identity: Identity,
        at: datetime,
        source_owner: str | None = None,
        *,
        proper: Identity | None = None,
        accounts: tuple[str, ...] = (),
    ) -> Affiliation:
        """Return for whom `identity` contributed at `at` (UTC); never raises, never `None`.

        `proper` is the identity as the repository's `.mailmap` has it, `accounts` are all of the person.
        """
        known = self._of(identity, proper, accounts)
        if source_owner and known.owner_matters:
            day = at.date()
            return self._direct(known, day, source_owner) or self._undirect(known, day)
        if known.whole is not None:
            return known.whole
        if known.timeline is None:
            known.timeline = self._timeline(known)
        return known.timeline.on(at)

    def direct(
        self,
        identity: Identity,
        at: datetime,
        source_owner: str | None = None,
        *,
        proper: Identity | None = None,
    ) -> Affiliation | None:
        """Return the answer of rules 1 to 3, which look at this identity alone, if they have one."""
        return self._direct(self._of(identity, proper, ()), at.date(), source_owner)

    def organisation(self, id: str) -> Organisation | None:
        """Return an organisation of the registry or of the affiliations file by its id."""
        return self._own.get(id) or self._registry.organisations.get(id)

    def named(self, name: str, country: str | None = None, at: datetime | None = None) -> Organisation | None:
        """Return the body of that name (`usedBy`), matched whole; the country decides between namesakes.

        With `at` it is the body that the name's one is at that time: after a merger, the one merged into.
        """
        found = self._own_names.get(fold(name)) or self._registry.named(name, country or self._country)
        return self._body_on(found, at.date()) if found and at else found

    # ------------------------------------------------------------ the rules

    def _of(self, identity: Identity, proper: Identity | None, accounts: tuple[str, ...]) -> _Known:
        key = (identity, proper, accounts)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._study(*key)
        return known

    def _study(self, own: Identity, proper: Identity | None, accounts: tuple[str, ...]) -> _Known:
        both = (own,) if proper is None or proper == own else (own, proper)
        told = tuple(_Told(self._stated.about(each), self._by_domain(each.domain)) for each in both)
        member = next((found for each in both if (found := self._by_membership(each.login))), None)
        known_as = dict.fromkeys(key for each in both for key in keys(each)) if self._seen else {}
        seen = tuple(tuple(self._seen[key]) for key in known_as if key in self._seen)
        addressed = next((each for each in both if each.domain), own)
        nobody = INDIVIDUAL if addressed.noreply or self._registry.free_mail(addressed.domain) else UNKNOWN
        logins = dict.fromkeys(login for login in (*(each.login for each in both), *accounts) if login)
        company = next((found for login in logins if (found := self._by_company(login))), None)
        return _Known(told, member, seen, company, nobody, self._registry.dated)

    def _timeline(self, known: _Known) -> Timeline:
        """Return the answers by day; a fork's owner belongs to one contribution and is not in them."""
        turns = [day.toordinal() for day in self._registry.turns]
        for each in known.told:
            turns += turns_of_periods(each.stated)
        for found in known.seen:
            turns += turns_of_sightings(found)
        return Timeline(turns, lambda day: self._direct(known, day, None) or self._undirect(known, day))

    def _direct(self, known: _Known, day: date, source_owner: str | None) -> Affiliation | None:
        """Rules 1 to 3."""
        return (
            next((found for each in known.told if (found := self._by_address(each, day))), None)
            or (self._on(self._by_owner(source_owner), day) if source_owner else None)
            or self._on(known.member, day)
        )

    def _by_address(self, told: _Told, day: date) -> Affiliation | None:
        """Rules 1 and 2."""
        for period in told.stated:
            if period.covers(day):
                # What somebody states holds, whatever the registry knows of the time before a merger.
                return self._on(period.affiliation, day) or period.affiliation
        return next((found for each in told.domains if (found := self._on(each, day))), None)

    def _undirect(self, known: _Known, day: date) -> Affiliation:
        """Rules 4 to 6."""
        for found in known.seen:
            sighting = nearest(found, day)
            organisation = self.organisation(sighting.organisation) if sighting else None
            body = self._body_on(organisation, day) if organisation else None
            if body:
                return Affiliation(body.kind, "seen-elsewhere", body)
        return self._on(known.company, day) or known.nobody

    def _on(self, affiliation: Affiliation | None, day: date) -> Affiliation | None:
        """Return an affiliation as it is on a day: with the successor, or `None` where there is no such body."""
        if affiliation is None or affiliation.organisation is None:
            return affiliation
        body = self._body_on(affiliation.organisation, day)
        if body is affiliation.organisation:
            return affiliation
        return Affiliation(body.kind, affiliation.evidence, body) if body else None

    def _body_on(self, organisation: Organisation, day: date) -> Organisation | None:
        if organisation.id in self._own or organisation.id not in self._registry.dated:
            return organisation
        return self._registry.on(organisation.id, day)

    def _by_domain(self, domain: str | None) -> tuple[Affiliation, ...]:
        """Return the answers of rule 2, that of the longest suffix first."""
        if domain not in self._domains:
            self._domains[domain] = tuple(map(_of_match, self._registry.matches(domain)))
        return self._domains[domain]

    def _by_owner(self, owner: str) -> Affiliation | None:
        organisation = self._registry.by_forge(owner)
        return Affiliation(organisation.kind, "forge-organisation", organisation) if organisation else None

    def _by_membership(self, login: str | None) -> Affiliation | None:
        profile = self._profiles.get(login) if login else None
        owners = profile.organisations if profile else ()
        bodies = {body for owner in owners if (body := self._registry.by_forge(owner))}
        for kind in _MEMBER_OF:
            of_kind = [body for body in bodies if body.kind == kind]
            if of_kind:
                # Two municipalities, or two suppliers: one of them is wrong, and nothing tells which.
                return Affiliation(kind, "forge-organisation", of_kind[0]) if len(of_kind) == 1 else None
        return None

    def _by_company(self, login: str) -> Affiliation | None:
        profile = self._profiles.get(login)
        company = profile.company.strip() if profile else ""
        if not company or profile is None:
            return None
        organisation = None
        if company.startswith("@"):
            host = profile.login.partition("/")[0]
            organisation = self._registry.by_forge(f"{host}/{company[1:].strip()}")
        organisation = organisation or self._registry.named(company.lstrip("@"), self._country, places=False)
        return Affiliation(organisation.kind, "profile-company", organisation) if organisation else None


def _of_match(match: Match) -> Affiliation:
    evidence: Evidence = "email-domain-derived" if match.derived else "email-domain"
    return Affiliation(match.organisation.kind, evidence, match.organisation)
