"""Who stands behind a contribution: the six rules of SIGNALS.md in their order, the first answer wins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from civitop.model import Identity, Profile
from civitop.people.affiliation.base import INDIVIDUAL, UNKNOWN, Affiliation, Evidence, Kind, Organisation
from civitop.people.affiliation.names import fold
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.sightings import Sighting, keys, merge, nearest
from civitop.people.affiliation.statements import Periods, Stated
from civitop.people.affiliation.timeline import Timeline, turns_of_periods, turns_of_sightings

_MEMBER_OF: tuple[Kind, ...] = ("vendor", "municipality", "public body", "network")
"""Whom a member of several forge organisations works for: suppliers are let into the organisations of
their customers, and officials into those of their networks, not the other way round."""


class _Known:
    """What all contributions of one identity have in common."""

    __slots__ = ("domain", "member", "owner_matters", "rest", "seen", "stated", "timeline", "whole")

    def __init__(
        self,
        stated: Periods,
        domain: Affiliation | None,
        member: Affiliation | None,
        seen: tuple[tuple[Sighting, ...], ...],
        rest: Affiliation,
    ) -> None:
        self.stated = stated
        self.domain = domain
        self.member = member
        self.seen = seen
        """By login, by address, by name."""
        self.rest = rest
        """Rules 5 and 6."""
        self.owner_matters = domain is None
        """Whether the owner of a change request's fork may be asked at all."""
        self.whole = None if stated or (seen and not (domain or member)) else domain or member or rest
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
        self._known: dict[Identity, _Known] = {}
        self._domains: dict[str | None, Affiliation | None] = {}

    def affiliate(self, identity: Identity, at: datetime, source_owner: str | None = None) -> Affiliation:
        """Return for whom `identity` contributed at `at` (UTC); never raises, never `None`."""
        known = self._known.get(identity)
        if known is None:
            known = self._known[identity] = self._study(identity)
        if source_owner and known.owner_matters:
            day = at.date()
            return self._direct(known, day, source_owner) or self._undirect(known, day)
        if known.whole is not None:
            return known.whole
        if known.timeline is None:
            known.timeline = self._timeline(known)
        return known.timeline.on(at)

    def direct(self, identity: Identity, at: datetime, source_owner: str | None = None) -> Affiliation | None:
        """Return the answer of rules 1 to 3, which look at this identity alone, if they have one."""
        known = self._known.get(identity)
        if known is None:
            known = self._known[identity] = self._study(identity)
        return self._direct(known, at.date(), source_owner)

    def organisation(self, id: str) -> Organisation | None:
        """Return an organisation of the registry or of the affiliations file by its id."""
        return self._own.get(id) or self._registry.organisations.get(id)

    def named(self, name: str, country: str | None = None) -> Organisation | None:
        """Return the body of that name (`usedBy`), matched whole; the country decides between namesakes."""
        return self._own_names.get(fold(name)) or self._registry.named(name, country or self._country)

    # ------------------------------------------------------------ the rules

    def _study(self, identity: Identity) -> _Known:
        stated = self._stated.about(identity)
        of_domain = self._by_domain(identity.domain)
        domain = of_domain if of_domain is not INDIVIDUAL else None
        member = self._by_membership(identity)
        known_as = keys(identity) if self._seen else ()
        seen = tuple(tuple(found) for key in known_as if (found := self._seen.get(key)))
        nobody = INDIVIDUAL if identity.noreply or of_domain is INDIVIDUAL else UNKNOWN
        rest = self._by_company(identity) or nobody
        return _Known(stated, domain, member, seen, rest)

    def _timeline(self, known: _Known) -> Timeline:
        """Return the answers by day; a fork's owner belongs to one contribution and is not in them."""
        turns = [*turns_of_periods(known.stated)]
        for found in known.seen:
            turns += turns_of_sightings(found)
        return Timeline(turns, lambda day: self._direct(known, day, None) or self._undirect(known, day))

    def _direct(self, known: _Known, day: date, source_owner: str | None) -> Affiliation | None:
        """Rules 1 to 3."""
        for period in known.stated:
            if period.covers(day):
                return period.affiliation
        return known.domain or (self._by_owner(source_owner) if source_owner else None) or known.member

    def _undirect(self, known: _Known, day: date) -> Affiliation:
        """Rules 4 to 6."""
        for found in known.seen:
            sighting = nearest(found, day)
            organisation = self.organisation(sighting.organisation) if sighting else None
            if organisation:
                return Affiliation(organisation.kind, "seen-elsewhere", organisation)
        return known.rest

    def _by_domain(self, domain: str | None) -> Affiliation | None:
        """Return the answer of rule 2, or rule 6's “individual” where anybody can have such an address."""
        if domain not in self._domains:
            match = self._registry.by_domain(domain)
            if match:
                evidence: Evidence = "email-domain-derived" if match.derived else "email-domain"
                self._domains[domain] = Affiliation(match.organisation.kind, evidence, match.organisation)
            else:
                self._domains[domain] = INDIVIDUAL if self._registry.free_mail(domain) else None
        return self._domains[domain]

    def _by_owner(self, owner: str) -> Affiliation | None:
        organisation = self._registry.by_forge(owner)
        return Affiliation(organisation.kind, "forge-organisation", organisation) if organisation else None

    def _by_membership(self, identity: Identity) -> Affiliation | None:
        profile = self._profiles.get(identity.login) if identity.login else None
        owners = profile.organisations if profile else ()
        bodies = {body for owner in owners if (body := self._registry.by_forge(owner))}
        for kind in _MEMBER_OF:
            of_kind = [body for body in bodies if body.kind == kind]
            if of_kind:
                # Two municipalities, or two suppliers: one of them is wrong, and nothing tells which.
                return Affiliation(kind, "forge-organisation", of_kind[0]) if len(of_kind) == 1 else None
        return None

    def _by_company(self, identity: Identity) -> Affiliation | None:
        profile = self._profiles.get(identity.login) if identity.login else None
        company = profile.company.strip() if profile else ""
        if not company or profile is None:
            return None
        organisation = None
        if company.startswith("@"):
            host = profile.login.partition("/")[0]
            organisation = self._registry.by_forge(f"{host}/{company[1:].strip()}")
        organisation = organisation or self._registry.named(company.lstrip("@"), self._country, places=False)
        return Affiliation(organisation.kind, "profile-company", organisation) if organisation else None
