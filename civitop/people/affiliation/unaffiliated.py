"""Who is still unknown in a network, by weight, as an affiliations file ready to be completed.

Those who contributed in the last 365 days come first, since the screens count these days; the file is parted
into portions of which each is an evening's work, the most telling first.

Filled in, the file is read back by `civitop.people.affiliation.affiliations_file`: an entry is one line, and an
organisation put between its quotes is all that is needed.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from civitop.model import Facts, Identity, Profile
from civitop.people.affiliation.base import Affiliator
from civitop.people.affiliation.contributions import contributions
from civitop.people.identities import People
from civitop.sanitise import plain

YEAR = timedelta(days=365)
PORTION = 20
"""People of a portion: as many as somebody looks up in one sitting."""


class UnknownPerson(Struct, frozen=True, kw_only=True):
    """Somebody whose contributions no rule could tie to an organisation."""

    name: str
    logins: tuple[str, ...]
    addresses: tuple[str, ...]
    """SHA-256, as in `Identity.address`."""
    domains: tuple[str, ...]
    company: str
    """What the forge profile says, which no name of the registry is equal to."""
    contributions: int
    """Commits, issues and change requests without an organisation."""
    lately: int
    """Those of the last 365 days."""
    first: date
    last: date
    repositories: tuple[str, ...]


class _Tally:
    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.identities: set[Identity] = set()
        self.days: list[date] = []
        self.lately = 0
        self.repositories: set[str] = set()


def unknown_people(
    projects: Iterable[tuple[Facts, People]],
    affiliator: Affiliator,
    now: datetime,
    profiles: Sequence[Profile] = (),
) -> tuple[UnknownPerson, ...]:
    """Return everybody with contributions that are nobody's (unknown or individual).

    First comes who has most of them in the 365 days before `now`, then who has most of them at all.
    """
    tallies: dict[str, _Tally] = {}
    for facts, people in projects:
        for contribution in contributions(facts, people):
            person = people.of.get(contribution.seen)
            if person is None:
                continue
            whose = affiliator.affiliate(
                contribution.seen,
                contribution.at,
                contribution.source_owner,
                proper=contribution.proper,
                accounts=person.accounts,
            )
            # Somebody whom the file states to be nobody's is settled, and does not come up again.
            if whose.organisation or whose.evidence == "stated":
                continue
            tally = tallies.setdefault(person.key, _Tally())
            tally.names[person.name] = tally.names.get(person.name, 0) + 1
            tally.identities.update((contribution.seen, *person.identities))
            tally.days.append(contribution.at.date())
            tally.lately += now - YEAR <= contribution.at < now
            tally.repositories.add(facts.repository.name)
    companies = {profile.login: profile.company for profile in profiles}
    found = [_person(tally, companies) for tally in tallies.values()]
    return tuple(sorted(found, key=_weight))


def _weight(person: UnknownPerson) -> tuple[int, int, str, tuple[str, ...]]:
    return -person.lately, -person.contributions, person.name, person.addresses


def _person(tally: _Tally, companies: dict[str, str]) -> UnknownPerson:
    logins = sorted({identity.login for identity in tally.identities if identity.login})
    return UnknownPerson(
        name=min(tally.names, key=lambda name: (-tally.names[name], name)),
        logins=tuple(logins),
        addresses=tuple(sorted({identity.address for identity in tally.identities if identity.address})),
        domains=tuple(sorted({identity.domain for identity in tally.identities if identity.domain})),
        company=next((company for login in logins if (company := companies.get(login, ""))), ""),
        contributions=len(tally.days),
        lately=tally.lately,
        first=min(tally.days),
        last=max(tally.days),
        repositories=tuple(sorted(tally.repositories)),
    )


_HEAD = """\
# Who is still unknown in {network}: {people} people, {contributions} contributions, in portions of {portion};
# first who contributed in the last 365 days, the most first.
# Put an organisation between the quotes (its id such as DK-0751, its name, or "individual"), add
# from = 2024-01-31 and until = 2024-12-31 where it was not always so, and name this file as
# `affiliations` of the network. Lines left empty say nothing; addresses stand here as hashes only.
people = [
"""


def render(people: Sequence[UnknownPerson], network: str, *, everybody: bool = False) -> str:
    """Return the affiliations file (TOML) to be completed: a comment and an entry for each person.

    Without `everybody` it holds who contributed in the last 365 days, and says how many more there are.
    """
    listed = [person for person in people if everybody or person.lately]
    total = sum(person.contributions for person in listed)
    head = _HEAD.format(network=plain(network), people=len(listed), contributions=total, portion=PORTION)
    portions = (_portion(listed, start, total) for start in range(0, len(listed), PORTION))
    return f"{head}{''.join(portions)}]\n{_more(people, listed, network)}"


def _portion(listed: Sequence[UnknownPerson], start: int, total: int) -> str:
    """Return the entries of a portion under a line that says how much is known when it is completed."""
    end = min(start + PORTION, len(listed))
    so_far = sum(person.contributions for person in listed[:end])
    line = (
        f"  # ---- {start + 1} to {end} of {len(listed)}; up to here {so_far} of {total} contributions ----\n"
    )
    return line + "".join(map(_entry, listed[start:end]))


def _more(people: Sequence[UnknownPerson], listed: Sequence[UnknownPerson], network: str) -> str:
    left = len(people) - len(listed)
    if not left:
        return ""
    return f"# {left} more contributed earlier only: civitop people {plain(network)} --all\n"


def _entry(person: UnknownPerson) -> str:
    known = [plain(person.name), *person.domains]
    if person.company:
        known.append(f"says: {plain(person.company)}")
    counted = f"{person.contributions} contributions, {person.first} to {person.last}"
    where = ", ".join(person.repositories[:3]) + (", …" if len(person.repositories) > 3 else "")
    keys = []
    if person.logins:
        keys.append(f"login = {_values(person.logins)}")
    if person.addresses:
        keys.append(f"email = {_values([f'sha256:{address}' for address in person.addresses])}")
    if not keys:
        # Nothing but a name: no rule could use it, so there is no entry to complete.
        return f"  # {counted} in {where}: {' · '.join(known)} (neither login nor address)\n"
    return f'  # {counted} in {where}: {" · ".join(known)}\n  {{ organisation = "", {", ".join(keys)} }},\n'


def _values(values: Sequence[str]) -> str:
    # A basic string of TOML is escaped as a string of JSON is.
    quoted = [json.dumps(value, ensure_ascii=False) for value in values]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"
