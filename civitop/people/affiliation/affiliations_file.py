"""Reading the affiliations file: TOML, every mistake named with file, line and key."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, cast

from civitop.errors import ConfigError
from civitop.i18n.message import Phrase, lines, say
from civitop.model import address_hash
from civitop.people.affiliation.base import INDIVIDUAL, UNKNOWN, Affiliation, Kind, Organisation
from civitop.people.affiliation.domains import clean
from civitop.people.affiliation.names import fold
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.registry.rows import ID, ROW_KINDS, proper_domain
from civitop.people.affiliation.statements import Period, Periods, Stated
from civitop.people.affiliation.toml_lines import Lines
from civitop.sanitise import without_address

PERSON_KEYS = ("login", "email", "domain", "organisation", "from", "until")
ORGANISATION_KEYS = ("name", "kind", "country", "domains")
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_LOGIN = re.compile(r"(?:[a-z0-9.-]+(?::\d+)?/)?[^\s/@]+")
_NOBODY = {"individual": INDIVIDUAL, "unknown": UNKNOWN}


def read_stated(text: str, path: str, registry: Registry, country: str | None = None) -> Stated:
    """Read the text of an affiliations file; `path` is how the file is called in errors.

    `country` is the network's: it decides between namesakes. Raises `ConfigError` with a sentence a mistake.
    """
    import tomli

    try:
        content = tomli.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(say("{file}: this is not TOML: {why}.", file=path, why=str(error))) from error
    reader = _Reader(path, Lines(text), registry, country)
    stated = reader.read(content)
    if reader.mistakes:
        raise ConfigError(lines(reader.mistakes))
    return stated


class _Reader:
    def __init__(self, path: str, lines: Lines, registry: Registry, country: str | None) -> None:
        self.mistakes: list[Phrase] = []
        self._path = path
        self._lines = lines
        self._registry = registry
        self._country = country
        self._own: dict[str, Organisation] = {}
        self._stated: dict[str, defaultdict[str, list[Period]]] = {
            kind: defaultdict(list) for kind in ("login", "email", "domain")
        }

    def read(self, content: Mapping[str, Any]) -> Stated:
        for key in content.keys() - {"people", "organisation"}:
            what = say("there is no such key; known are {names}.", names=("people", "organisation"))
            self._wrong(self._lines.top(key), key, what)
        organisations = content.get("organisation", {})
        if isinstance(organisations, dict):
            for id, entry in organisations.items():
                self._organisation(id, entry)
        else:
            self._wrong(
                self._lines.top("organisation"), "organisation", say("a table [organisation.ID] is expected.")
            )
        people = content.get("people", [])
        if isinstance(people, list):
            for index, entry in enumerate(people):
                self._person(index, entry)
        else:
            self._wrong(
                self._lines.top("people"),
                "people",
                say("a list of {example} entries is expected.", example="{ … }"),
            )
        logins, addresses, domains = (_frozen(self._stated[kind]) for kind in ("login", "email", "domain"))
        return Stated(logins, addresses, domains, tuple(self._own.values()))

    def _wrong(self, line: int, key: str, what: Phrase) -> None:
        where = say("{file}, line {line}, {key}: {what}", file=self._path, line=str(line), key=key, what=what)
        self.mistakes.append(where)

    def _unknown_key(self, line: int, key: str, known: tuple[str, ...]) -> None:
        near = get_close_matches(key.rpartition(".")[2], known, 1)
        if near:
            self._wrong(line, key, say("there is no such key; did you mean {near}?", near=near[0]))
        else:
            self._wrong(line, key, say("there is no such key; known are {names}.", names=", ".join(known)))

    # ------------------------------------------------------------ organisations of the file

    def _organisation(self, id: str, entry: Any) -> None:
        line = self._lines.organisation(id)
        key = f"organisation.{id}"
        if not ID.fullmatch(id):
            self._wrong(line, key, say("an id is a country and a name or code, such as DK-eksempel-it."))
        if not isinstance(entry, dict):
            self._wrong(line, key, say("a table with name and kind is expected."))
            return
        for unknown in [name for name in entry if name not in ORGANISATION_KEYS]:
            self._unknown_key(self._lines.organisation(id, unknown), f"{key}.{unknown}", ORGANISATION_KEYS)
        name, kind, country = entry.get("name"), entry.get("kind"), entry.get("country", id[:2].upper())
        if not isinstance(name, str) or not name.strip():
            self._wrong(self._lines.organisation(id, "name"), f"{key}.name", say("a name is needed."))
            name = id
        if kind not in ROW_KINDS:
            what = say("one of {names} is needed.", names=", ".join(ROW_KINDS))
            self._wrong(self._lines.organisation(id, "kind"), f"{key}.kind", what)
            kind = "vendor"
        if not isinstance(country, str) or not re.fullmatch(r"[A-Z]{2}", country):
            what = say("two capital letters (ISO 3166-1) are expected, such as DK.")
            self._wrong(self._lines.organisation(id, "country"), f"{key}.country", what)
            country = id[:2]
        organisation = self._own[id] = Organisation(id, cast("Kind", kind), name, country)
        self._domains_of(organisation, entry.get("domains", []))

    def _domains_of(self, organisation: Organisation, domains: Any) -> None:
        key = f"organisation.{organisation.id}.domains"
        line = self._lines.organisation(organisation.id, "domains")
        if not isinstance(domains, list):
            self._wrong(line, key, say('a list is expected, such as ["example.dk"].'))
            return
        for domain in domains:
            if name := self._domain(line, key, domain):
                self._state("domain", name, Period(_stated(organisation)), line, key)

    # ------------------------------------------------------------ people

    def _person(self, index: int, entry: Any) -> None:
        line = self._lines.person(index)
        key = f"people[{index + 1}]"
        if not isinstance(entry, dict):
            self._wrong(
                line, key, say("{example} is expected.", example='{ login = "…", organisation = "…" }')
            )
            return
        for unknown in [name for name in entry if name not in PERSON_KEYS]:
            self._unknown_key(self._lines.person(index, unknown), f"{key}.{unknown}", PERSON_KEYS)
        misspelled = "organisation" not in entry and set(entry) - set(PERSON_KEYS)
        affiliation = None if misspelled else self._whose(index, entry.get("organisation"), key)
        since, until = (
            self._day(index, entry.get(name), f"{key}.{name}", name) for name in ("from", "until")
        )
        if since and until and until < since:
            what = say("{until:date} is before {since:date}, where it begins.", until=until, since=since)
            self._wrong(self._lines.person(index, "until"), f"{key}.until", what)
        if not any(name in entry for name in ("login", "email", "domain")):
            self._wrong(line, key, say("a login, an email or a domain is needed to know who is meant."))
        for kind, normal in (("login", self._login), ("email", self._email), ("domain", self._domain)):
            values = entry.get(kind, [])
            for value in values if isinstance(values, list) else [values]:
                at = self._lines.person(index, kind)
                if (name := normal(at, f"{key}.{kind}", value)) and affiliation:
                    self._state(kind, name, Period(affiliation, since, until), at, f"{key}.{kind}")

    def _state(self, kind: str, name: str, period: Period, line: int, key: str) -> None:
        others = self._stated[kind][name]
        if any(period.overlaps(other) and period.affiliation != other.affiliation for other in others):
            what = say(
                "“{name}” is stated twice for the same days; give from and until, or one only.", name=name
            )
            self._wrong(line, key, what)
        others.append(period)

    def _whose(self, index: int, value: Any, key: str) -> Affiliation | None:
        """Return the affiliation; `None` for an entry that is not completed, or a mistake that was noted."""
        line = self._lines.person(index, "organisation")
        if not isinstance(value, str):
            what = say('the id or the name of an organisation is needed, or "individual".')
            self._wrong(line, f"{key}.organisation", what)
            return None
        value = value.strip()
        if not value:
            return None
        if nobody := _NOBODY.get(value.casefold()):
            return Affiliation(nobody.kind, "stated")
        named = {fold(organisation.name): organisation for organisation in self._own.values()}
        organisation = (
            self._own.get(value)
            or self._registry.organisations.get(value)
            or named.get(fold(value))
            or self._registry.named(value, self._country)
        )
        if organisation:
            return _stated(organisation)
        self._wrong(
            line,
            f"{key}.organisation",
            say(
                "“{value}” is not known, or is the name of several; {hint}",
                value=without_address(value),
                hint=self._hint(value),
            ),
        )
        return None

    def _hint(self, value: str) -> Phrase:
        known = {**self._registry.organisations, **self._own}
        spelled = {fold(organisation.name): id for id, organisation in known.items()}
        near = get_close_matches(value, known, 2, 0.8) or [
            spelled[name] for name in get_close_matches(fold(value), spelled, 2, 0.8)
        ]
        if near:
            first, *second = (f"{id} ({known[id].name})" for id in near)
            if second:
                return say("did you mean {one} or {other}?", one=first, other=second[0])
            return say("did you mean {near}?", near=first)
        return say("give its id, or define it as [organisation.ID] in this file.")

    def _day(self, index: int, value: Any, key: str, name: str) -> date | None:
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._wrong(
            self._lines.person(index, name), key, say("a day without quotes is expected, such as 2024-06-30.")
        )
        return None

    def _login(self, line: int, key: str, value: Any) -> str | None:
        if isinstance(value, str) and _LOGIN.fullmatch(value.strip().casefold()):
            return value.strip().casefold()
        self._wrong(
            line,
            key,
            say("“{value}” is no account; it looks like github.com/jdoe.", value=without_address(str(value))),
        )
        return None

    def _email(self, line: int, key: str, value: Any) -> str | None:
        text = value.strip().casefold() if isinstance(value, str) else ""
        if hashed := _HASH.fullmatch(text):
            return hashed[1]
        name, at, domain = text.rpartition("@")
        if at and name and clean(domain):
            return address_hash(text)
        self._wrong(line, key, say("an e-mail address or sha256: with 64 hexadecimal digits is expected."))
        return None

    def _domain(self, line: int, key: str, value: Any) -> str | None:
        name = clean(value) if isinstance(value, str) else None
        if name is None or not proper_domain(name):
            self._wrong(
                line,
                key,
                say(
                    "“{value}” is no mail domain; it looks like example.dk.",
                    value=without_address(str(value)),
                ),
            )
            return None
        if self._registry.free_mail(name):
            what = say(
                "anybody can have an address at {domain}; state the login or the email instead.", domain=name
            )
            self._wrong(line, key, what)
            return None
        return name


def _stated(organisation: Organisation) -> Affiliation:
    return Affiliation(organisation.kind, "stated", organisation)


def _frozen(periods: Mapping[str, list[Period]]) -> Mapping[str, Periods]:
    return {key: tuple(entries) for key, entries in periods.items()}
