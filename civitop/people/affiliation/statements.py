"""Rule 1: what the user states about people and domains, and reading it from the affiliations file.

    people = [
      { login = "github.com/jdoe", organisation = "DK-0751" },
      { email = "sha256:2bd8…", organisation = "Gemeente Utrecht", from = 2023-01-01, until = 2024-06-30 },
      { domain = "example.dk", organisation = "DK-eksempel-it" },
      { login = "mona", organisation = "individual" },
    ]
    [organisation.DK-eksempel-it]
    kind = "vendor"
    name = "Eksempel IT"
    domains = ["eksempel.example"]

`until` is the last day that counts. A login without a host is that login on every forge. An entry whose
organisation is left empty is one that nobody has completed yet, and says nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from civitop.model import Identity
from civitop.people.affiliation.base import Affiliation, Organisation
from civitop.people.affiliation.domains import clean, suffixes


class Period(Struct, frozen=True):
    """An affiliation and the days for which it is stated."""

    affiliation: Affiliation
    since: date | None = None
    """First day; `None`: always."""
    until: date | None = None
    """Last day, included; `None`: up to now."""

    def covers(self, day: date) -> bool:
        """Return whether it was so on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def overlaps(self, other: "Period") -> bool:
        """Return whether there is a day that both cover."""
        starts_before_end = self.since is None or other.until is None or self.since <= other.until
        ends_after_start = other.since is None or self.until is None or other.since <= self.until
        return starts_before_end and ends_after_start


Periods = tuple[Period, ...]


class Stated(Struct, frozen=True):
    """An affiliations file that was read and found in order."""

    logins: Mapping[str, Periods] = {}
    """By `host/login`, or by the login alone where it stands for every forge; lower case."""
    addresses: Mapping[str, Periods] = {}
    """By SHA-256, as in `Identity.address`."""
    domains: Mapping[str, Periods] = {}
    organisations: tuple[Organisation, ...] = ()
    """Those that the file itself defines."""

    def about(self, identity: Identity) -> Periods:
        """Return everything stated about an identity, the first that covers a day being the answer.

        A login says more than an address, an address more than a domain, a longer domain more than a shorter.
        """
        return tuple(period for periods in self._matching(identity) for period in periods)

    def _matching(self, identity: Identity) -> Iterable[Periods]:
        if identity.login:
            yield self.logins.get(identity.login, ())
            yield self.logins.get(identity.login.rpartition("/")[2], ())
        if identity.address:
            yield self.addresses.get(identity.address, ())
        domain = clean(identity.domain) if identity.domain and self.domains else None
        if domain:
            yield from (self.domains.get(suffix, ()) for suffix in suffixes(domain))
