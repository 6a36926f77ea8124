"""Who stands behind a contribution: the words of affiliation, and what answers it.

The rules and their order are in SIGNALS.md ("Affiliation") and in `civitop.people.affiliation`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.model import Identity

Kind = Literal["municipality", "public body", "network", "vendor", "individual", "unknown"]
KINDS: tuple[Kind, ...] = ("municipality", "public body", "network", "vendor", "individual", "unknown")
KIND_NAMES: Mapping[Kind, str] = {
    "municipality": N_("municipality"),
    "public body": N_("public body"),
    # Translators: a kind of contributor: the association that governs the projects together
    "network": N_("network"),
    # Translators: a kind of contributor: a company that is paid for the work
    "vendor": N_("vendor"),
    # Translators: a kind of contributor: a person who writes for nobody else
    "individual": N_("individual"),
    "unknown": N_("unknown"),
}
"""The kinds as messages, for `_`."""

Evidence = Literal[
    "stated",  # rule 1: the user's affiliations file
    "email-domain",  # rule 2, the domain is listed in the registry
    "email-domain-derived",  # rule 2, the registry only derived the domain
    "forge-organisation",  # rule 3: public membership, or a fork that the organisation owns
    "seen-elsewhere",  # rule 4: same login or name in the network within a year
    "profile-company",  # rule 5
    "none",  # rule 6
]
CONFIDENCE: dict[Evidence, str] = {
    "stated": N_("stated"),
    "email-domain": N_("listed"),
    "email-domain-derived": N_("derived"),
    "forge-organisation": N_("inferred"),
    "seen-elsewhere": N_("inferred"),
    "profile-company": N_("weak"),
    "none": "",
}
"""How sure an evidence is, as a message for `_`."""
EVIDENCE_NAMES: Mapping[Evidence, str] = {
    "stated": N_("affiliations file"),
    "email-domain": N_("e-mail domain"),
    "email-domain-derived": N_("e-mail domain"),
    "forge-organisation": N_("forge organisation"),
    "seen-elsewhere": N_("another project"),
    "profile-company": N_("forge profile"),
    # Translators: no evidence of whom somebody works for
    "none": N_("none"),
}
"""By what it is told, as messages for `_`; beside each stands how sure that is."""


class Organisation(Struct, frozen=True):
    """A body that people contribute for."""

    id: str
    """Municipalities by official code: `DK-0751`; others `CC-slug` (`DK-magenta-aps`)."""
    kind: Kind
    name: str
    country: str
    """ISO 3166-1 alpha-2."""

    @property
    def code(self) -> str:
        """The id again, under the name that the snapshot uses for municipalities."""
        return self.id


class Affiliation(Struct, frozen=True):
    """For whom one contribution was made, by the first rule that answered."""

    kind: Kind
    evidence: Evidence
    organisation: Organisation | None = None


UNKNOWN = Affiliation("unknown", "none")
INDIVIDUAL = Affiliation("individual", "none")


class Affiliator(Protocol):
    """Answers for one network: its registry, its affiliations file, what was seen elsewhere in it."""

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

        `source_owner` is the owner of the fork that a change request came from (rule 3), `proper` the identity
        as the repository's `.mailmap` has it, which is asked where `identity` itself says nothing; `accounts`
        are all of the person, whose profiles are asked (rule 5).
        """

    def named(self, name: str, country: str | None = None, at: datetime | None = None) -> Organisation | None:
        """Return the body of that name (`usedBy`, `company`), matched whole, any case and accents.

        With `at` it is the one that stands in the name's place at that time: after a merger, the successor.
        """
