"""The registry: municipalities, public bodies, network secretariats, vendors, and how each is recognised.

The facts are the tables beside this file; where they come from is told in `SOURCES.md`. Reading them takes
about twenty milliseconds and happens when something is to be affiliated, never on import or on the way to the
first picture.

Organisations begin and end. `by_domain`, `by_forge` and `named` look names up without a day and answer with the
first of those that came one after the other (`tielt.be`: Tielt as it was before the merger of 2025); `on` tells
which organisation that is on a day, following successors.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from civitop.people.affiliation.base import KINDS, Organisation
from civitop.people.affiliation.domains import clean, suffixes
from civitop.people.affiliation.names import fold, marked, without_legal_form
from civitop.people.affiliation.registry.rows import Bundled, DomainException, Row, read_bundled, read_rows

__all__ = ["Match", "Registry", "Row", "load"]

SHORT_NAME = 3
"""Names of up to so many letters (`KL`, `DUO`, `CBS`) mean something else abroad: they need the country, or,
where the network has none, to be the official name to the letter."""


class Match(NamedTuple):
    """Whose a domain is."""

    organisation: Organisation
    derived: bool
    """The registry only derived the domain from the name; nobody has seen it in use."""


class _Name(NamedTuple):
    organisation: Organisation
    official: bool


class Registry:
    """Organisations by id, by mail domain, by forge organisation and by name."""

    def __init__(
        self,
        rows: Iterable[Row],
        forge_owners: Mapping[str, str] = {},
        free_mail: frozenset[str] = frozenset(),
        exceptions: Iterable[DomainException] = (),
    ) -> None:
        """Take `rows`; of two with the same id or domain the later one counts, so that a user's rows win."""
        self._source = Bundled(tuple(rows), dict(forge_owners), free_mail, tuple(exceptions))

    def prepare(self) -> None:
        """Make the tables now that the first look-up would otherwise wait for."""
        _ = self._domains, self._names

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        return {row.id: row for row in self._source.rows}

    @cached_property
    def organisations(self) -> Mapping[str, Organisation]:
        """All organisations by id."""
        return {row.id: Organisation(row.id, row.kind, row.name, row.id[:2]) for row in self._rows.values()}

    @property
    def forge_owners(self) -> Mapping[str, str]:
        """`host/owner`, lower case → organisation id."""
        return self._source.forge_owners

    # ------------------------------------------------------------ days

    def on(self, id: str, day: date) -> Organisation | None:
        """Return what the organisation of that id is on a day: itself, or its successor after its end.

        `None` before it began, and after it ended without a successor.
        """
        row = next((row for row in self._succession(id) if row.until is None or day < row.until), None)
        return self.organisations[row.id] if row and (row.since is None or row.since <= day) else None

    def _succession(self, id: str) -> Iterator[Row]:
        """Yield a row, its successor, the successor's one; each once, since a user's rows may run in a circle."""
        seen: set[str] = set()
        while (row := self._rows.get(id)) and id not in seen:
            yield row
            seen.add(id)
            id = row.successor

    def _came_before(self, one: Organisation, other: Organisation) -> bool:
        """Whether `other` is the successor of `one`, or of one of its successors."""
        return one != other and any(row.id == other.id for row in self._succession(one.id))

    @cached_property
    def dated(self) -> frozenset[str]:
        """Ids of organisations that began or ended: only for these does `on` depend on the day."""
        return frozenset(row.id for row in self._rows.values() if row.since or row.until)

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """The days on which an organisation began or ended, sorted."""
        days = {day for row in self._rows.values() for day in (row.since, row.until) if day}
        return tuple(sorted(days))

    # ------------------------------------------------------------ domains

    @cached_property
    def _domains(self) -> Mapping[str, Match]:
        domains: dict[str, Match] = {}
        for row in self._rows.values():
            organisation = self.organisations[row.id]
            for domain in row.derived_domains:
                domains.setdefault(domain, Match(organisation, derived=True))
            for domain in row.domains:
                held = domains.get(domain)
                if held is None or not self._came_before(held.organisation, organisation):
                    domains[domain] = Match(organisation, derived=False)
        return domains

    def by_domain(self, domain: str | None) -> Match | None:
        """Return whose mail domain it is: the longest registered suffix on a label boundary."""
        return next(self.matches(domain), None)

    def matches(self, domain: str | None) -> Iterator[Match]:
        """Yield whose mail domain it is, the longest registered suffix first; none past an exception."""
        name = clean(domain) if domain else None
        if name is None or self.free_mail(name):
            return
        for suffix in suffixes(name):
            if suffix in self._nobody:
                return
            if match := self._domains.get(suffix):
                yield match

    def free_mail(self, domain: str | None) -> bool:
        """Return whether anybody can have an address at this domain."""
        name = clean(domain) if domain else None
        return name is not None and (
            name in self._mailboxes or any(suffix in self._source.free_mail for suffix in suffixes(name))
        )

    @cached_property
    def _mailboxes(self) -> frozenset[str]:
        """Domains of organisations at which citizens have addresses; their sub-domains are not meant."""
        return frozenset(entry.domain for entry in self._source.exceptions if entry.kind == "mailboxes")

    @cached_property
    def _nobody(self) -> frozenset[str]:
        """Domains that, with all below them, are not whose they look."""
        return frozenset(entry.domain for entry in self._source.exceptions if entry.kind != "mailboxes")

    def by_forge(self, owner: str) -> Organisation | None:
        """Return the body that a forge organisation (`github.com/itk-dev`, any case) belongs to."""
        return self.organisations.get(self.forge_owners.get(owner.casefold(), ""))

    def named(self, name: str, country: str | None = None, *, places: bool = True) -> Organisation | None:
        """Return the body of that name, matched whole, any case and accents; `None` when it might be another.

        A municipality is found by its name with or without the word for it (`Gemeente Utrecht`, `Utrecht`);
        with `places=False` only with it, since a bare name in a profile tells where somebody lives. Of
        namesakes in several countries that of `country` is meant; a bare name, and a word that further
        countries use (`Ville de`, `City of`), means one of `country` or, without it, the only one. A short
        name (`KMD`) needs the country, or none and to be written exactly as the official one.
        """
        folded = fold(name)
        found = self._whole(name.strip(), country, places=places) + self._marked(
            folded, country, places=places
        )
        found = [entry for entry in found if entry.organisation.country == country] or found
        if len({entry.organisation.country for entry in found}) > 1:
            return None
        official = {entry.organisation for entry in found if entry.official}
        candidates = official or {entry.organisation for entry in found}
        candidates -= {after for after in candidates for one in candidates if self._came_before(one, after)}
        return candidates.pop() if len(candidates) == 1 else None

    def _whole(self, name: str, country: str | None, *, places: bool) -> list[_Name]:
        folded = fold(name)
        entries = self._names.get(folded) or self._names.get(without_legal_form(folded), ())
        return [
            entry
            for entry in entries
            if (places and _near(entry, country))
            or (entry.organisation.kind == "municipality" and _says_municipality(folded))
            or (entry.organisation.kind != "municipality" and _unmistakable(name, entry, country))
        ]

    def _marked(self, folded: str, country: str | None, *, places: bool) -> list[_Name]:
        return [
            entry
            for reading in marked(folded)
            for entry in self._names.get(reading.bare, ())
            if entry.organisation.kind == "municipality" and entry.organisation.country in reading.countries
            if not reading.abroad or entry.organisation.country == country or (places and country is None)
        ]

    @cached_property
    def _names(self) -> Mapping[str, tuple[_Name, ...]]:
        names: defaultdict[str, dict[str, _Name]] = defaultdict(dict)
        for row in self._rows.values():
            organisation = self.organisations[row.id]
            official = fold(row.name)
            # `Bergen (NH)` is called Bergen as well; that there are two of them shows when it is asked for.
            others = {
                fold(row.name.partition(" (")[0]),
                without_legal_form(official),
                *map(fold, row.variants),
            }
            names[official][row.id] = _Name(organisation, official=True)
            for other in others - {official, ""}:
                names[other].setdefault(row.id, _Name(organisation, official=False))
        return {name: tuple(entries.values()) for name, entries in names.items()}

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows it was made of, by kind and id."""
        return tuple(sorted(self._rows.values(), key=lambda row: (KINDS.index(row.kind), row.id)))


def _says_municipality(folded: str) -> bool:
    """Whether a name carries a word for municipality that no further country uses: it is no bare place."""
    return any(not reading.abroad for reading in marked(folded))


def _near(entry: _Name, country: str | None) -> bool:
    """Whether a bare name of a municipality may mean this one."""
    is_place = entry.organisation.kind == "municipality"
    return is_place and (country is None or entry.organisation.country == country)


def _unmistakable(name: str, entry: _Name, country: str | None) -> bool:
    exact = country is None and name == entry.organisation.name
    return len(fold(name)) > SHORT_NAME or entry.organisation.country == country or exact


class _Shipped(Registry):
    """The registry of this release with a user's rows; its tables are read when the first is looked up."""

    def __init__(self, own: Iterable[Row]) -> None:
        self._own = tuple(own)

    @cached_property
    def _source(self) -> Bundled:  # type: ignore[override] # what the base is given, this one reads
        bundled = read_bundled()
        own = {domain for row in self._own for domain in row.domains}
        exceptions = tuple(entry for entry in bundled.exceptions if entry.domain not in own)
        return Bundled((*bundled.rows, *self._own), bundled.forge_owners, bundled.free_mail, exceptions)


def load(*extra: str) -> Registry:
    """Return the registry of this release, with the rows of the user's own files (paths) added to it.

    Raises `ConfigError` that names file, line and column of every mistake in an extra file.
    """
    return _Shipped(row for path in extra for row in read_rows(path))
